// Turns the banners, a list that scrolls sideways, every 6 s. Turning pauses while the pointer or the keyboard focus is
// on them, and stops by the pause button. With prefers-reduced-motion they turn only by the buttons.

const turnEveryMs = 6000;
const stopped = 'banners-stopped';
const canHover = matchMedia('(hover: hover)');
const lessMotion = matchMedia('(prefers-reduced-motion: reduce)');

class ShopBanners extends HTMLElement {
  #turning;

  connectedCallback() {
    this.list = this.querySelector('ul');
    for (const name of ['click', 'pointerenter', 'pointerleave', 'focusin', 'focusout']) {
      this.addEventListener(name, this);
    }
    this.list.addEventListener('scroll', this, { passive: true });
    document.addEventListener('visibilitychange', this);
    lessMotion.addEventListener('change', this);
    window.Blazor?.addEventListener('enhancedload', this.draw);
    this.draw();
  }

  disconnectedCallback() {
    clearTimeout(this.#turning);
    document.removeEventListener('visibilitychange', this);
    lessMotion.removeEventListener('change', this);
    window.Blazor?.removeEventListener('enhancedload', this.draw);
  }

  handleEvent(event) {
    if (event.type === 'click') {
      this.press(event.target.closest('button')?.dataset);
    }
    this.draw();
  }

  press(button) {
    if (button?.turn) {
      this.turn(Number(button.turn));
    } else if (button?.show) {
      this.show(Number(button.show));
    } else if (button?.pause !== undefined) {
      sessionStorage.setItem(stopped, this.isStopped ? '' : 'yes');
    }
  }

  get isStopped() {
    return Boolean(sessionStorage.getItem(stopped));
  }

  // True while a mouse hovers or the keyboard focus is inside. Touch has no hover, so a swipe does not count.
  get isLookedAt() {
    return (canHover.matches && this.matches(':hover')) || this.querySelector(':focus-visible') !== null;
  }

  // The banner whose edge is nearest. The list cannot scroll the last one fully to the start.
  get current() {
    const { scrollLeft, children } = this.list;
    const distances = [...children].map((child) => Math.abs(child.offsetLeft - children[0].offsetLeft - scrollLeft));
    return distances.indexOf(Math.min(...distances));
  }

  turn(by) {
    const { length } = this.list.children;
    this.show((this.current + by + length) % length);
  }

  show(number) {
    const { children } = this.list;
    this.list.scrollTo({
      left: children[number].offsetLeft - children[0].offsetLeft,
      behavior: lessMotion.matches ? 'auto' : 'smooth',
    });
  }

  draw = () => {
    const { current, isStopped } = this;
    for (const dot of this.querySelectorAll('[data-show]')) {
      dot.ariaCurrent = Number(dot.dataset.show) === current ? 'true' : null;
    }
    const pause = this.querySelector('[data-pause]');
    if (pause) {
      pause.toggleAttribute('data-still', isStopped);
      pause.ariaLabel = isStopped ? pause.dataset.go : pause.dataset.stop;
    }

    // The interval restarts at every movement.
    clearTimeout(this.#turning);
    if (pause && !isStopped && !this.isLookedAt && !lessMotion.matches && !document.hidden) {
      this.#turning = setTimeout(() => this.turn(1), turnEveryMs);
    }
  };
}

customElements.define('shop-banners', ShopBanners);
