// What moves under the hand. Every page works without this file; with it a choice applies at once, a form is sent once,
// and a page whose server was restarted comes back by itself.

document.addEventListener('change', (event) => {
  if (event.target.matches('[data-submit-on-change]') && event.target.checkValidity()) {
    const { form } = event.target;
    form.requestSubmit(form.querySelector('[type=submit]')); // Blazor wants to know which button was pressed.
  }
});

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
  form.ariaBusy = 'true';
}, { capture: true });

function settle() {
  for (const form of document.querySelectorAll('form[aria-busy]')) {
    form.removeAttribute('aria-busy');
  }
}

window.addEventListener('pageshow', settle);

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

// Blazor changes the page in place; then it is a new page for this file too.
window.Blazor?.addEventListener('enhancedload', () => {
  settle();
  reloadSoon();
});

const dialog = document.getElementById('components-reconnect-modal');
new MutationObserver(() => {
  const { classList } = dialog;
  if (classList.contains('components-reconnect-rejected')) {
    location.reload(); // The server no longer knows this page's circuit; a fresh page has a fresh one.
  } else if (classList.contains('components-reconnect-show') || classList.contains('components-reconnect-failed')) {
    dialog.setAttribute('open', '');
  } else {
    dialog.removeAttribute('open');
  }
}).observe(dialog, { attributeFilter: ['class'] });
