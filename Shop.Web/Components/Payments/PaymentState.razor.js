// A page that updates itself needs a connection. Blazor does not retry a first connection that failed, so the page is
// reloaded as soon as the shop is reachable.

const connectsWithinMs = 12_000;
const aliveTimeoutMs = 3000;
let waiting;

function reloadUnlessConnected() {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    if (document.querySelector('[data-live=no]')) {
      const signal = AbortSignal.timeout(aliveTimeoutMs);
      const isReached = await fetch('/alive', { cache: 'no-store', signal }).then((answer) => answer.ok, () => false);
      isReached ? location.reload() : reloadUnlessConnected();
    }
  }, connectsWithinMs);
}

reloadUnlessConnected();
window.Blazor.addEventListener('enhancedload', reloadUnlessConnected);
