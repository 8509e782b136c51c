// Opens PortOne's window for a payment or an identity verification, with parameters from the server. After any result
// the browser goes to the page in data-return, which gets the result from the server. It goes there when the SDK's
// promise resolves, or by the SDK's redirect on a phone.

const pauseMs = 1000;
const aliveTimeoutMs = 3000;

// If no window is visible by then, it counts as not opened and the button is enabled again. A late result is still
// followed, and a payment id succeeds only once, so another click is harmless. A visible window times out after 15 min.
const openingTimeoutMs = 20_000;
const windowTimeoutMs = 15 * 60_000;

// Violations of these directives can prevent a window from opening.
const openingDirectives = new Set(['script-src', 'script-src-elem', 'connect-src', 'frame-src', 'form-action']);
const isMobile = /Android|iPhone|iPad|iPod|Mobile/i.test(navigator.userAgent);
const sdks = new Map();

class SdkNotLoaded extends Error {}

function loadSdk(address) {
  if (!sdks.has(address)) {
    sdks.set(address, new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = address;
      const fail = () => {
        sdks.delete(address); // The next click retries.
        reject(new SdkNotLoaded(address));
      };
      script.onload = () => (window.PortOne ? resolve(window.PortOne) : fail());
      script.onerror = fail;
      document.head.append(script);
    }));
  }
  return sdks.get(address);
}

async function isShopReachable() {
  try {
    return (await fetch('/alive', { cache: 'no-store', signal: AbortSignal.timeout(aliveTimeoutMs) })).status < 500;
  } catch {
    return false;
  }
}

class PortOneWindow extends HTMLElement {
  #isOpening = false;
  #opening = 0; // The number of the newest opening.
  #isLeaving = false;
  #timer;
  #framesBefore;

  connectedCallback() {
    this.addEventListener('click', this);
    document.addEventListener('securitypolicyviolation', this);
    if (this.dataset.open && this.canOpenWithoutPress() && this.isFirstTime()) {
      this.open();
    }
  }

  disconnectedCallback() {
    this.removeEventListener('click', this);
    document.removeEventListener('securitypolicyviolation', this);
    clearTimeout(this.#timer);
  }

  handleEvent(event) {
    if (event.type === 'securitypolicyviolation') {
      if (this.#isOpening && event.disposition === 'enforce' && openingDirectives.has(event.effectiveDirective)) {
        this.fail();
      }
    } else if (event.target.closest('button')) {
      this.open();
    }
  }

  // Opens one window at a time, however often the button is clicked. A window that has timed out may still report. Its
  // success is followed; its failure is ignored if another window has been opened since.
  async open() {
    if (this.#isOpening || this.#isLeaving) {
      return;
    }
    const opening = this.begin();
    try {
      const portOne = await loadSdk(this.dataset.sdk);
      const back = new URL(this.dataset.return, location.origin);
      const report = await this.ask(portOne, back.href);
      if (report && !this.#isLeaving && (opening === this.#opening || !report.code)) {
        await this.leave(back, report);
      }
      // Without a result the window redirects. If it does not, the timer enables the button.
    } catch (error) {
      console.warn(error);
      if (opening === this.#opening && !this.#isLeaving) {
        this.fail(error instanceof SdkNotLoaded ? undefined : error?.pgMessage ?? error?.message);
      }
    }
  }

  begin() {
    this.#isOpening = true;
    this.setBusy(true);
    this.querySelector('[data-failed]').hidden = true;
    this.#framesBefore = new Set(document.querySelectorAll('iframe'));
    this.watch(Date.now() + windowTimeoutMs);
    this.#opening += 1;
    return this.#opening;
  }

  watch(until) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.isWindowVisible() && Date.now() < until) {
        this.watch(until);
      } else {
        this.fail();
      }
    }, openingTimeoutMs);
  }

  // True if a new frame covers the page, or a pop-up has the focus.
  isWindowVisible() {
    return !document.hasFocus() || [...document.querySelectorAll('iframe')].some(
      (frame) => !this.#framesBefore.has(frame) && frame.checkVisibility({ visibilityProperty: true }));
  }

  // The reason is the SDK's message about the request. Without one, the shopper's network or browser is the cause.
  fail(reason) {
    clearTimeout(this.#timer);
    this.#isOpening = false;
    const notice = this.querySelector('[data-failed]');
    const message = notice.querySelector('[data-reason]');
    message.textContent = reason ?? '';
    message.hidden = !reason;
    notice.querySelector('[data-advice]').hidden = Boolean(reason);
    notice.hidden = false;
    this.setBusy(false);
  }

  async leave(back, report) {
    clearTimeout(this.#timer);
    this.#isLeaving = true;
    this.querySelector('[data-failed]').hidden = true;
    this.setBusy(true);
    back.searchParams.set(this.idName, report[this.idName] ?? this.id_);
    if (report.code) {
      back.searchParams.set('code', report.code);
    }
    await this.untilShopIsReachable();
    location.assign(back);
  }

  // The network may be lost, or the shop may be restarting. Navigating at once would show the browser's error page.
  async untilShopIsReachable() {
    const notice = this.querySelector('[data-unreachable]');
    while (!await isShopReachable()) {
      notice.hidden = false;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    notice.hidden = true;
  }

  setBusy(isBusy) {
    const button = this.querySelector('button');
    button.toggleAttribute('disabled', isBusy);
    button.setAttribute('aria-busy', String(isBusy));
  }
}

class PortOnePayment extends PortOneWindow {
  idName = 'paymentId';

  get id_() {
    return this.dataset.payment;
  }

  // Null if no method accepts the amount.
  get option() {
    return this.querySelector('[name=method]:checked');
  }

  // Browsers block a pop-up that is not opened by a click. On a phone the provider's page replaces this one.
  canOpenWithoutPress() {
    const isPopup = !isMobile && this.option?.hasAttribute('data-popup');
    if (isPopup) {
      loadSdk(this.dataset.sdk).catch(() => {}); // Loaded before the click, which allows pop-ups for about a second.
    }
    return this.option !== null && !isPopup;
  }

  // True once per submission, so that going back to this page does not open the window again.
  isFirstTime() {
    const mark = `paying-${this.id_}-${this.dataset.open}`;
    const isFirst = sessionStorage.getItem(mark) === null;
    sessionStorage.setItem(mark, 'opened');
    return isFirst;
  }

  ask(portOne, redirectUrl) {
    const request = JSON.parse(this.dataset.requests)[this.option.value];
    return portOne.requestPayment({ ...request, redirectUrl });
  }
}

class PortOneIdentity extends PortOneWindow {
  idName = 'identityVerificationId';

  get id_() {
    return this.dataset.verification;
  }

  ask(portOne, redirectUrl) {
    return portOne.requestIdentityVerification({ ...JSON.parse(this.dataset.request), redirectUrl });
  }
}

customElements.define('portone-payment', PortOnePayment);
customElements.define('portone-identity', PortOneIdentity);
