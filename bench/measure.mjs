// CPU time per operation, at a fixed number of operations, in blocks that alternate between the targets: CPU time
// changes less with the load of the machine than rates do. With --seconds also rates, in alternating rounds.
import { parseArgs } from 'node:util';
import { Bare, PgBench } from './limits.mjs';
import { Original } from './original.mjs';
import { startProvider } from './provider.mjs';
import { Shop } from './shop.mjs';

const { values: options } = parseArgs({
  options: {
    programs: { type: 'string' },
    targets: { type: 'string' },
    operations: { type: 'string', default: 'flow,order,completion,repeated,list,product,cart,history,sign-in,front,front-member,products' },
    count: { type: 'string', default: '300' },
    blocks: { type: 'string', default: '5' },
    concurrency: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '0' },
    rounds: { type: 'string', default: '3' },
    profile: { type: 'string', default: 'no' },
  },
});
const [count, blocks, concurrency, seconds, rounds] =
  [options.count, options.blocks, options.concurrency, options.seconds, options.rounds].map(Number);
const isProfile = options.profile === 'yes';
const shoppers = 40;
const warmUp = 3000;
const signIns = 20; // A sign-in hashes a password, which is slow on purpose.
const large = { products: 100_000, orders: 1_000_000 };
const kinds = { original: Original, bare: Bare, pgbench: PgBench };

async function call(target, token, [service, method, path, body], tries = 1) {
  // Browsers send cookies to the storefront, and no token.
  const shopper = service === 'web' ? token && { Cookie: token } : { Authorization: `Bearer ${token}` };
  const response = await fetch(target.addresses[service] + path, {
    method,
    headers: { 'Content-Type': 'application/json', 'Accept-Language': 'ko', ...shopper },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status === 503 && tries > 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    return call(target, token, [service, method, path, body], tries - 1);
  }

  if (!response.ok) throw new Error(`${method} ${path} of ${target.name}: ${response.status} ${text.slice(0, 300)}`);
  return service === 'web' ? text : text && JSON.parse(text);
}

async function order(target) {
  const token = target.tokens[target.orders++ % target.tokens.length];
  // The first calls between services that have just started may time out; the response then asks to try again.
  return { token, paymentKey: (await call(target, token, target.requests.order(), 20)).paymentKey };
}

const complete = (target, { token, paymentKey }) =>
  call(target, token, ['commerce', 'POST', '/payment/complete', { paymentKey }]);

const signIn = (target, loginId) =>
  call(target, '', ['account', 'POST', '/sign-in', { loginId, password: 'correct horse' }]);

const operations = {
  flow: async (target) => complete(target, await order(target)),
  order,
  completion: (target) => complete(target, target.keys.pop()),
  repeated: (target) => complete(target, target.completed),
  'sign-in': (target) => signIn(target, target.loginId),
  front: (target) => call(target, '', target.requests.front()),
  'front-member': (target) => call(target, target.cookies, target.requests.front()),
  products: (target) => call(target, '', target.requests.products()),
  ...Object.fromEntries(['list', 'product', 'cart', 'history'].map((name) =>
    [name, (target) => call(target, target.few, target.requests[name]())])),
};

function has(target, operation) {
  if (['flow', 'order', 'completion', 'repeated'].includes(operation)) return target.requests.order || target.batches?.[operation];
  if (operation === 'front-member') return target.requests.front;
  return operation === 'sign-in' ? target.addresses.account : target.requests[operation];
}

async function repeat(target, operation, times) {
  if (target.batches?.[operation]) return target.batches[operation](times, concurrency);
  let left = times;
  await Promise.all(Array.from({ length: concurrency }, async () => {
    while (left-- > 0) await operations[operation](target);
  }));
}

async function signUp(target) {
  const loginId = `bench${Math.floor(Math.random() * 1e9)}`;
  await call(target, '', ['account', 'POST', '/sign-up', {
    loginId, password: 'correct horse', identityVerificationId: `iv-${loginId}`,
  }]);
  target.loginId = loginId;
  return (await signIn(target, loginId)).accessToken;
}

/** Signs in at the storefront with its form, and returns the Cookie header. */
async function signInAtWeb(target) {
  const cookiesOf = (response) => response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  const url = `${target.addresses.web}/sign-in`;
  const page = await fetch(url);
  const [, token] = (await page.text()).match(/name="__RequestVerificationToken" value="([^"]+)/);
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { Cookie: cookiesOf(page).join('; ') },
    body: new URLSearchParams({
      _handler: 'sign-in', __RequestVerificationToken: token, loginId: target.loginId, password: 'correct horse',
    }),
  });
  const cookies = cookiesOf(response);
  if (!cookies.some((cookie) => cookie.startsWith('session='))) throw new Error(`sign-in: ${response.status}`);
  return cookies.join('; ');
}

async function prepare(target, operation, times) {
  if (operation === 'front-member') target.cookies ??= await signInAtWeb(target);
  if (operation === 'completion') {
    target.keys = [];
    let left = times;
    await Promise.all(Array.from({ length: concurrency }, async () => {
      while (left-- > 0) target.keys.push(await order(target));
    }));
  }

  if (operation === 'repeated') await complete(target, (target.completed = await order(target)));
}

/** Operations per second, as fast as `clients` clients that wait for each response; and the slowest of 100. */
async function rate(target, operation, clients) {
  if (target.rate?.[operation]) return { rate: target.rate[operation](seconds, clients) };
  await prepare(target, operation, 400 * seconds);
  const times = [];
  const start = performance.now();
  const end = start + 1000 * seconds;
  await Promise.all(Array.from({ length: clients }, async () => {
    while (performance.now() < end && (operation !== 'completion' || target.keys.length)) {
      const begun = performance.now();
      await operations[operation](target);
      times.push(performance.now() - begun);
    }
  }));
  times.sort((a, b) => a - b);
  return { rate: (1000 * times.length) / (performance.now() - start), p99: times[Math.floor(times.length * 0.99)] };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const row = (cells) => console.log(`| ${cells.join(' | ')} |`);

const provider = await startProvider();
const targets = [];
process.on('exit', () => targets.forEach((target) => target.stop()));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

for (const name of options.targets.split(',')) {
  const kind = kinds[name];
  const folder = `${options.programs}/${name === 'large' ? 'this' : name}`;
  const target = kind
    ? await kind.start(folder, provider.address().port, isProfile)
    : await Shop.start(name, folder, provider.address().port, isProfile, name === 'large' ? large : undefined);
  targets.push(target);
  target.orders = 0;
  if (target.addresses.account) {
    target.tokens = await Promise.all(Array.from({ length: shoppers }, () => signUp(target)));
    target.few = await signUp(target);
    for (let i = 0; i < 20; i++) await call(target, target.few, target.requests.order(), 20);
  }
}

// Until the runtimes have compiled the hot paths for the last time.
for (const target of targets.filter((target) => target.addresses.account)) await repeat(target, 'flow', warmUp);

row(['operation', ...targets.map((target) => `${target.name}: services + database, ms`), `${targets[0].name} / others`]);
row(['---', ...targets.map(() => '---'), '---']);
for (const operation of options.operations.split(',')) {
  const measured = targets.filter((target) => has(target, operation));
  const results = new Map(measured.map((target) => [target, []]));
  for (let block = -1; block < blocks; block++) {
    const times = operation === 'sign-in' ? signIns : block < 0 ? 2 * count : count;
    for (const target of block % 2 ? measured : [...measured].reverse()) {
      await prepare(target, operation, times);
      await new Promise((resolve) => setTimeout(resolve, 500)); // Lets the work of the other targets settle.
      target.resetStatements();
      const before = target.cpu();
      await repeat(target, operation, times);
      const after = target.cpu();
      if (block < 0) {
        target.analyze(); // As autovacuum does in a shop that runs for longer.
        continue;
      }

      const database = (1000 * (after.postgres - before.postgres)) / times;
      const services = Object.keys(after).filter((name) => name !== 'postgres')
        .reduce((sum, name) => sum + (1000 * (after[name] - before[name])) / times, 0);
      const { calls, planning } = target.statements();
      results.get(target).push({
        services, database, sum: services + database, statements: calls / times, planning: planning / times,
      });
      if (isProfile && block === blocks - 1) console.log(`${operation} of ${target.name}:\n${target.profile(times)}`);
    }
  }

  const of = (target, part) => median(results.get(target).map((one) => one[part]));
  row([
    operation,
    ...targets.map((target) => results.has(target)
      ? `${of(target, 'services').toFixed(2)} + ${of(target, 'database').toFixed(2)}`
        + ` (${of(target, 'statements').toFixed(0)} statements, ${of(target, 'planning').toFixed(2)} planning)`
      : ''),
    measured.slice(1).map((target) =>
      `${(of(measured[0], 'sum') / of(target, 'sum')).toFixed(2)} ${target.name}`).join(', '),
  ]);
}

const perService = (title, values, digits) => row([title, ...targets.map((target) =>
  Object.entries(values(target)).map(([name, value]) => `${name} ${value.toFixed(digits)}`).join(', ')), '']);
perService('start to the first answer, s', (target) =>
  Object.fromEntries(Object.entries(target.starts).map(([name, ms]) => [name, ms / 1000])), 2);
perService('memory after the load, MiB', (target) => target.memory(), 0);

if (seconds > 0) {
  console.log();
  row(['per second', 'clients', ...targets.map((target) => `${target.name}: rate, slowest of 100`)]);
  row(['---', '---', ...targets.map(() => '---')]);
  for (const operation of options.operations.split(',')) {
    for (const clients of [32, 1]) {
      const results = new Map(targets.filter((target) => has(target, operation)).map((target) => [target, []]));
      for (let round = 0; round < rounds; round++) {
        for (const target of round % 2 ? results.keys() : [...results.keys()].reverse()) {
          results.get(target).push(await rate(target, operation, clients));
        }
      }

      const of = (target, part) => median(results.get(target).map((one) => one[part]));
      row([operation, clients, ...targets.map((target) => results.has(target)
        ? `${of(target, 'rate').toFixed(0)}/s${of(target, 'p99') ? `, ${of(target, 'p99').toFixed(1)} ms` : ''}` : '')]);
    }
  }
}

process.exit(0);
