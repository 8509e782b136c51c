// Answers echo.proto with grpc-js on a free port, which it prints. It ends with its standard input.
import { echo, grpc, metadataOf, pairsOf } from './echo.mjs';

const gone = new Map();

const service = {
  say(call, callback) {
    const echoed = pairsOf(call.metadata).filter(([key]) => key.startsWith('x-'));
    call.sendMetadata(metadataOf(echoed));
    callback(null, call.request, metadataOf(echoed));
  },

  fail(call, callback) {
    const trailers = metadataOf([['x-why', 'asked for'], ['x-why-bin', 'AAH+/w==']]);
    callback({ code: call.request.code, details: call.request.detail, metadata: trailers });
  },

  wait(call, callback) {
    const { milliseconds, label } = call.request;
    const timer = setTimeout(() => callback(null, { text: 'done' }), milliseconds);
    call.on('cancelled', () => {
      clearTimeout(timer);
      gone.set(label, (gone.get(label) ?? 0) + 1);
    });
  },

  countGone(call, callback) {
    callback(null, { count: gone.get(call.request.text) ?? 0 });
  },
};

const server = new grpc.Server({ 'grpc.max_receive_message_length': 4 * 1024 * 1024 });
server.addService(echo.Echo.service, service);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) {
    throw error;
  }
  console.log(port);
});

process.stdin.resume();
process.stdin.on('end', () => process.exit());
