// A picture that cannot be loaded is replaced by a neutral one of the same size; its text stays. Without this file the
// style sheet covers the browser's broken icon, as far as the browser allows.

const replacement = document.body.dataset.noPicture;

function replace(picture) {
  if (picture.src !== new URL(replacement, document.baseURI).href) {
    picture.src = replacement;
  }
}

document.addEventListener('error', ({ target }) => {
  if (target instanceof HTMLImageElement) {
    replace(target);
  }
}, { capture: true });

// Those that failed before this file was there.
for (const picture of document.images) {
  if (picture.complete) {
    picture.decode().catch(() => replace(picture));
  }
}
