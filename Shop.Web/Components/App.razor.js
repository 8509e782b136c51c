// Starts Blazor. Skips SignalR's negotiation, because it could reach another replica than the WebSocket that follows. A
// circuit stays on the replica of its WebSocket. Transport 1 is WebSockets.
window.Blazor.start({
  circuit: { configureSignalR: (signalR) => signalR.withUrl('_blazor', { skipNegotiation: true, transport: 1 }) },
});
