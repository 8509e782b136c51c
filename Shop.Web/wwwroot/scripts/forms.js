// Forms of fields have `novalidate`: the server checks them and names every wrong field. What browsers still check by
// themselves, such as a quantity, is told here, and the focus goes to the first wrong field.

// Browsers report an invalid field in their own language; the shop reports it in the page's. A custom message keeps its
// control invalid until it is cleared. Required radio buttons are invalid as a group, so a change of one control clears
// the message of every control of that name.
document.addEventListener('invalid', ({ target }) => {
  const { needed, numberBetween } = document.body.dataset;
  if (target.type === 'number') {
    target.setCustomValidity(numberBetween.replace('{0}', target.min).replace('{1}', target.max));
  } else if (target.validity.valueMissing) {
    target.setCustomValidity(needed);
  }
}, { capture: true });

for (const changed of ['input', 'change']) {
  document.addEventListener(changed, ({ target }) => clearMessages(groupOf(target)), { capture: true });
}

document.addEventListener('reset', ({ target }) => clearMessages([...target.elements]), { capture: true });

function groupOf(control) {
  const { form, name } = control;
  return form && name ? [...form.elements].filter((other) => other.name === name) : [control];
}

function clearMessages(controls) {
  for (const control of controls) {
    control.setCustomValidity?.('');
  }
}

// Browsers honour `autofocus` when they load a page, not when Blazor changes it in place.
window.Blazor?.addEventListener('enhancedload', () => document.querySelector('main [autofocus]')?.focus());
