// Offers flows (an order and its completion) at a fixed rate, whether or not earlier ones have ended. One call in a
// hundred fails at the provider, one flow in ten is sent twice at the same time, and Commerce is killed halfway. At the
// end every order must be paid exactly once. Usage: node bench/load.mjs --programs … [--rate 50] [--minutes 10]
import { parseArgs } from 'node:util';
import { faults, pay, startProvider } from './provider.mjs';
import { Shop } from './shop.mjs';

const { values: options } = parseArgs({
  options: {
    programs: { type: 'string' }, rate: { type: 'string', default: '50' }, minutes: { type: 'string', default: '10' },
  },
});
const [rate, minutes] = [+options.rate, +options.minutes];
const shoppers = 40;
const duplicates = 0.1;
const [retryDelay, retryFor, settleFor] = [500, 60_000, 180_000];
const isKilledAt = (minutes * 60_000) / 2;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Repeats a call while the service is away or asks to try again, as the pages do. */
async function send(shop, token, [service, method, path, body], headers = {}) {
  const end = performance.now() + retryFor;
  for (let tries = 1; ; tries++) {
    const response = await fetch(shop.addresses[service] + path, {
      method, headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, ...headers },
      body: JSON.stringify(body),
    }).catch(() => null);
    if (response?.ok && response.status !== 202) return { body: await response.json(), tries };
    if (response && ![202, 502, 503].includes(response.status)) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    if (performance.now() > end) throw new Error(`${path} did not succeed in ${retryFor / 1000} s`);
    await response?.arrayBuffer();
    await sleep(retryDelay);
  }
}

async function signUp(shop) {
  const loginId = `load${Math.floor(Math.random() * 1e9)}`;
  return (await send(shop, '', ['account', 'POST', '/sign-up', {
    loginId, password: 'correct horse', identityVerificationId: `iv-${loginId}`,
  }]), await send(shop, '', ['account', 'POST', '/sign-in', { loginId, password: 'correct horse' }])).body.accessToken;
}

const provider = await startProvider();
const shop = await Shop.start('load', `${options.programs}/this`, provider.address().port, false, { workers: true });
process.on('exit', () => shop.stop());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

const measured = []; // One entry for each call: the minute, the kind, the milliseconds, whether it was repeated.
const orders = new Map(); // The order of each Idempotency-Key.
const failures = [];

async function flow(token, begun, start) {
  const copies = Math.random() < duplicates ? 2 : 1;
  const key = crypto.randomUUID();
  const timed = async (kind, call, from) => {
    const results = await Promise.all(Array.from({ length: copies }, call));
    const now = performance.now();
    measured.push({
      minute: Math.floor((now - start) / 60_000), kind, ms: now - from, isRepeated: results.some((one) => one.tries > 1),
    });
    return results;
  };

  const request = shop.requests.order();
  const placed = await timed('order', () => send(shop, token, request, { 'Idempotency-Key': key }), begun);
  if (new Set(placed.map((one) => one.body.orderId)).size > 1) failures.push(`${key} has two orders`);
  orders.set(key, placed[0].body.orderId);
  const { paymentKey, amountWon } = placed[0].body;
  pay(paymentKey, amountWon);
  const completed = await timed(
    'completion', () => send(shop, token, ['commerce', 'POST', '/payment/complete', { paymentKey }]), performance.now());
  if (completed.some((one) => one.body.paymentStatus !== 'PAID')) failures.push(`${paymentKey} is not paid`);
}

const percentile = (values, part) => [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? NaN;
function report(minute) {
  const cells = ['order', 'completion'].map((kind) => {
    const calls = measured.filter((call) => call.minute === minute && call.kind === kind);
    const ms = calls.map((call) => call.ms);
    return `${kind} ${calls.length}, median ${percentile(ms, 0.5).toFixed(0)} ms, p99 ${percentile(ms, 0.99).toFixed(0)} ms,`
      + ` repeated ${calls.filter((call) => call.isRepeated).length}`;
  });
  const memory = Object.entries(shop.memory()).map(([name, mib]) => `${name} ${mib.toFixed(0)}`).join(', ');
  console.log(`minute ${minute + 1}: ${cells.join('; ')}; MiB: ${memory}`);
}

const tokens = await Promise.all(Array.from({ length: shoppers }, () => signUp(shop)));
for (let i = 0; i < 2000; i++) { // Until the runtimes have compiled the hot paths.
  const token = tokens[i % shoppers];
  const { paymentKey } = (await send(shop, token, shop.requests.order())).body;
  await send(shop, token, ['commerce', 'POST', '/payment/complete', { paymentKey }]);
}

const paidBefore = +shop.sql('commercedb', 'select count(*) from orders');
shop.analyze();
faults.rate = 0.01;
const start = performance.now();
const running = [];
let isKilled = false;
let reported = 0;
for (let n = 0; n < rate * minutes * 60; n++) {
  const due = start + (1000 * n) / rate;
  await sleep(Math.max(0, due - performance.now()));
  running.push(flow(tokens[n % shoppers], due, start).catch((error) => failures.push(error.message)));
  if (!isKilled && due - start > isKilledAt) {
    isKilled = true;
    void shop.killAndStartAgain('commerce').then((ms) => console.log(`Commerce was killed; it answered ${ms.toFixed(0)} ms later`));
  }

  while (due - start > (reported + 1) * 60_000) report(reported++);
}

await Promise.all(running);
while (reported < minutes) report(reported++);
faults.rate = 0;

// The workers finish what the kill interrupted.
const unsettled = `select count(*) from orders o join payments p on p.order_id = o.id
  where (o.status, p.status) is distinct from ('READY', 'PAID') or p.captured_minor <> o.total_won
    or 1 <> (select count(*) from ledger_entries where payment_key = p.key and event in ('PAID', 'REFUND_DUE'))
    or exists (select from payment_jobs where payment_key = p.key)`;
const deadline = Date.now() + settleFor;
let left;
while ((left = +shop.sql('commercedb', unsettled)) > 0 && Date.now() < deadline) await sleep(1000);

const stored = +shop.sql('commercedb', 'select count(*) from orders') - paidBefore;
const found = +shop.sql('commercedb', `select count(*) from orders where id = any('{${[...orders.values()].join()}}')`);
const times = ['order', 'completion'].map((kind) => {
  const ms = measured.filter((call) => call.kind === kind).map((call) => call.ms);
  return `${kind} median ${percentile(ms, 0.5).toFixed(0)} ms, p99 ${percentile(ms, 0.99).toFixed(0)} ms`;
});
console.log(`${orders.size} flows at ${rate}/s for ${minutes} min: ${times.join('; ')}; ${failures.length} failed, `
  + `${orders.size - found} lost, ${stored - orders.size} doubled, ${left} unsettled`);
[...new Set(failures)].slice(0, 10).forEach((failure) => console.log(failure));
process.exit(failures.length || found !== orders.size || stored !== orders.size || left ? 1 : 0);
