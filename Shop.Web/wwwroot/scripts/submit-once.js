// A second click does not submit a form with data-once again. The server would detect the repeat; this shows that the
// first request is in progress. ShopLayout.razor.js ends that state.

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
  if (event.submitter) {
    event.submitter.ariaBusy = 'true';
  }
}, { capture: true });
