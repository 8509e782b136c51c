// Forms with fields have `novalidate`, because the server validates them and reports every invalid field. For controls
// that the browser still validates, such as a quantity, this sets the message. It also focuses the first invalid field.

// Replaces the browser's message, which is in the browser's language, by one in the page's. A custom message keeps its
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
