// A changed sort order applies at once. Blazor needs to know which button submitted the form.

document.addEventListener('change', ({ target }) => {
  if (target.matches('.sort select')) {
    target.form.requestSubmit(target.form.querySelector('[type=submit]'));
  }
});
