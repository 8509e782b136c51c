// Search suggestions in the header, as a combobox after WAI-ARIA. Names are inserted as text, so they cannot inject
// HTML. Without a response there are no suggestions, and Enter still searches.

const debounceMs = 200;
const maxCached = 100;
const cache = new Map();

let debounceTimer;
let controller;

const formOf = (event) => event.target.closest?.('form[data-suggestions]');
const listOf = (form) => form.querySelector('[role=listbox]');
const chosenOf = (form) => form.querySelector('[aria-selected=true]');

function prepare() {
  for (const form of document.querySelectorAll('form[data-suggestions]')) {
    const input = form.elements.q;
    input.role = 'combobox';
    input.ariaAutoComplete = 'list';
    input.setAttribute('aria-controls', listOf(form).id);
    close(form);
  }
}

function close(form) {
  clearTimeout(debounceTimer);
  controller?.abort();
  listOf(form).hidden = true;
  listOf(form).replaceChildren();
  form.querySelector('[data-count]').textContent = '';
  form.elements.q.ariaExpanded = 'false';
  form.elements.q.removeAttribute('aria-activedescendant');
}

async function suggest(form) {
  const search = form.elements.q.value.trim();
  if (search === '') {
    close(form);
    return;
  }
  controller?.abort();
  controller = new AbortController();
  const { signal } = controller;
  try {
    const suggestions = await fetchSuggestions(`${form.dataset.suggestions}?q=${encodeURIComponent(search)}`, signal);
    if (!signal.aborted) {
      show(form, suggestions);
    }
  } catch (error) {
    if (!signal.aborted) {
      console.info(error); // The search works without suggestions.
      close(form);
    }
  }
}

async function fetchSuggestions(address, signal) {
  if (cache.has(address)) {
    return cache.get(address);
  }
  const response = await fetch(address, { signal });
  const suggestions = response.ok ? await response.json() : [];
  if (suggestions.length > 0) {
    if (cache.size >= maxCached) {
      cache.clear();
    }
    cache.set(address, suggestions);
  }
  return suggestions;
}

function show(form, suggestions) {
  close(form);
  if (suggestions.length === 0 || document.activeElement !== form.elements.q) {
    return;
  }
  const list = listOf(form);
  list.replaceChildren(...suggestions.map(optionOf));
  list.hidden = false;
  form.elements.q.ariaExpanded = 'true';
  const count = form.querySelector('[data-count]');
  count.textContent = count.dataset.count.replace('{0}', suggestions.length);
}

function optionOf({ name, address, kind, imageUrl, price, soldOut }, number) {
  const option = document.createElement('li');
  option.id = `suggestion-${number}`;
  option.role = 'option';
  option.ariaSelected = 'false';
  option.dataset.address = address;
  if (imageUrl) {
    const picture = Object.assign(document.createElement('img'), { src: imageUrl, alt: '', width: 44, height: 44 });
    picture.className = 'picture';
    option.append(picture);
  }
  option.append(wordOf('span', name));
  for (const word of [kind, soldOut]) {
    if (word) {
      option.append(wordOf('small', word));
    }
  }
  if (price) {
    option.append(wordOf('strong', price));
  }
  option.classList.toggle('sold-out', Boolean(soldOut));
  return option;
}

const wordOf = (element, textContent) => Object.assign(document.createElement(element), { textContent });

// Moving beyond the first or the last option selects none, which returns to the typed text.
function move(form, by) {
  const options = [...listOf(form).children];
  const chosen = chosenOf(form);
  const places = options.length + 1;
  const next = options[(options.indexOf(chosen) + 1 + by + places) % places - 1];
  if (chosen) {
    chosen.ariaSelected = 'false';
  }
  if (next) {
    next.ariaSelected = 'true';
    next.scrollIntoView({ block: 'nearest' });
    form.elements.q.setAttribute('aria-activedescendant', next.id);
  } else {
    form.elements.q.removeAttribute('aria-activedescendant');
  }
}

document.addEventListener('input', (event) => {
  const form = formOf(event);
  if (form) {
    clearTimeout(debounceTimer);
    debounceTimer = setTimeout(() => suggest(form), debounceMs);
  }
});

document.addEventListener('keydown', (event) => {
  const form = formOf(event);
  // While a Hangul syllable is being composed, the keys belong to the input method.
  if (!form || event.isComposing || event.target !== form.elements.q || listOf(form).hidden) {
    return;
  }
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    move(form, event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Enter' && chosenOf(form)) {
    location.assign(chosenOf(form).dataset.address);
  } else if (event.key === 'Escape') {
    close(form);
  } else {
    return;
  }
  event.preventDefault();
});

// A click on an option must not blur the field, because the list would close before the click ends.
document.addEventListener('mousedown', (event) => {
  if (event.target.closest('#suggestions')) {
    event.preventDefault();
  }
});

document.addEventListener('click', (event) => {
  const option = event.target.closest('#suggestions [role=option]');
  if (option) {
    location.assign(option.dataset.address);
  }
});

for (const leaving of ['focusout', 'submit']) {
  document.addEventListener(leaving, (event) => {
    const form = formOf(event);
    if (form && !form.contains(event.relatedTarget)) {
      close(form);
    }
  });
}

prepare();
window.Blazor?.addEventListener('enhancedload', prepare);
