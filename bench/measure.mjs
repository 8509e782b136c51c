// CPU time per operation, at a fixed number of operations, in blocks that alternate between the builds. CPU time changes
// less with the load of the machine than rates do.
import { parseArgs } from 'node:util';
import { startProvider } from './provider.mjs';
import { Shop } from './shop.mjs';

const { values: options } = parseArgs({
  options: {
    programs: { type: 'string' },
    builds: { type: 'string' },
    operations: { type: 'string', default: 'order,completion,repeated,list,product,cart,history,front,products' },
    count: { type: 'string', default: '300' },
    blocks: { type: 'string', default: '5' },
    concurrency: { type: 'string', default: '8' },
    profile: { type: 'string', default: 'no' },
  },
});
const [count, blocks, concurrency] = [options.count, options.blocks, options.concurrency].map(Number);
const warmUp = 2 * count;
const shoppers = 40;
const shipping = { recipient: '홍길동', phone: '01012345678', postalCode: '06236', address1: '서울 강남구 테헤란로 1' };

async function call(shop, token, service, method, path, body, tries = 1) {
  const response = await fetch(shop.addresses[service] + path, {
    method,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, 'Accept-Language': 'ko' },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status === 503 && tries > 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    return call(shop, token, service, method, path, body, tries - 1);
  }

  if (!response.ok) throw new Error(`${method} ${path} of ${shop.name}: ${response.status} ${text.slice(0, 300)}`);
  return service === 'web' ? text : text && JSON.parse(text);
}

async function order(shop) {
  // The first calls between services that have just started may time out; the response then asks to try again.
  const token = shop.tokens[shop.orders++ % shop.tokens.length];
  const reply = await call(shop, token, 'commerce', 'POST', '/order', { shipping, lines: shop.nextLines() }, 20);
  return { token, paymentKey: reply.paymentKey };
}

const complete = (shop, { token, paymentKey }) => call(shop, token, 'commerce', 'POST', '/payment/complete', { paymentKey });

const operations = {
  order,
  completion: (shop) => complete(shop, shop.keys.pop()),
  repeated: (shop) => complete(shop, shop.completed),
  list: (shop) => call(shop, shop.tokens[0], 'commerce', 'GET', '/products'),
  product: (shop) => call(shop, shop.tokens[0], 'commerce', 'GET', `/products/${Shop.randomProduct()}`),
  cart: (shop) => call(shop, shop.newToken, 'commerce', 'PUT', `/cart/lines/${Shop.randomProduct()}`, { quantity: 1 }),
  history: (shop) => call(shop, shop.tokens[0], 'commerce', 'GET', '/orders'),
  front: (shop) => call(shop, '', 'web', 'GET', '/'),
  products: (shop) => call(shop, '', 'web', 'GET', '/products'),
};

async function repeat(times, act) {
  let left = times;
  await Promise.all(Array.from({ length: concurrency }, async () => {
    while (left-- > 0) await act();
  }));
}

async function signUp(shop) {
  const loginId = `bench${Math.floor(Math.random() * 1e9)}`;
  await call(shop, '', 'account', 'POST', '/sign-up', { loginId, password: 'correct horse', identityVerificationId: `iv-${loginId}` });
  return (await call(shop, '', 'account', 'POST', '/sign-in', { loginId, password: 'correct horse' })).accessToken;
}

async function prepare(shop, operation, times) {
  shop.keys = [];
  if (operation === 'cart') shop.newToken = await signUp(shop); // A cart holds a limited number of lines.
  if (operation === 'completion') await repeat(times, async () => shop.keys.push(await order(shop)));
  if (operation === 'repeated') await complete(shop, (shop.completed = await order(shop)));
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const provider = await startProvider();
const shops = [];
process.on('exit', () => shops.forEach((shop) => shop.stop()));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

for (const build of options.builds.split(',')) {
  const shop = await Shop.start(build, `${options.programs}/${build}`, provider.address().port, options.profile === 'yes');
  shops.push(shop);
  shop.orders = 0;
  shop.tokens = await Promise.all(Array.from({ length: shoppers }, () => signUp(shop)));
}

console.log(`| operation | ${shops.map((s) => `${s.name}: services + database, ms`).join(' | ')} | ratio |`);
console.log(`|---|${shops.map(() => '---|').join('')}---|`);
for (const operation of options.operations.split(',')) {
  const measured = Object.fromEntries(shops.map((shop) => [shop.name, []]));
  for (let block = -1; block < blocks; block++) {
    const times = block < 0 ? warmUp : count;
    for (const shop of block % 2 ? shops : [...shops].reverse()) {
      await prepare(shop, operation, times);
      await new Promise((resolve) => setTimeout(resolve, 500)); // Lets the workers of the other build settle.
      shop.resetStatements();
      const before = shop.cpu();
      await repeat(times, () => operations[operation](shop));
      const after = shop.cpu();
      if (block < 0) {
        shop.sql('commercedb', 'analyze'); // As autovacuum does in a shop that runs for longer.
        continue;
      }

      const database = (1000 * (after.postgres - before.postgres)) / times;
      const services = Object.keys(after).filter((name) => name !== 'postgres')
        .reduce((sum, name) => sum + (1000 * (after[name] - before[name])) / times, 0);
      const { calls, planning } = shop.statements();
      measured[shop.name].push({
        services, database, sum: services + database, statements: calls / times, planning: planning / times,
      });
      if (options.profile === 'yes' && block === blocks - 1) console.log(`${operation} of ${shop.name}:\n${shop.profile(times)}`);
    }
  }

  const cells = shops.map((shop) => ['services', 'database'].map((part) =>
    median(measured[shop.name].map((one) => one[part])).toFixed(2)).join(' + '));
  const sums = shops.map((shop) => median(measured[shop.name].map((one) => one.sum)));
  console.log(`| ${operation} | ${cells.join(' | ')} | ${sums.length > 1 ? (sums[0] / sums[1]).toFixed(2) : ''} |`);
}

process.exit(0);
