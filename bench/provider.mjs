// Answers like PortOne, at once and from memory, so that a measurement contains no work of the provider: every payment
// is paid with the amount that was pre-registered, and every identity verification has succeeded.
import http from 'node:http';

const store = 'store-00000000-0000-4000-8000-000000000001';
const channel = { type: 'TEST', id: 'channel-id-1', key: 'channel-key-1', name: 'test', pgProvider: 'TOSSPAYMENTS' };
const amounts = new Map();

/** What the payment window does: the shopper pays this amount. Without it, the pre-registered amount is paid. */
export const pay = (id, total) => amounts.set(id, total);

// The list of PortOne's events, oldest first. A payment is captured when it is retrieved for the first time.
const events = [];
const captured = new Set();

/** The part of the calls that fail. */
export const faults = { rate: 0 };

const routes = {
  'POST pre-register': (id, body) => {
    amounts.set(id, body.totalAmount);
    return {};
  },
  'GET payments': (id, _, at) => {
    const total = amounts.get(id) ?? 30_000; // The original does not pre-register.
    if (!captured.has(id)) {
      captured.add(id);
      events.push({
        id: `event-${id}`, type: 'PAID', paymentId: id, transactionId: `tx_${id}`, createdAt: at, eventAmount: total,
        currency: 'KRW',
      });
    }

    const amount = { total, taxFree: 0, vat: 0, supply: total, discount: 0, paid: total, cancelled: 0, cancelledTaxFree: 0 };
    return {
      status: 'PAID', id, transactionId: `tx_${id}`, merchantId: 'merchant-1', storeId: store, channel, version: 'V2',
      requestedAt: at, updatedAt: at, statusChangedAt: at, paidAt: at, orderName: 'order', amount, currency: 'KRW',
      customer: {}, method: { type: 'PaymentMethodCard' }, disputes: [],
    };
  },
  'GET identity-verifications': (id, _, at) => ({
    status: 'VERIFIED', id, channel, requestedAt: at, updatedAt: at, statusChangedAt: at, verifiedAt: at,
    verifiedCustomer: { id, name: '홍길동', birthDate: '1990-01-01', ci: `ci-${id}`, gender: 'MALE' },
  }),
  'GET payment-events-by-cursor': (_, body) => {
    const start = body.cursor ? +body.cursor + 1 : events.findIndex((event) => event.createdAt >= body.from);
    return {
      items: start < 0 ? [] : events.slice(start, start + body.size)
        .map((paymentEvent, n) => ({ paymentEvent, cursor: String(start + n) })),
    };
  },
  'GET payments-by-cursor': () => ({ items: [] }),
};

export function startProvider() {
  const server = http.createServer(async (request, response) => {
    const [path, query] = request.url.split('?');
    const [first, id, last] = path.slice(1).split('/').map(decodeURIComponent);
    let text = '';
    for await (const chunk of request) text += chunk;
    text ||= new URLSearchParams(query).get('requestBody') ?? '';
    if (Math.random() < faults.rate) {
      response.writeHead(500).end();
      return;
    }

    const answer = routes[`${request.method} ${last ?? first}`]?.(
      id, text && JSON.parse(text), new Date().toISOString());
    response.writeHead(answer ? 200 : 404, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(answer ?? { type: 'PAYMENT_NOT_FOUND' }));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
