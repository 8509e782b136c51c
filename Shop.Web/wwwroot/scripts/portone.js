// Opens PortOne's window for a payment or an identity verification. The page sends the parameters that the server has
// made. Whatever the window reports, the shopper is led to the page named by data-return, which asks the server for the
// result: after the promise ends here, or by a redirect on a phone.

const pauseMs = 1000;
const aliveTimeoutMs = 3000;

// Where no window is to be seen by then, it is taken as not opened: the button becomes usable again. A late report is
// still followed, and a payment id succeeds only once, so another press does no harm. A window that is to be seen has
// longer, but not for ever.
const openingTimeoutMs = 20_000;
const windowTimeoutMs = 15 * 60_000;

// Violations of these directives can keep a window from opening.
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
        sdks.delete(address); // The next press tries again.
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

  // One window at a time, however often the button is pressed. An opening that has timed out may still report: its
  // success is followed, its failure says nothing about the window that has been opened since.
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
      // Without a report the window leads on by a redirect; the timer frees the button if it does not.
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

  // A frame over the page, or a pop-up that has the focus.
  isWindowVisible() {
    return !document.hasFocus() || [...document.querySelectorAll('iframe')].some(
      (frame) => !this.#framesBefore.has(frame) && frame.checkVisibility({ visibilityProperty: true }));
  }

  // A reason is what the SDK says about the request. Without one, the shopper's network or browser is to blame.
  fail(reason) {
    clearTimeout(this.#timer);
    this.#isOpening = false;
    const notice = this.querySelector('[data-failed]');
    const told = notice.querySelector('[data-reason]');
    told.textContent = reason ?? '';
    told.hidden = !reason;
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

  // The network may be gone by now, or the shop may restart. Leaving at once would show the browser's error page.
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

  // Browsers block a pop-up that no press has opened. On a phone the provider's page replaces this one.
  canOpenWithoutPress() {
    const isPopup = !isMobile && this.option?.hasAttribute('data-popup');
    if (isPopup) {
      loadSdk(this.dataset.sdk).catch(() => {}); // It is there at the press, which browsers remember for a second.
    }
    return this.option !== null && !isPopup;
  }

  // Going back to this page does not open the window again.
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
