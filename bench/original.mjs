// The original of the shop: two NestJS services with Prisma (bench/original), built by bench.sh. It knows no stock, no
// ledger and no webhooks, and it asks the provider inside the transaction.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, Target } from './target.mjs';

const products = 1000;
const cartLines = 5;
const randomProduct = () => 1 + Math.floor(Math.random() * (products - 5));

export class Original extends Target {
  static async start(folder, providerPort, nested) {
    const original = new Original('original', nested);
    await original.startPostgres();
    const env = {
      NODE_ENV: 'production',
      PORTONE_API: `http://127.0.0.1:${providerPort}`,
      PORTONE_STORE_ID: 'store',
      PORTONE_API_KEY: 'key',
      ACCOUNT_TCP_PORT: String(await freePort()),
      COMMERCE_TCP_PORT: String(await freePort()),
    };
    for (const service of ['account', 'commerce']) {
      const port = await freePort();
      original.sql('postgres', `create database ${service}`);
      original.sql(service, readFileSync(join(folder, service, 'schema.sql'), 'utf8'));
      original.addresses[service] = `http://127.0.0.1:${port}`;
      await original.serve(service, '/health', 'node', [`dist/${service}/src/main.js`], {
        cwd: folder,
        env: {
          ...env, PORT: String(port), DATABASE_URL: `postgresql://postgres@127.0.0.1:${original.port}/${service}`,
        },
      });
    }

    original.sql('commerce', 'vacuum analyze');
    return original;
  }

  requests = {
    order: () => {
      const first = randomProduct();
      return ['commerce', 'POST', '/order', { items: [0, 1, 2].map((n) => ({ productId: first + n, quantity: 1 })) }];
    },
    list: () => ['commerce', 'GET', '/products'],
    product: () => ['commerce', 'GET', `/products/${randomProduct()}`],
    cart: () => ['commerce', 'POST', '/cart', { productId: 1 + Math.floor(Math.random() * cartLines), quantity: 1 }],
    history: () => ['commerce', 'GET', '/orders'],
  };

  analyze() {
    this.sql('commerce', 'analyze');
  }
}
