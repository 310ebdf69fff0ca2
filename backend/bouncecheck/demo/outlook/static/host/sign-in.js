/**
 * Nested app authentication, as Outlook offers it: the pane asks, Outlook brings the token.
 *
 * The pane's half is pane/nested-app-auth.js. What comes in is MSAL.js's own request, unchanged.
 */

const CHANNEL = "bouncecheck-demo-nested-app-auth";

export class NestedSignIn {
  #frame;
  #paneOrigin;
  #tokens;
  #askPerson;
  #listener;

  /**
   * @param {HTMLIFrameElement} frame
   * @param {string} paneOrigin
   * @param {(request: object) => Promise<object>} tokens  asks our own server for tokens
   * @param {() => Promise<boolean>} askPerson  shows the consent prompt; false if they cancelled
   */
  constructor({ frame, paneOrigin, tokens, askPerson }) {
    this.#frame = frame;
    this.#paneOrigin = paneOrigin;
    this.#tokens = tokens;
    this.#askPerson = askPerson;
    this.#listener = (event) => void this.#receive(event);
    window.addEventListener("message", this.#listener);
  }

  close() {
    window.removeEventListener("message", this.#listener);
  }

  async #receive(event) {
    const isOurs = event.source === this.#frame.contentWindow && event.origin === this.#paneOrigin;
    if (!isOurs || event.data?.channel !== CHANNEL) {
      return;
    }
    const request = JSON.parse(event.data.request);
    const answer = await this.#answer(request);
    const { requestId } = request;
    const response = { messageType: "NestedAppAuthResponse", requestId, ...answer };
    this.#frame.contentWindow?.postMessage(
      { channel: CHANNEL, response: JSON.stringify(response) },
      this.#paneOrigin,
    );
  }

  async #answer({ method, tokenParams }) {
    switch (method) {
      case "GetInitContext":
        return this.#initContext();
      case "GetToken":
        return await this.#tokens({ ...asked(tokenParams), interactive: false });
      case "GetTokenPopup":
        return (await this.#askPerson())
          ? await this.#tokens({ ...asked(tokenParams), interactive: true })
          : refused("USER_CANCEL", "The person closed the prompt.");
      default:
        return refused("PERSISTENT_ERROR", "This host does not know that method.");
    }
  }

  #initContext() {
    return {
      success: true,
      initContext: {
        sdkName: "bouncecheck-demo",
        sdkVersion: "1.0.0",
        capabilities: { queryAccount: false },
      },
    };
  }
}

export function refused(status, description) {
  return { success: false, error: { status, description } };
}

function asked(tokenParams) {
  const { clientId, scope, claims } = tokenParams ?? {};
  return { clientId, scope, claims: claims ?? null };
}
