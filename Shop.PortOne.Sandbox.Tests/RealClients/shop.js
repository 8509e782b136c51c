// The script of the page that opens the window: PortOne's browser SDK with the sandbox's address from the page's query.
import * as sdk from "/node_modules/@portone/browser-sdk/dist/v2.js";

sdk.__INTERNAL__setPortOneSdkUrl(`${new URLSearchParams(location.search).get("sandbox")}v2/browser-sdk.js`);

// Resolves to the result or the error, as JSON.
window.requestWindow = (name, request) =>
  sdk[name](JSON.parse(request)).catch((error) => ({ ...error })).then((result) => JSON.stringify(result ?? null));
