// Shared by both windows: translates the page, sends the pressed button to the provider, and ends the window.
export const path = location.pathname;

/** Sets the text of every element with data-text in the window's language. */
export function translate(texts, language) {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = texts[language][element.dataset.text];
  }
  document.title = texts[language].title;
}

/** Loads the window's details; null if the window does not exist or has ended. */
export async function load() {
  const response = await fetch(`${path}/details`);
  return response.ok ? response.json() : null;
}

/** Shows a message in the alert region, which screen readers announce. */
export function say(text) {
  document.getElementById("message").textContent = text;
}

/** Sends an action to the provider and ends the window. Buttons are disabled meanwhile, so nothing is sent twice. */
export async function act(details, name, body, troubleText) {
  const buttons = [...document.querySelectorAll("button")];
  buttons.forEach((button) => { button.disabled = true; });
  try {
    const response = await fetch(`${path}/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body ?? {}),
    });
    if (!response.ok) {
      throw new Error((await response.json()).message);
    }
    end(details, await response.json());
  } catch (error) {
    say(`${troubleText} (${error.message})`);
    buttons.forEach((button) => { button.disabled = false; });
  }
}

/** Lets the page that opened the window, and no other page, trigger an action. */
export function obey(details, acts) {
  addEventListener("message", (event) => {
    if (event.origin === details.openerOrigin && event.data?.source === "portone-sandbox") {
      acts[event.data.act]?.();
    }
  });
}

function end(details, { result, redirectTo }) {
  if (redirectTo) {
    location.replace(redirectTo);
    return;
  }
  const txId = path.split("/").at(-1);
  parent.postMessage({ source: "portone-sandbox", txId, result }, details.openerOrigin);
}
