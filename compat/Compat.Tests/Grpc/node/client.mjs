// Makes the calls that standard input describes, one JSON document a line, and prints the outcome of each as another.
import readline from 'node:readline';
import { echo, grpc, metadataOf, pairsOf } from './echo.mjs';

const clients = new Map();

function clientOf({ address, service, compress }) {
  const key = `${address} ${service} ${compress}`;
  if (!clients.has(key)) {
    const options = compress ? { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip } : {};
    clients.set(key, new echo[service](address, grpc.credentials.createInsecure(), options));
  }
  return clients.get(key);
}

function call(spec) {
  return new Promise(resolve => {
    const outcome = { id: spec.id, code: 0, detail: '', text: '', payload: '', headers: [], trailers: [] };
    const options = spec.deadlineMs ? { deadline: Date.now() + spec.deadlineMs } : {};
    const request = { ...spec.request, payload: Buffer.from(spec.request.payload ?? '', 'base64') };
    const sent = clientOf(spec)[spec.method](request, metadataOf(spec.headers), options, (error, reply) => {
      outcome.code = error?.code ?? 0;
      outcome.detail = error?.details ?? '';
      outcome.text = reply?.text ?? '';
      outcome.count = reply?.count ?? 0;
      outcome.payload = reply?.payload?.toString('base64') ?? '';
    });
    sent.on('metadata', headers => { outcome.headers = pairsOf(headers); });
    sent.on('status', status => {
      outcome.trailers = pairsOf(status.metadata);
      setImmediate(() => resolve(outcome));
    });
    if (spec.cancelAfterMs) {
      setTimeout(() => sent.cancel(), spec.cancelAfterMs);
    }
  });
}

const lines = readline.createInterface({ input: process.stdin });
lines.on('line', async line => console.log(JSON.stringify(await call(JSON.parse(line)))));
lines.on('close', () => process.exit());
