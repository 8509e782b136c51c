// The payment window. It shows the order and lets the shopper pay, cancel, decline or close.
import { act, load, obey, say, translate } from "/window/window.js";

const texts = {
  ko: {
    title: "결제 · PortOne Sandbox",
    close: "닫기",
    notice: "테스트용 결제창입니다. 실제로 결제되지 않습니다.",
    heading: "결제",
    merchant: "가맹점",
    order: "주문명",
    amount: "결제 금액",
    method: "결제 수단",
    card: "카드",
    easyPay: "간편결제",
    transfer: "계좌이체",
    virtualAccount: "가상계좌",
    others: {
      MOBILE: "휴대폰",
      GIFT_CERTIFICATE: "상품권",
      PAYPAL: "PayPal",
      ALIPAY: "Alipay",
      ALIPAY_PLUS: "Alipay+",
      CONVENIENCE_STORE: "편의점",
    },
    pay: (amount) => `${amount} 결제하기`,
    issue: (amount) => `${amount} 입금 계좌 받기`,
    cancel: "결제 취소",
    decline: "승인 거절 시험하기",
    paid: "이미 결제된 주문입니다.",
    gone: "이 결제창은 더 이상 쓸 수 없습니다.",
    trouble: "처리하지 못했습니다. 다시 눌러 주세요.",
  },
  en: {
    title: "Payment · PortOne Sandbox",
    close: "Close",
    notice: "This is a test window. No money moves.",
    heading: "Payment",
    merchant: "Merchant",
    order: "Order",
    amount: "Amount",
    method: "Pay with",
    card: "Card",
    easyPay: "Easy pay",
    transfer: "Bank transfer",
    virtualAccount: "Virtual account",
    others: {
      MOBILE: "Mobile phone",
      GIFT_CERTIFICATE: "Gift certificate",
      PAYPAL: "PayPal",
      ALIPAY: "Alipay",
      ALIPAY_PLUS: "Alipay+",
      CONVENIENCE_STORE: "Convenience store",
    },
    pay: (amount) => `Pay ${amount}`,
    issue: (amount) => `Get an account to deposit ${amount}`,
    cancel: "Cancel the payment",
    decline: "Try a declined payment",
    paid: "This order is already paid.",
    gone: "This window can no longer be used.",
    trouble: "Something went wrong. Please try again.",
  },
};

const virtualAccount = "VIRTUAL_ACCOUNT";
const element = (id) => document.getElementById(id);
const chosen = () => document.querySelector("input[name=method]:checked").value;

const details = await load();
const language = details?.language ?? "ko";
const words = texts[language];
translate(texts, language);

if (details === null) {
  say(words.gone);
} else {
  show();
}

function show() {
  element("merchant").textContent = details.merchant;
  element("order-name").textContent = details.orderName;
  element("amount").textContent = money();
  element("virtual-account").hidden = details.method !== virtualAccount;
  if (words.others[details.method]) {
    offer(words.others[details.method]);
  }
  document.querySelector(`input[value="${details.method}"]`).checked = true;
  name();

  const close = () => act(details, "close", {}, words.trouble);
  element("close").addEventListener("click", close);
  element("close").hidden = false; // Hidden until the listener is attached.
  element("pay").addEventListener("click", () => act(details, "pay", { method: chosen() }, words.trouble));
  element("cancel").addEventListener("click", () => act(details, "cancel", {}, words.trouble));
  element("decline").addEventListener("click", () => act(details, "decline", {}, words.trouble));
  document.querySelector("fieldset").addEventListener("change", name);
  addEventListener("keydown", (event) => event.key === "Escape" && close());
  obey(details, { close });

  if (details.isPaid) {
    say(words.paid);
  }
  element("window").hidden = false;
}

// Shows a less common method only if the shop requested it.
function offer(text) {
  const choice = element("other-method");
  choice.querySelector("input").value = details.method;
  choice.querySelector("span").textContent = text;
  choice.hidden = false;
}

function name() {
  element("pay").textContent = chosen() === virtualAccount ? words.issue(money()) : words.pay(money());
}

// The amount is in the currency's minor unit. Intl knows the number of fraction digits of each currency.
function money() {
  const format = new Intl.NumberFormat(language, { style: "currency", currency: details.currency });
  return format.format(details.totalAmount / 10 ** format.resolvedOptions().maximumFractionDigits);
}
