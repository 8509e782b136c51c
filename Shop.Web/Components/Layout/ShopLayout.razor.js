// The shopper moves from page to page: shows that a page is loading or that the connection was lost, moves the focus to
// the new page, and shows one-time messages once.

const longMs = 300;
const oneTimeMessages = ['added', 'pieces', 'wanted', 'refused'];
let loading;
let path = location.pathname;

// Blazor fetches the next page while the current one is visible. After 300 ms the page shows that it is loading, and a
// product list that will be replaced shows placeholders.
function awaitPage({ pathname }) {
  clearTimeout(loading);
  loading = setTimeout(() => {
    const main = document.querySelector('main');
    main.ariaBusy = 'true';
    main.toggleAttribute('data-products-come', pathname === '/products' && main.querySelector('.card') !== null);
  }, longMs);
}

// A listener can cancel `leave` to follow the link itself later.
document.addEventListener('click', (event) => {
  const link = leavesBy(event);
  if (link) {
    if (!document.dispatchEvent(new CustomEvent('leave', { cancelable: true, detail: link.href }))) {
      event.preventDefault();
    }
    awaitPage(link);
  }
}, { capture: true });

// The link to another page of the shop that this click opens in the same tab, or null.
function leavesBy(event) {
  const link = event.target.closest('a[href]');
  const leaves = link?.origin === location.origin && !link.target && !link.hash
    && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  return leaves ? link : null;
}

document.addEventListener('submit', (event) => {
  if (event.target.method === 'get' && !event.defaultPrevented) {
    awaitPage(new URL(event.target.action));
  }
});

function settle() {
  clearTimeout(loading);
  loading = undefined;
  showLost(false);
  for (const busy of document.querySelectorAll('main[aria-busy], form[aria-busy], form [aria-busy]')) {
    busy.removeAttribute('aria-busy');
    busy.removeAttribute('data-products-come');
  }
}

// A page from the browser's back/forward cache may be out of date.
window.addEventListener('pageshow', (event) => (event.persisted ? location.reload() : settle()));

// A failed fetch by Blazor is an unhandled TypeError. Ends the loading state and shows that the connection was lost.
window.addEventListener('unhandledrejection', ({ reason }) => {
  if (reason instanceof TypeError && (loading || document.querySelector('form[aria-busy]'))) {
    document.dispatchEvent(new Event('connectionlost'));
    settle();
    showLost(true);
  }
});

function showLost(isLost) {
  const note = document.querySelector('[data-lost]');
  note.hidden = !isLost;
  if (isLost) {
    note.scrollIntoView({ block: 'nearest' });
  }
}

// Enhanced navigation removes the focused link. Moves the focus to the start of the new page, where keyboard users
// continue and screen readers begin to read.
function focusNewPage() {
  if (location.pathname !== path) {
    path = location.pathname;
    document.querySelector('main').focus({ preventScroll: true });
  }
}

// Removes the parameters of one-time messages from the address, so that a reload does not show them again.
function removeOneTimeMessages() {
  const address = new URL(location.href);
  for (const message of oneTimeMessages) {
    address.searchParams.delete(message);
  }
  if (address.href !== location.href) {
    history.replaceState(history.state, '', address);
  }
}

removeOneTimeMessages();

// Enhanced navigation changes the page in place without loading this script again.
window.Blazor.addEventListener('enhancedload', () => {
  focusNewPage();
  removeOneTimeMessages();
  settle();
});
