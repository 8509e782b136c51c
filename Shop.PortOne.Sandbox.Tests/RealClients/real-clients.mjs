// Tests PortOne's own server SDK against the sandbox. A failed check throws; the last line reports success. Environment
// variables contain the sandbox's URL and secret, the ids of prepared objects, and webhooks that the sandbox has sent.
import assert from "node:assert/strict";
import { PortOneClient, Webhook } from "@portone/server-sdk";
import { CancelPaymentError, GetPaymentError } from "@portone/server-sdk/payment";

const { SANDBOX, SECRET, STORE, IDENTITY_CHANNEL, PAYMENT, VERIFICATION, UNKNOWN, WEBHOOKS, WEBHOOK_SECRETS } = process.env;
const portone = PortOneClient({ secret: SECRET, baseUrl: SANDBOX, storeId: STORE });
const refusal = (type) => (error) => error.data.type === type;

const paid = await portone.payment.getPayment({ paymentId: PAYMENT });
assert.equal(paid.status, "PAID");
assert.equal(paid.amount.total, 10000);
assert.equal(paid.channel.type, "TEST");
await assert.rejects(
  portone.payment.getPayment({ paymentId: UNKNOWN }),
  (error) => error instanceof GetPaymentError && error.data.type === "PAYMENT_NOT_FOUND");
await assert.rejects(
  PortOneClient({ secret: "wrong", baseUrl: SANDBOX }).payment.getPayment({ paymentId: PAYMENT }),
  refusal("UNAUTHORIZED"));

await portone.payment.preRegisterPayment({ paymentId: UNKNOWN, totalAmount: 500, currency: "KRW" });
await assert.rejects(
  portone.payment.preRegisterPayment({ paymentId: PAYMENT, totalAmount: 500 }), refusal("ALREADY_PAID"));

const part = await portone.payment.cancelPayment({
  paymentId: PAYMENT, reason: "part", amount: 4000, taxFreeAmount: 0, currentCancellableAmount: 10000,
});
assert.equal(part.cancellation.status, "SUCCEEDED");
const partly = await portone.payment.getPayment({ paymentId: PAYMENT });
assert.deepEqual([partly.status, partly.amount.cancelled], ["PARTIAL_CANCELLED", 4000]);
await assert.rejects(
  portone.payment.cancelPayment({ paymentId: PAYMENT, reason: "part", amount: 4000, currentCancellableAmount: 10000 }),
  (error) => error instanceof CancelPaymentError && error.data.type === "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN");
const rest = await portone.payment.cancelPayment({ paymentId: PAYMENT, reason: "rest" });
assert.equal(rest.cancellation.totalAmount, 6000);
assert.equal((await portone.payment.getPayment({ paymentId: PAYMENT })).status, "CANCELLED");
await assert.rejects(
  portone.payment.cancelPayment({ paymentId: PAYMENT, reason: "more" }), refusal("PAYMENT_ALREADY_CANCELLED"));
await assert.rejects(
  portone.payment.cancelPayment({ paymentId: "absent", reason: "more" }), refusal("PAYMENT_NOT_FOUND"));

const page = await portone.payment.getPayments({ page: { number: 0, size: 1000 }, filter: { storeId: STORE } });
assert.ok(page.items.some((payment) => payment.id === PAYMENT));
const byCursor = await portone.payment.getAllPaymentsByCursor({ size: 1000 });
assert.ok(byCursor.items.some(({ payment, cursor }) => payment.id === PAYMENT && cursor));
const events = await portone.payment.getAllPaymentEventsByCursor({ size: 1000 });
assert.deepEqual(
  events.items.map(({ paymentEvent }) => paymentEvent)
    .filter(({ paymentId }) => paymentId === PAYMENT).map(({ type, eventAmount }) => [type, eventAmount]),
  [["PAID", 10000], ["PARTIAL_CANCELLED", -4000], ["CANCELLED", -6000]]);
const attempts = await portone.payment.getPaymentTransactions({ paymentId: PAYMENT });
assert.equal(attempts.items.length, 1);
const resent = await portone.payment.resendWebhook({ paymentId: PAYMENT });
assert.deepEqual([resent.webhook.status, resent.webhook.trigger], ["SUCCEEDED", "MANUAL"]);

const identity = portone.identityVerification;
const verified = await identity.getIdentityVerification({ identityVerificationId: VERIFICATION });
assert.equal(verified.status, "VERIFIED");
assert.equal(verified.verifiedCustomer.name, "홍길동");
assert.equal(verified.verifiedCustomer.ci.length, 88);
await assert.rejects(
  identity.getIdentityVerification({ identityVerificationId: UNKNOWN }), refusal("IDENTITY_VERIFICATION_NOT_FOUND"));

const bySms = { identityVerificationId: UNKNOWN };
const request = {
  ...bySms, channelKey: IDENTITY_CHANNEL, method: "SMS", operator: "SKT",
  customer: { name: "김영희", phoneNumber: "01023456789", ipAddress: "127.0.0.1", identityNumber: "0511024" },
};
const confirm = (otp) => identity.confirmIdentityVerification({ ...bySms, otp });
await assert.rejects(confirm("123456"), refusal("IDENTITY_VERIFICATION_NOT_FOUND"));
await identity.sendIdentityVerification(request);
await assert.rejects(identity.sendIdentityVerification(request), refusal("IDENTITY_VERIFICATION_ALREADY_SENT"));
await identity.resendIdentityVerification(bySms);
await assert.rejects(confirm("000000"), refusal("PG_PROVIDER"));
assert.equal((await confirm("123456")).identityVerification.verifiedCustomer.birthDate, "2005-11-02");
await assert.rejects(confirm("123456"), refusal("IDENTITY_VERIFICATION_ALREADY_VERIFIED"));

for (const secret of WEBHOOK_SECRETS.split(" ")) {
  for (const { body, id, timestamp, signature } of JSON.parse(WEBHOOKS)) {
    const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
    const webhook = await Webhook.verify(secret, body, headers);
    assert.equal(Webhook.isUnrecognizedWebhook(webhook), false);
    assert.equal(webhook.data.paymentId, PAYMENT);
    await assert.rejects(Webhook.verify(secret, `${body} `, headers));
  }
}

console.log("all checks passed");
