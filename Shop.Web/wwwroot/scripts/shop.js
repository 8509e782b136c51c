// What moves under the hand. Every page works without this file; with it a choice applies at once, a form is sent once,
// and a page whose server was restarted comes back by itself.

// One connection to one replica, whoever it is, for as long as it lasts: a negotiation could reach another one than the
// socket after it. 1 stands for WebSockets.
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
  form.requestSubmit(form.querySelector('[type=submit]')); // Blazor wants to know which button was pressed.
}

// One more, one fewer. A hand that presses several times is waited for, and what it wanted in the end is sent once, not
// before the answer to what was sent last. Whoever goes on at once takes it along: a link waits until it has arrived.
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

// The link by which this page is left for another of the shop, if that is what a click means.
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
    return; // Asked again when the answer is there.
  }
  const { product, quantity } = wanted;
  wanted = undefined;
  const field = [...document.querySelectorAll('[data-stepper] [data-submit-on-change]')]
    .find((candidate) => productOf(candidate) === product);
  if (field) {
    // The last answer may have said that fewer are left. What the cart has already is not sent again.
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

// The second press of an impatient hand is not a second request. The server would see that it is a repeat; the shopper
// sees that the first one is on its way.
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
    wanted = undefined; // Sent by Enter.
  }
  form.ariaBusy = 'true';
  if (event.submitter) {
    event.submitter.ariaBusy = 'true';
  }
}, { capture: true });

// Blazor fetches the next page while this one stands; when that takes long, the shopper sees that something is coming:
// products that are to be replaced by others show no more than their shape.
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

// A page that the browser had kept shows what was true when it was left.
window.addEventListener('pageshow', (event) => (event.persisted ? location.reload() : settle()));

// Blazor asked for a page, or sent a form, and nobody was reached: what waits for the answer need not wait any more.
window.addEventListener('unhandledrejection', ({ reason }) => {
  if (reason instanceof TypeError && (coming || document.querySelector('form[aria-busy]'))) {
    wanted = undefined;
    goingTo = undefined;
    for (const change of document.querySelectorAll('form[aria-busy]:has([data-submit-on-change])')) {
      change.reset(); // To what the shop is known to have.
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

// A page that says the shop is away tries again by itself, unless the shopper is already on the way elsewhere.
let reload;

function reloadSoon() {
  clearTimeout(reload);
  const page = document.querySelector('[data-reload-after]');
  if (page) {
    const { reloadAfter, reloadTo } = page.dataset; // An address, because reloading would send a form again.
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

// What changes by itself hangs on a connection. Where none came about, Blazor leaves it at that: the page is opened
// anew as soon as the shop can be reached.
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

// The link that led to a new page is gone with the old one. Those who go by keyboard begin where the new one begins,
// and those who listen hear it.
let path = location.pathname;

function arrive() {
  if (location.pathname !== path) {
    path = location.pathname;
    document.querySelector('main').focus({ preventScroll: true });
  }
}

// What has become of an act is told once, not again by each reload.
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

// Blazor changes the page in place; then it is a new page for this file too.
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
    location.reload(); // The server no longer knows this page's circuit; a fresh page has a fresh one.
  } else if (classList.contains('components-reconnect-show') || classList.contains('components-reconnect-failed')) {
    dialog.setAttribute('open', '');
  } else {
    dialog.removeAttribute('open');
  }
}).observe(dialog, { attributeFilter: ['class'] });
