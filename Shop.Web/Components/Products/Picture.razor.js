// Replaces a picture that failed to load by a neutral one of the same size, and keeps its text. Without this file the
// style sheet covers the browser's broken-image icon, as far as the browser allows.

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

// Pictures that failed before this script was loaded.
for (const picture of document.images) {
  if (picture.complete) {
    picture.decode().catch(() => replace(picture));
  }
}
