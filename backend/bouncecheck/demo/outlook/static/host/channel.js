/**
 * The message channel between this page (as Outlook) and the task pane (with the real Office.js).
 *
 * Every message is JSON text over postMessage. Only messages from the pane's own window and origin
 * that name our conversation are answered; everything else on the window is none of our business.
 */

const REQUEST = 0;
const RESPONSE = 1;
const FOR_CALL = 0;
const FOR_EVENT = 1;
const INVOKE = 0;
const REGISTER = 1;
const UNREGISTER = 2;
const NOTIFICATION_SUFFIX = "_ntf";

export const ErrorCode = Object.freeze({ none: 0, errorHandlingRequest: -2, accessDenied: -5 });

export class OfficeChannel {
  #frame;
  #paneOrigin;
  #conversationId;
  #answer;
  #subscriptions = new Map();
  #calls = 0;
  #listener;

  /**
   * @param {HTMLIFrameElement} frame  the pane's frame
   * @param {string} paneOrigin  the only origin that is listened to and spoken to
   * @param {string} conversationId  the conversation that was announced in the frame's name
   * @param {(action: string, data: unknown) => Promise<unknown>} answer  answers one call
   */
  constructor({ frame, paneOrigin, conversationId, answer }) {
    this.#frame = frame;
    this.#paneOrigin = paneOrigin;
    this.#conversationId = conversationId;
    this.#answer = answer;
    this.#listener = (event) => void this.#receive(event);
    window.addEventListener("message", this.#listener);
  }

  close() {
    window.removeEventListener("message", this.#listener);
    this.#subscriptions.clear();
  }

  /** Tell the pane that an event happened; false if it never asked for it. */
  fire(eventDispatchId, payload) {
    const subscription = this.#subscriptions.get(eventDispatchId);
    if (!subscription) {
      return false;
    }
    this.#post({
      _messageType: RESPONSE,
      _responseType: FOR_EVENT,
      _errorCode: ErrorCode.none,
      _actionName: subscription.actionName,
      _conversationId: this.#conversationId,
      _correlationId: subscription.correlationId,
      _data: payload,
    });
    return true;
  }

  /** Call the one method that the pane offers: it takes the focus, or hears that it lost it. */
  notify(action) {
    this.#calls += 1;
    this.#post({
      _messageType: REQUEST,
      _actionName: "Office_notifyAgave",
      _actionType: INVOKE,
      _conversationId: this.#conversationId + NOTIFICATION_SUFFIX,
      _correlationId: this.#calls,
      _origin: window.location.href,
      _data: [action],
    });
  }

  async #receive(event) {
    if (event.source !== this.#frame.contentWindow || event.origin !== this.#paneOrigin) {
      return;
    }
    const message = parsed(event.data);
    if (message?._messageType !== REQUEST || message._conversationId !== this.#conversationId) {
      return;
    }
    if (message._actionType === REGISTER || message._actionType === UNREGISTER) {
      this.#subscribe(message);
      return;
    }
    try {
      this.#reply(message, ErrorCode.none, await this.#answer(message._actionName, message._data));
    } catch (error) {
      console.error("The emulated Outlook could not answer", message._actionName, error);
      this.#reply(message, ErrorCode.errorHandlingRequest, null);
    }
  }

  #subscribe(message) {
    const id = message._data.eventDispId;
    if (message._actionType === REGISTER) {
      const { _actionName: actionName, _correlationId: correlationId } = message;
      this.#subscriptions.set(id, { actionName, correlationId });
    } else {
      this.#subscriptions.delete(id);
    }
    this.#reply(message, ErrorCode.none, { Error: 0 });
  }

  #reply(request, errorCode, payload) {
    this.#post({
      _messageType: RESPONSE,
      _responseType: FOR_CALL,
      _errorCode: errorCode,
      _actionName: request._actionName,
      _conversationId: request._conversationId,
      _correlationId: request._correlationId,
      _data: payload,
    });
  }

  #post(message) {
    const text = JSON.stringify({ ...message, _serializerVersion: 1 });
    this.#frame.contentWindow?.postMessage(text, this.#paneOrigin);
  }
}

function parsed(text) {
  if (typeof text !== "string") {
    return null;
  }
  try {
    const message = JSON.parse(text);
    return typeof message === "object" ? message : null;
  } catch {
    return null; // Somebody else's message: not JSON, so not Office.js.
  }
}
