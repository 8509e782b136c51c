// Shows the dialog while Blazor reconnects. If the server has discarded the page's circuit, a reload creates another.

const dialog = document.getElementById('components-reconnect-modal');
new MutationObserver(() => {
  const { classList } = dialog;
  if (classList.contains('components-reconnect-rejected') || classList.contains('components-reconnect-resume-failed')) {
    location.reload();
  } else if (classList.contains('components-reconnect-show') || classList.contains('components-reconnect-failed')) {
    dialog.setAttribute('open', '');
  } else {
    dialog.removeAttribute('open');
  }
}).observe(dialog, { attributeFilter: ['class'] });

document.addEventListener('click', ({ target }) => {
  if (target.closest('[data-reload]')) {
    location.reload();
  }
});
