// The global object of PortOne's browser SDK, as far as a shop uses it. It opens the provider's window over the page or
// redirects to it. As in the real SDK, a failure before the window opens is a thrown error, and a later one is a result
// with a code. Styles are set through the CSSOM, so a page's content security policy needs this origin only in
// script-src, connect-src and frame-src.
(() => {
  "use strict";

  const provider = new URL(document.currentScript.src).origin;
  const isMobile = /Android|iPhone|iPad|iPod|Mobile/i.test(navigator.userAgent);
  const closeTimeoutMs = 3000;

  const payment = {
    path: "/window/payments",
    errorType: "PaymentError",
    transactionType: "PAYMENT",
    required: ["storeId", "paymentId", "orderName", "currency", "payMethod"],
    idOf: (request) => ({ paymentId: request?.paymentId }),
    resultOf: (request, txId) => ({ transactionType: "PAYMENT", paymentId: request.paymentId, txId }),
  };

  const identity = {
    path: "/window/identity-verifications",
    errorType: "IdentityVerificationError",
    transactionType: "IDENTITY_VERIFICATION",
    required: ["storeId", "identityVerificationId", "channelKey"],
    idOf: (request) => ({ identityVerificationId: request?.identityVerificationId }),
    resultOf: (request, txId) => ({
      transactionType: "IDENTITY_VERIFICATION",
      identityVerificationId: request.identityVerificationId,
      identityVerificationTxId: txId,
    }),
  };

  function failure(kind, request, code, message) {
    return Object.assign(new Error(message), {
      __portOneErrorType: kind.errorType,
      transactionType: kind.transactionType,
      code,
      ...kind.idOf(request),
    });
  }

  function problemOf(kind, request) {
    if (request === null || typeof request !== "object") {
      return "The request must be an object.";
    }
    const missing = kind.required.find((name) => typeof request[name] !== "string" || request[name] === "");
    if (missing) {
      return `${missing} is required.`;
    }
    if (kind === payment) {
      if (!Number.isSafeInteger(request.totalAmount) || request.totalAmount < 0) {
        return "totalAmount must be a whole number in the currency's minor unit.";
      }
      if (!request.channelKey && !request.channelGroupId) {
        return "channelKey or channelGroupId is required.";
      }
      if (request.customData !== undefined && (request.customData === null || typeof request.customData !== "object")) {
        return "customData must be an object.";
      }
    } else if (request.customData !== undefined && typeof request.customData !== "string") {
      return "customData must be a string.";
    }
    if (request.redirectUrl !== undefined && !/^https?:\/\//i.test(request.redirectUrl)) {
      return "redirectUrl must be an http or https address.";
    }
    return redirects(request) && !request.redirectUrl ? "redirectUrl is required to redirect." : null;
  }

  // Without a redirect on a computer, and on a phone if the request has no redirectUrl to return to.
  function redirects(request) {
    const windowType = isMobile ? request.windowType?.mobile : request.windowType?.pc;
    return windowType === "REDIRECTION"
      || Boolean(request.redirectUrl && (request.forceRedirect || (isMobile && windowType === undefined)));
  }

  async function open(kind, request) {
    const problem = problemOf(kind, request);
    if (problem) {
      throw failure(kind, request, "BadRequest", problem);
    }

    let response;
    let body;
    try {
      response = await fetch(provider + kind.path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          request,
          platformType: isMobile ? "MOBILE" : "PC",
          url: location.href,
          redirects: redirects(request),
        }),
      });
      body = await response.json();
    } catch (cause) {
      throw failure(kind, request, "UnknownError", `The provider cannot be reached: ${cause.message}`);
    }
    if (!response.ok || body.code) {
      throw failure(kind, request, body.code ?? "RequestParseFailed", body.message);
    }
    return body;
  }

  async function run(kind, request) {
    const opened = await open(kind, request);
    if (redirects(request)) {
      if (opened.byForm) {
        post(`${provider}${opened.path}/enter`);
      } else {
        location.assign(provider + opened.path);
      }
      return new Promise(() => {}); // The browser navigates away.
    }
    return show(kind, request, opened);
  }

  // Inicis, KCP, NICE and others open their page on a phone with a form post.
  function post(address) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = address;
    form.hidden = true;
    document.body.append(form);
    form.submit();
  }

  function show(kind, request, opened) {
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", kind === payment ? "결제 / Payment" : "본인인증 / Identity verification");
    Object.assign(dialog.style, {
      position: "fixed", inset: "0", width: "100vw", height: "100dvh", maxWidth: "none", maxHeight: "none",
      margin: "0", padding: "0", border: "0", background: "rgba(15, 23, 42, 0.6)", zIndex: "2147483647",
    });

    const frame = document.createElement("iframe");
    frame.title = kind === payment ? "PortOne Sandbox 결제창" : "PortOne Sandbox 본인인증창";
    frame.src = provider + opened.path;
    Object.assign(frame.style, {
      position: "absolute", inset: "0", margin: "auto", border: "0", borderRadius: "16px", background: "#fff",
      width: "min(440px, 100%)", height: "min(720px, 100%)",
    });

    dialog.append(frame);
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => {
      let waiting;

      const finish = (result) => {
        clearTimeout(waiting);
        removeEventListener("message", hear);
        dialog.close();
        dialog.remove();
        resolve(result);
      };

      const hear = (event) => {
        if (event.origin === provider && event.source === frame.contentWindow
          && event.data?.source === "portone-sandbox" && event.data.txId === opened.txId) {
          finish(event.data.result);
        }
      };

      addEventListener("message", hear);

      // Escape asks the window to close, as its close button does. After the timeout it is closed regardless.
      dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        frame.contentWindow.postMessage({ source: "portone-sandbox", act: "close" }, provider);
        waiting ??= setTimeout(() => finish({
          ...kind.resultOf(request, opened.txId),
          code: "FAILURE_TYPE_PG",
          message: "The window was closed.",
          pgCode: "PAY_PROCESS_CANCELED",
          pgMessage: "The window was closed.",
        }), closeTimeoutMs);
      });
    });
  }

  // The sandbox has no billing keys and no embedded payment buttons. Calls that need them throw an error.
  const unsupported = (name, errorType) => async () => {
    throw Object.assign(new Error(`The PortOne sandbox does not support ${name}.`), {
      __portOneErrorType: errorType,
      code: "UnknownError",
    });
  };

  window.PortOne = {
    requestPayment: (request) => run(payment, request),
    requestIdentityVerification: (request) => run(identity, request),
    requestIssueBillingKey: unsupported("requestIssueBillingKey", "IssueBillingKeyError"),
    requestIssueBillingKeyAndPay: unsupported("requestIssueBillingKeyAndPay", "IssueBillingKeyAndPayError"),
    loadPaymentUI: unsupported("loadPaymentUI", "LoadPaymentUIError"),
    loadIssueBillingKeyUI: unsupported("loadIssueBillingKeyUI", "LoadIssueBillingKeyUIError"),
    updateLoadPaymentUIRequest: unsupported("updateLoadPaymentUIRequest", "LoadPaymentUIError"),
    updateLoadIssueBillingKeyUIRequest: unsupported("updateLoadIssueBillingKeyUIRequest", "LoadIssueBillingKeyUIError"),
  };
})();
