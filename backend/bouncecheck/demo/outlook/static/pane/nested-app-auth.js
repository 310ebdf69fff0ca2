/*
 * Outlook's newer Office.js gives each pane a bridge for nested app authentication; the one on npm
 * is older. This is that bridge: MSAL.js writes to it, and it carries the text to the page around
 * the pane. It exists only where the host says so.
 */
(() => {
  const CHANNEL = "bouncecheck-demo-nested-app-auth";
  const announced = (() => {
    try {
      return JSON.parse(window.name);
    } catch {
      return null; // Not in a frame of an emulated Outlook: a dialog, or a plain tab.
    }
  })();
  if (!announced?.nestedAppAuth || typeof announced.xdmInfo !== "string") {
    return;
  }
  const hostOrigin = announced.xdmInfo.split("|")[2];
  const listeners = new Set();
  window.addEventListener("message", (event) => {
    const isHost = event.source === window.parent && event.origin === hostOrigin;
    if (isHost && event.data?.channel === CHANNEL) {
      listeners.forEach((listener) => listener(event.data.response));
    }
  });
  window.nestedAppAuthBridge = {
    addEventListener: (_name, listener) => listeners.add(listener),
    removeEventListener: (_name, listener) => listeners.delete(listener),
    postMessage: (request) => window.parent.postMessage({ channel: CHANNEL, request }, hostOrigin),
  };
  window.__initializeNestedAppAuth = () => Promise.resolve();
})();
