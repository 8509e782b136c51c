// Opens PortOne's window for a payment or an identity verification. Whatever the window says, the shopper ends on the
// page named by data-return, which asks the server what is true: by a promise here, by a redirect on a phone.

const pauseMs = 1000;
const patienceMs = 3000;
const sdks = new Map();

function loadSdk(address) {
  if (!sdks.has(address)) {
    sdks.set(address, new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = address;
      const fail = () => {
        sdks.delete(address); // The next press tries again.
        reject(new Error('PortOne cannot be loaded'));
      };
      script.onload = () => (window.PortOne ? resolve(window.PortOne) : fail());
      script.onerror = fail;
      document.head.append(script);
    }));
  }
  return sdks.get(address);
}

async function doesTheShopAnswer() {
  try {
    return (await fetch('/alive', { cache: 'no-store', signal: AbortSignal.timeout(patienceMs) })).status < 500;
  } catch {
    return false; // Not reached.
  }
}

class PortOneWindow extends HTMLElement {
  #isOpen = false;

  connectedCallback() {
    this.addEventListener('click', this);
    if (this.dataset.open === 'now' && this.isFirstTime()) {
      this.open();
    }
  }

  disconnectedCallback() {
    this.removeEventListener('click', this);
  }

  handleEvent(event) {
    if (event.target.closest('button')) {
      this.open();
    }
  }

  isFirstTime() {
    return true;
  }

  // One window at a time, however often the button is pressed.
  async open() {
    if (this.#isOpen) {
      return;
    }
    this.#isOpen = true;
    this.setBusy(true);
    try {
      const portOne = await loadSdk(this.dataset.sdk);
      const back = new URL(this.dataset.return, location.origin);
      const answer = await this.ask(portOne, back.href);
      if (answer) {
        back.searchParams.set(this.idName, answer[this.idName] ?? this.id_);
        if (answer.code) {
          back.searchParams.set('code', answer.code);
        }
        await this.untilTheShopAnswers();
        location.assign(back);
        return;
      }
      // Without an answer the window leads on by a redirect of its own.
    } catch (error) {
      console.warn(error);
      this.querySelector('[data-failed]').hidden = false;
    }
    this.#isOpen = false;
    this.setBusy(false);
  }

  // The network may be gone by now, or the shop restart: nobody is led to an error of the browser's.
  async untilTheShopAnswers() {
    const notice = this.querySelector('[data-unreachable]');
    while (!await doesTheShopAnswer()) {
      notice.hidden = false;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    notice.hidden = true;
  }

  setBusy(isBusy) {
    const button = this.querySelector('button');
    button.toggleAttribute('disabled', isBusy);
    button.setAttribute('aria-busy', String(isBusy));
    if (isBusy) {
      this.querySelector('[data-failed]').hidden = true;
    }
  }
}

class PortOnePayment extends PortOneWindow {
  idName = 'paymentId';

  get id_() {
    return this.dataset.payment;
  }

  // Coming back to this page by the browser's button does not open the window again.
  isFirstTime() {
    const mark = `paying-${this.id_}`;
    const isFirst = sessionStorage.getItem(mark) === null;
    sessionStorage.setItem(mark, 'opened');
    return isFirst;
  }

  ask(portOne, redirectUrl) {
    const data = this.dataset;
    return portOne.requestPayment({
      storeId: data.store,
      channelKey: data.channel,
      paymentId: data.payment,
      orderName: data.orderName,
      totalAmount: Number(data.amount),
      currency: 'KRW',
      payMethod: this.querySelector('[name=method]:checked').value,
      customer: { fullName: data.customerName, phoneNumber: data.customerPhone },
      locale: document.documentElement.lang === 'ko' ? 'KO_KR' : 'EN_US',
      redirectUrl,
    });
  }
}

class PortOneIdentity extends PortOneWindow {
  idName = 'identityVerificationId';

  get id_() {
    return this.dataset.verification;
  }

  ask(portOne, redirectUrl) {
    const data = this.dataset;
    return portOne.requestIdentityVerification({
      storeId: data.store,
      channelKey: data.channel,
      identityVerificationId: data.verification,
      customData: data.customData,
      redirectUrl,
    });
  }
}

customElements.define('portone-payment', PortOnePayment);
customElements.define('portone-identity', PortOneIdentity);
