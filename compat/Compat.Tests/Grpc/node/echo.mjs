// The service of echo.proto, as grpc-js sees it. Servers and clients of the trial share this.
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { fileURLToPath } from 'node:url';

const proto = fileURLToPath(new URL('../echo.proto', import.meta.url));

export const { echo: { v1: echo } } = grpc.loadPackageDefinition(loader.loadSync(proto));

// Metadata as pairs of text: bytes in base64, which is also how the C# side of the trial writes them down.
export function pairsOf(metadata) {
  return Object.keys(metadata.getMap()).flatMap(key =>
    metadata.get(key).map(value => [key, Buffer.isBuffer(value) ? value.toString('base64') : value]));
}

export function metadataOf(pairs) {
  const metadata = new grpc.Metadata();
  for (const [key, value] of pairs) {
    metadata.add(key, key.endsWith('-bin') ? Buffer.from(value, 'base64') : value);
  }
  return metadata;
}

export { grpc };
