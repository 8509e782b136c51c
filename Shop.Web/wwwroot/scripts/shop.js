// Enhances the pages; every page works without it. A changed selection applies at once, a form is submitted once, and a
// page reloads by itself after its server was restarted.

// Skips SignalR's negotiation, because it could reach another replica than the WebSocket that follows. A circuit stays
// on the replica of its WebSocket. Transport 1 is WebSockets.
window.Blazor.start({
  circuit: { configureSignalR: (signalR) => signalR.withUrl('_blazor', { skipNegotiation: true, transport: 1 }) },
});

document.addEventListener('change', (event) => {
  const field = event.target;
  if (!field.matches('[data-submit-on-change]') || !field.reportValidity()) {
    return;
  }
  if (field.closest('[data-stepper]')) {
    sendAtRest(field);
  } else {
    submit(field.form);
  }
});

function submit(form) {
  form.requestSubmit(form.querySelector('[type=submit]')); // Blazor needs to know which button submitted the form.
}

// The stepper of a quantity. Repeated clicks within 300 ms are submitted once with the final quantity, after the
// response to the previous submission. A click on a link waits until the quantity has been saved.
const restMs = 300;
let wanted;
let resting;
let goingTo;

const fieldOf = (step) => step.closest('[data-stepper]').querySelector('input');
const productOf = (field) => field.form.elements.productId.value;

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

document.addEventListener('click', (event) => {
  const link = leavesBy(event);
  if (link && (wanted || document.querySelector('form[aria-busy] [data-stepper]'))) {
    event.preventDefault();
    goingTo = link.href;
    sendWanted();
  }
}, { capture: true });

// The link to another page of the shop that this click opens in the same tab, or null.
function leavesBy(event) {
  const link = event.target.closest('a[href]');
  const leaves = link?.origin === location.origin && !link.target && !link.hash
    && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  return leaves ? link : null;
}

function markSteps() {
  for (const step of document.querySelectorAll('[data-step]')) {
    const { value, min, max } = fieldOf(step);
    const isAtEnd = step.dataset.step === '1' ? Number(value) >= Number(max) : Number(value) <= Number(min);
    step.ariaDisabled = isAtEnd ? 'true' : null;
  }
}

function sendAtRest(field) {
  if (wanted && wanted.product !== productOf(field)) {
    sendWanted();
  }
  wanted = { product: productOf(field), quantity: field.value };
  clearTimeout(resting);
  resting = setTimeout(sendWanted, restMs);
}

function sendWanted() {
  clearTimeout(resting);
  if (!wanted || document.querySelector('form[aria-busy]')) {
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
      submit(field.form);
    }
  }
}

function goOn() {
  sendWanted();
  if (goingTo && !document.querySelector('form[aria-busy]')) {
    const address = goingTo;
    goingTo = undefined;
    location.assign(address);
  }
}

// A second click does not submit the form again. The server would detect the repeat; this shows the shopper that the
// first request is in progress.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches('[data-once]')) {
    return;
  }
  if (form.ariaBusy === 'true') {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (wanted && form.querySelector('[data-stepper]') && form.elements.productId.value === wanted.product) {
    wanted = undefined; // Submitted with Enter.
  }
  form.ariaBusy = 'true';
  if (event.submitter) {
    event.submitter.ariaBusy = 'true';
  }
}, { capture: true });

// Blazor fetches the next page while the current one is visible. After 300 ms the page shows that it is loading, and a
// product list that will be replaced shows placeholders.
const longMs = 300;
let coming;

function awaitPage({ pathname }) {
  clearTimeout(coming);
  coming = setTimeout(() => {
    const main = document.querySelector('main');
    main.ariaBusy = 'true';
    main.toggleAttribute('data-products-come', pathname === '/products' && main.querySelector('.card') !== null);
  }, longMs);
}

document.addEventListener('click', (event) => {
  const link = leavesBy(event);
  if (link) {
    awaitPage(link);
  }
});

document.addEventListener('submit', (event) => {
  if (event.target.method === 'get' && !event.defaultPrevented) {
    awaitPage(new URL(event.target.action));
  }
});

function settle() {
  clearTimeout(coming);
  coming = undefined;
  tellLost(false);
  for (const busy of document.querySelectorAll('main[aria-busy], form[aria-busy], form [aria-busy]')) {
    busy.removeAttribute('aria-busy');
    busy.removeAttribute('data-products-come');
  }
}

// A page from the browser's back/forward cache may be out of date.
window.addEventListener('pageshow', (event) => (event.persisted ? location.reload() : settle()));

// A failed fetch by Blazor is an unhandled TypeError. Ends the loading state and shows that the connection was lost.
window.addEventListener('unhandledrejection', ({ reason }) => {
  if (reason instanceof TypeError && (coming || document.querySelector('form[aria-busy]'))) {
    wanted = undefined;
    goingTo = undefined;
    for (const change of document.querySelectorAll('form[aria-busy]:has([data-submit-on-change])')) {
      change.reset(); // Back to the last saved quantity.
    }
    settle();
    markSteps();
    tellLost(true);
  }
});

function tellLost(isLost) {
  const note = document.querySelector('[data-lost]');
  note.hidden = !isLost;
  if (isLost) {
    note.scrollIntoView({ block: 'nearest' });
  }
}

// The page that says that the shop is unavailable reloads by itself, unless the shopper is already navigating.
let reload;

function reloadSoon() {
  clearTimeout(reload);
  const page = document.querySelector('[data-reload-after]');
  if (page) {
    const { reloadAfter, reloadTo } = page.dataset; // An address, because a reload would submit a form again.
    reload = setTimeout(() => location.replace(reloadTo), 1000 * Number(reloadAfter));
  }
}

reloadSoon();
document.addEventListener('submit', () => clearTimeout(reload));

document.addEventListener('click', (event) => {
  if (event.target.closest('a')) {
    clearTimeout(reload);
  }
  if (event.target.closest('[data-reload]')) {
    location.reload();
  }
});

// A page that updates itself needs a connection. Blazor does not retry a first connection that failed, so the page is
// reloaded as soon as the shop is reachable.
const connectsWithinMs = 12_000;
const patienceMs = 3000;
let reviving;

function revive() {
  clearTimeout(reviving);
  reviving = setTimeout(async () => {
    if (document.querySelector('[data-live=no]')) {
      const signal = AbortSignal.timeout(patienceMs);
      const isReached = await fetch('/alive', { cache: 'no-store', signal }).then((answer) => answer.ok, () => false);
      isReached ? location.reload() : revive();
    }
  }, connectsWithinMs);
}

revive();

// Enhanced navigation removes the focused link. Moves the focus to the start of the new page, where keyboard users
// continue and screen readers begin to read.
let path = location.pathname;

function arrive() {
  if (location.pathname !== path) {
    path = location.pathname;
    document.querySelector('main').focus({ preventScroll: true });
  }
}

// Removes the parameters of one-time messages from the address, so that a reload does not show them again.
function tellOnce() {
  const address = new URL(location.href);
  for (const told of ['added', 'pieces', 'wanted', 'refused']) {
    address.searchParams.delete(told);
  }
  if (address.href !== location.href) {
    history.replaceState(history.state, '', address);
  }
}

tellOnce();

// Enhanced navigation changes the page in place without loading this script again.
window.Blazor.addEventListener('enhancedload', () => {
  arrive();
  tellOnce();
  settle();
  goOn();
  markSteps();
  reloadSoon();
  revive();
});

const dialog = document.getElementById('components-reconnect-modal');
new MutationObserver(() => {
  const { classList } = dialog;
  if (classList.contains('components-reconnect-rejected') || classList.contains('components-reconnect-resume-failed')) {
    location.reload(); // The server has discarded this page's circuit. A reload creates a new one.
  } else if (classList.contains('components-reconnect-show') || classList.contains('components-reconnect-failed')) {
    dialog.setAttribute('open', '');
  } else {
    dialog.removeAttribute('open');
  }
}).observe(dialog, { attributeFilter: ['class'] });
