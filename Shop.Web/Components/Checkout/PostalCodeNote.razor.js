// Shows the region of the postal code beside it, and warns if the address begins with another province. The server uses
// the same table (PostalRegions.cs) and shows the same when it renders the form again.

document.addEventListener('input', (event) => {
  const note = event.target.form?.querySelector('[data-postal]');
  if (!note || !['postalCode', 'address1'].includes(event.target.name)) {
    return;
  }
  const { postalCode, address1 } = event.target.form.elements;
  const [words, isWarning] = wordsFor(note.dataset, postalCode.value.trim(), address1.value.trim().split(' ')[0]);
  note.textContent = words;
  note.toggleAttribute('data-warns', isWarning);
});

function wordsFor(data, code, firstWord) {
  if (!/^\d{5}$/.test(code)) {
    return ['', false];
  }
  const regions = JSON.parse(data.postal);
  const begin = Number(code.slice(0, 2));
  const region = regions.find(({ from, to }) => begin >= from && begin <= to);
  const said = regions.find(({ names }) => names.includes(firstWord));
  const nameOf = ({ names, english }) => (data.language === 'ko' ? names[0] : english);
  if (!region) {
    return [data.nowhere, true];
  }
  return said && said !== region
    ? [data.elsewhere.replace('{0}', nameOf(region)).replace('{1}', nameOf(said)), true]
    : [data.liesIn.replace('{0}', nameOf(region)), false];
}
