/**
 * Outlook, as far as a task pane can see it: opens the pane in a frame, answers the real Office.js,
 * and tells it what changes. Source of the protocol: Office.js 16.0.15201 (npm 1.1.110).
 */

import { OfficeChannel } from "./channel.js";
import { initialData, isReport } from "./item-data.js";
import { execute, methodsOf } from "./methods.js";
import { NestedSignIn } from "./sign-in.js";
import { themeColours, themeNumbers } from "./themes.js";

const APP_OUTLOOK_WEB = 64;
const EVENT_ITEM_CHANGED = 46;
const EVENT_THEME_CHANGED = 9;
const Notice = Object.freeze({
  tabIn: 11,
  tabInBackwards: 12,
  tabExit: 13,
  tabExitBackwards: 14,
  escape: 15,
});

export class OutlookHost {
  #place;
  #outlook;
  #frame = null;
  #channel = null;
  #signIn = null;
  #controlId = "";

  /**
   * @param {HTMLElement} place  where the pane's frame goes
   * @param {object} outlook  what the page knows and can do: user(), message(), theme(), language(),
   *   noItem(), requirements(), content(message), show(id), closed(), leave(backwards), tokens(request),
   *   askPerson()
   */
  constructor(place, outlook) {
    this.#place = place;
    this.#outlook = outlook;
  }

  get isOpen() {
    return this.#frame !== null;
  }

  open(paneUrl) {
    this.close();
    const origin = new URL(paneUrl).origin;
    const conversationId = crypto.randomUUID();
    this.#controlId = crypto.randomUUID();
    this.#frame = this.#newFrame(conversationId);
    const frame = this.#frame;
    this.#channel = new OfficeChannel({
      frame,
      paneOrigin: origin,
      conversationId,
      answer: (action, params) => this.#answer(action, params),
    });
    this.#signIn = new NestedSignIn({
      frame,
      paneOrigin: origin,
      tokens: this.#outlook.tokens,
      askPerson: this.#outlook.askPerson,
    });
    frame.src = paneAddress(paneUrl, this.#outlook.language());
    this.#place.replaceChildren(frame);
  }

  close() {
    this.#channel?.close();
    this.#signIn?.close();
    this.#frame?.remove();
    this.#channel = this.#signIn = this.#frame = null;
  }

  /** The person opened another message. Delivery reports raise no event (office-js issue 974). */
  messageChanged() {
    const message = this.#outlook.message();
    if (this.#channel && message && !isReport(message)) {
      this.#channel.fire(EVENT_ITEM_CHANGED, this.#initialData());
    }
  }

  themeChanged() {
    const theme = JSON.stringify(themeNumbers(this.#outlook.theme()));
    this.#channel?.fire(EVENT_THEME_CHANGED, [theme]);
  }

  takeFocus(backwards) {
    this.#frame?.focus();
    this.#channel?.notify(backwards ? Notice.tabInBackwards : Notice.tabIn);
  }

  #newFrame(conversationId) {
    const frame = document.createElement("iframe");
    frame.title = "Bounce Check";
    frame.allow = "clipboard-write";
    const requirements = this.#outlook.requirements();
    frame.name = JSON.stringify({
      baseFrameName: "bouncecheck",
      hostInfo: hostInfo(this.#outlook.language()),
      xdmInfo: `${conversationId}|${this.#controlId}|${window.location.origin}`,
      flights: "[]",
      disabledChangeGates: "[]",
      // The next two are ours: Office.js of 2022 does not know these features, our add-ons do.
      officeTheme: themeColours(this.#outlook.theme()),
      nestedAppAuth: requirements.NestedAppAuth !== undefined,
    });
    return frame;
  }

  async #answer(action, params) {
    switch (action) {
      case "ContextActivationManager_getAppContextAsync":
        return this.#appContext();
      case "ContextActivationManager_notifyHost":
        return this.#heard(params);
      case "GetInitialData":
        return this.#initialData();
      case "ExecuteMethod":
        return await execute(this.#methods(), params);
      default:
        throw new Error(`This Outlook does not know the action ${action}.`);
    }
  }

  #initialData() {
    const { user, message, noItem } = this.#outlook;
    return initialData(user(), message(), noItem());
  }

  #methods() {
    const { message, content, show, closed } = this.#outlook;
    const item = () => (message() && !isReport(message()) ? message() : null);
    return methodsOf({ item, content, show, closePane: closed });
  }

  #heard(params) {
    const [, notice] = Array.isArray(params) ? params : Object.values(params);
    if (notice === Notice.tabExit || notice === Notice.escape) {
      this.#outlook.leave(false);
    } else if (notice === Notice.tabExitBackwards) {
      this.#outlook.leave(true);
    }
    return null;
  }

  #appContext() {
    const language = this.#outlook.language();
    return {
      _id: this.#controlId,
      _appInstanceId: this.#controlId,
      _appName: APP_OUTLOOK_WEB,
      _appVersion: "16.01",
      _appUILocale: language,
      _dataLocale: language,
      _docUrl: window.location.origin,
      _clientMode: 0,
      _settings: {},
      _reason: 1,
      _osfControlType: 2,
      _eToken: "",
      _correlationId: crypto.randomUUID(),
      _requirementMatrix: JSON.stringify({ ...this.#outlook.requirements(), react: "1.0" }),
      _hostFullVersion: "16.0.0.0",
      _appDomains: [],
      _addInSourceUrl: this.#frame.src,
    };
  }
}

function hostInfo(language) {
  return `Outlook$Web$16.01$${language}$$$disableLogging$0`;
}

function paneAddress(paneUrl, language) {
  const address = new URL(paneUrl);
  address.searchParams.set("_host_Info", hostInfo(language));
  return address.href;
}
