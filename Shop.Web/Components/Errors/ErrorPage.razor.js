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

document.addEventListener('submit', () => clearTimeout(reload));
document.addEventListener('click', ({ target }) => {
  if (target.closest('a')) {
    clearTimeout(reload);
  }
});

reloadSoon();
window.Blazor.addEventListener('enhancedload', reloadSoon);
