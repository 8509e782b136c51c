// Runs in every page that PageInspector opens. It records what is observable only while a page loads, and answers the
// inspector's questions about the open page.
(() => {
  const inspection = { shift: 0, refused: [] };
  window.inspection = inspection;

  new PerformanceObserver((list) => list.getEntries().forEach((move) => {
    inspection.shift += move.hadRecentInput ? 0 : move.value;
  })).observe({ type: 'layout-shift', buffered: true });
  document.addEventListener('securitypolicyviolation', (refusal) => {
    inspection.refused.push(`${refusal.effectiveDirective} ${refusal.blockedURI}`);
  });

  // Loads lazy pictures at once instead of on scrolling; returns those that cannot be shown.
  inspection.brokenPictures = async () => (await Promise.all([...document.images].map(async (image) => {
    image.loading = 'eager';
    return image.decode().then(() => null, () => image.src);
  }))).filter((source) => source);

  // Status names and codes must not be shown to a shopper.
  inspection.machineWords = () => document.body.innerText.match(/\b[A-Z]+_[A-Z_]+\b/g) ?? [];

  // Korean text that is displayed or read aloud, except in elements with their own lang attribute.
  inspection.koreanTexts = () => {
    const attributes = ['alt', 'aria-label', 'placeholder', 'title'];
    const isOfPage = (element) => element.closest('[lang]') === document.documentElement;
    const texts = [document.title];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      if (isOfPage(walk.currentNode.parentElement)) {
        texts.push(walk.currentNode.data);
      }
    }
    for (const element of document.querySelectorAll(attributes.map((name) => `[${name}]`).join())) {
      if (isOfPage(element)) {
        texts.push(...attributes.map((name) => element.getAttribute(name)));
      }
    }
    return texts.filter((text) => text && /[\u3131-\uD79D]/u.test(text)).map((text) => text.trim());
  };

  // The accessible name of the focused element, and whether its focus outline is visible.
  inspection.focus = () => {
    const here = document.activeElement;
    if (here === document.body) {
      return ['', 'beyond the end of the page'];
    }
    const look = getComputedStyle(here);
    const box = here.getBoundingClientRect();
    const isSeen = here.matches(':focus-visible') && look.outlineStyle !== 'none'
      && parseFloat(look.outlineWidth) >= 2 && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
    const name = here.ariaLabel ?? here.labels?.[0]?.innerText ?? here.textContent;
    return [name.replace(/\s+/g, ' ').trim(), isSeen ? 'seen' : 'not seen'];
  };
})();
