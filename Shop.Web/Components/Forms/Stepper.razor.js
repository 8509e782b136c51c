// The buttons of a quantity. Repeated clicks within 300 ms are submitted once with the final quantity, after the
// response to the previous submission. A click on a link waits until the quantity has been saved.

const debounceMs = 300;
let wanted;
let debounceTimer;
let pendingNavigation;

const fieldOf = (step) => step.closest('[data-stepper]').querySelector('input');
const productOf = (field) => field.form.elements.productId.value;
const isSubmitting = () => document.querySelector('form[aria-busy]') !== null;

document.addEventListener('click', (event) => {
  const step = event.target.closest('[data-step]');
  if (step) {
    event.preventDefault();
    const field = fieldOf(step);
    const before = field.value;
    field[step.dataset.step === '1' ? 'stepUp' : 'stepDown']();
    markSteps();
    if (field.value !== before) {
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }
});

document.addEventListener('change', ({ target }) => {
  if (target.matches('[data-submit-on-change]') && target.reportValidity()) {
    submitDebounced(target);
  }
});

// ShopLayout.razor.js announces that the shopper leaves the page.
document.addEventListener('leave', (event) => {
  if (wanted || document.querySelector('form[aria-busy] [data-stepper]')) {
    event.preventDefault();
    pendingNavigation = event.detail;
    submitWanted();
  }
});

document.addEventListener('submit', ({ target }) => {
  if (wanted && target.querySelector('[data-stepper]') && target.elements.productId.value === wanted.product) {
    wanted = undefined; // Submitted with Enter.
  }
}, { capture: true });

document.addEventListener('connectionlost', () => {
  wanted = undefined;
  pendingNavigation = undefined;
  for (const change of document.querySelectorAll('form[aria-busy]:has([data-submit-on-change])')) {
    change.reset(); // Back to the last saved quantity.
  }
  markSteps();
});

window.Blazor.addEventListener('enhancedload', () => {
  submitWanted();
  if (pendingNavigation && !isSubmitting()) {
    const address = pendingNavigation;
    pendingNavigation = undefined;
    location.assign(address);
  }
  markSteps();
});

function markSteps() {
  for (const step of document.querySelectorAll('[data-step]')) {
    const { value, min, max } = fieldOf(step);
    const isAtEnd = step.dataset.step === '1' ? Number(value) >= Number(max) : Number(value) <= Number(min);
    step.ariaDisabled = isAtEnd ? 'true' : null;
  }
}

function submitDebounced(field) {
  if (wanted && wanted.product !== productOf(field)) {
    submitWanted();
  }
  wanted = { product: productOf(field), quantity: field.value };
  clearTimeout(debounceTimer);
  debounceTimer = setTimeout(submitWanted, debounceMs);
}

function submitWanted() {
  clearTimeout(debounceTimer);
  if (!wanted || isSubmitting()) {
    return; // Called again after the response.
  }
  const { product, quantity } = wanted;
  wanted = undefined;
  const field = [...document.querySelectorAll('[data-stepper] [data-submit-on-change]')]
    .find((candidate) => productOf(candidate) === product);
  if (field) {
    // The last response may have reduced the maximum. An unchanged quantity is not submitted.
    field.value = Math.min(quantity, field.max);
    if (field.value !== field.defaultValue) {
      field.form.requestSubmit(field.form.querySelector('[type=submit]')); // Blazor needs the button.
    }
  }
}
