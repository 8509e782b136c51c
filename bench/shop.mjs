// One build of the shop.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, Target } from './target.mjs';

const storeId = 'store-00000000-0000-4000-8000-000000000001';
const key = (name) => Buffer.from(name.padEnd(32, '-')).toString('base64');
const cartLines = 5;
const firstProduct = 10_000; // The demo catalogue has smaller ids.
const shipping = { recipient: '홍길동', phone: '01012345678', postalCode: '06236', address1: '서울 강남구 테헤란로 1' };

// Without workers: they would handle the orders of one measurement during the next one.
const workersOff = Object.fromEntries([
  'Money__PollInterval', 'Money__ReconcilePollInterval', 'Money__CheckpointInterval', 'Money__DeleteWebhooksInterval',
  'Reconciliation__Interval', 'Erasure__Interval',
  // The names of older revisions.
  'Money__LookEvery', 'Money__ReconcileEvery', 'Money__CheckpointEvery', 'Money__DeleteWebhooksEvery',
  'Reconciliation__Every', 'Erasure__Every', 'Money__SealEvery', 'Money__ForgetEvery',
].map((setting) => [setting, '1.00:00:00']));

export class Shop extends Target {
  #ordered = 0;

  /** Starts the services that were published to the folder `programs`. */
  static async start(name, programs, providerPort, nested, { products = 1000, orders = 0, workers = false } = {}) {
    const shop = new Shop(name, nested);
    shop.products = products;
    await shop.startPostgres();
    const [account, accountRpc, commerce, commerceRpc, web] = await Promise.all(Array.from({ length: 5 }, freePort));
    shop.addresses = Object.fromEntries(
      Object.entries({ account, commerce, web }).map(([service, port]) => [service, `http://127.0.0.1:${port}`]));
    const common = {
      ...(workers ? {} : workersOff),
      services__account__http__0: shop.addresses.account, services__account__rpc__0: `http://127.0.0.1:${accountRpc}`,
      services__commerce__http__0: shop.addresses.commerce, services__commerce__rpc__0: `http://127.0.0.1:${commerceRpc}`,
      PortOne__BaseUrl: `http://127.0.0.1:${providerPort}`,
    };
    await shop.#startService(programs, 'Account', 'accountdb', account, accountRpc, common);
    await shop.#startService(programs, 'Commerce', 'commercedb', commerce, commerceRpc, common);
    await shop.#startService(programs, 'Web', 'webdb', web, null, common);
    shop.sql('commercedb', `set many.products = ${products}; set many.orders = ${orders};
      ${readFileSync('bench/many-orders.sql', 'utf8')}`);
    shop.sql('commercedb', 'vacuum analyze');
    return shop;
  }

  requests = {
    order: () => ['commerce', 'POST', '/order', { shipping, lines: this.#nextLines() }],
    list: () => ['commerce', 'GET', '/products'],
    product: () => ['commerce', 'GET', `/products/${firstProduct + 1 + Math.floor(Math.random() * this.products)}`],
    cart: () => ['commerce', 'PUT', `/cart/lines/${firstProduct + 1 + Math.floor(Math.random() * cartLines)}`, { quantity: 1 }],
    history: () => ['commerce', 'GET', '/orders'],
    front: () => ['web', 'GET', '/'],
    products: () => ['web', 'GET', '/products'],
  };

  analyze() {
    this.sql('commercedb', 'analyze');
  }

  // Three products in quantities that no earlier order has: the same content would continue a pending order.
  #nextLines() {
    const n = this.#ordered++;
    return [0, 1, 2].map((line) => ({
      productId: firstProduct + 1 + ((7 * n + line) % this.products), quantity: 1 + (line === 0 ? Math.floor(n / this.products) % 99 : 0),
    }));
  }

  async #startService(programs, service, database, port, rpcPort, common) {
    const folder = join(process.cwd(), programs, `Shop.${service}`);
    const password = `bench-only-${service}-password`;
    const server = `Host=127.0.0.1;Port=${this.port};Database=${database}`;
    const env = {
      ...common,
      ASPNETCORE_ENVIRONMENT: 'Development',
      Logging__LogLevel__Default: 'Warning',
      Database__Password: password,
      Data__Key: key(`bench-${service}`),
      Identity__CiPeppers: key('bench-pepper'),
      Service__Credential: 'bench-only-service-credential',
      PortOne__ApiSecret: 'bench',
      PortOne__StoreId: storeId,
      PortOne__WebhookSecrets: `whsec_${key('bench-webhook')}`,
      PortOne__PaymentChannels: '[{"key":"channel-key-1","provider":"TOSSPAYMENTS"}]',
      PortOne__IdentityChannel: '{"key":"channel-key-2","provider":"DANAL"}',
    };
    const dll = join(folder, `Shop.${service}.dll`);
    const migrate = this.run(null, 'dotnet', [dll, 'migrate'], {
      cwd: folder, env: { ...env, [`ConnectionStrings__${database}`]: `${server};Username=postgres` },
    });
    if ((await new Promise((resolve) => migrate.on('exit', resolve))) !== 0) throw new Error(`migrate: ${migrate.log}`);
    const login = `${service.toLowerCase()}_service`;
    await this.serve(service.toLowerCase(), '/alive', 'dotnet', [dll], {
      cwd: folder,
      env: {
        ...env,
        [`ConnectionStrings__${database}`]: `${server};Username=${login};Password=${password}`,
        ...(rpcPort
          ? { Kestrel__Endpoints__http__Url: `http://127.0.0.1:${port}`, Kestrel__Endpoints__rpc__Url: `http://127.0.0.1:${rpcPort}` }
          : { ASPNETCORE_URLS: `http://127.0.0.1:${port}` }),
      },
    });
  }
}
