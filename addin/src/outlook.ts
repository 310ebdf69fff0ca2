/**
 * Which message is open, if any; theme, language, windows. The only user of Office.js.
 *
 * The current item may be null or undefined, calls may throw at once instead of answering, and on
 * a delivery report Outlook may tell nothing at all and keep the item of the message before.
 */

import { FailureError } from "./failure";
import type { OpenItem } from "./here";

type Theme = "light" | "dark";

export interface Outlook {
  readonly insideOutlook: boolean;
  /** Whether the client signs us in by nested app authentication. */
  readonly hasNestedSignIn: boolean;
  /** The mailbox's address, which spares the user the account picker; "" when not known. */
  readonly userAddress: string;
  readonly language: string;
  openItem(): OpenItem | null;
  /** Null: the client does not say, so the browser decides. */
  theme(): Theme | null;
  onItemChanged(listener: () => void): void;
  onThemeChanged(listener: () => void): void;
  /** Show a message by its Graph id; false when the client will not. */
  openMessage(graphId: string): Promise<boolean>;
  /** Run a page of ours in a window of its own; what it says, or null when the user closes it. */
  askInWindow(url: string): Promise<string | null>;
}

const OFFICE_JS = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js";
/** A client that has not answered by then will not. */
const READY_WITHIN_MS = 10_000;

/** The client around this page, or the browser's own answers when there is none. */
export async function connectOutlook(): Promise<Outlook> {
  return (await isOutlook()) ? insideOutlook() : outsideOutlook();
}

/** Tell the pane that opened this window; loads Office.js, which sign-in pages must not have. */
export async function tellOpener(text: string): Promise<void> {
  await loadOfficeJs();
  Office.context.ui.messageParent(text);
}

/** Load Office.js once, so that it notes that this window is a dialog before we sign in elsewhere. */
export async function loadOfficeJs(): Promise<void> {
  if (typeof Office === "undefined") await loadScript(OFFICE_JS);
  await Office.onReady();
}

async function loadScript(address: string): Promise<void> {
  const script = document.createElement("script");
  script.src = address;
  await new Promise((resolve, reject) => {
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}

async function isOutlook(): Promise<boolean> {
  if (typeof Office === "undefined") return false;
  const late = new Promise<null>((resolve) => {
    setTimeout(resolve, READY_WITHIN_MS, null);
  });
  const client = await Promise.race([Office.onReady(), late]);
  return client?.host === Office.HostType.Outlook;
}

function outsideOutlook(): Outlook {
  return {
    insideOutlook: false,
    hasNestedSignIn: false,
    userAddress: "",
    language: navigator.language,
    openItem: () => null,
    theme: () => null,
    onItemChanged: () => undefined,
    onThemeChanged: () => undefined,
    openMessage: () => Promise.resolve(false),
    askInWindow: () => Promise.resolve(null),
  };
}

function insideOutlook(): Outlook {
  return {
    insideOutlook: true,
    hasNestedSignIn: supports("NestedAppAuth", "1.1"),
    userAddress: orElse("", () => Office.context.mailbox.userProfile.emailAddress),
    language: orElse("", () => Office.context.displayLanguage) || navigator.language,
    openItem: () => orElse(null, currentItem),
    theme: () => orElse(null, currentTheme),
    onItemChanged: (listener) => {
      listen("1.5", Office.EventType.ItemChanged, listener);
    },
    onThemeChanged: (listener) => {
      listen("1.14", Office.EventType.OfficeThemeChanged, listener);
    },
    openMessage,
    askInWindow,
  };
}

/** An answer of Office.js, or what to take instead when it throws. */
function orElse<T>(instead: T, ask: () => T): T {
  try {
    return ask();
  } catch {
    // Without an item, Office.js throws from calls that have nothing to do with the item.
    return instead;
  }
}

/** Office.js promises more than clients keep. */
function nothingOr<T>(promised: T): T | null | undefined {
  return promised;
}

function supports(set: string, version: string): boolean {
  return orElse(false, () => Office.context.requirements.isSetSupported(set, version));
}

function currentItem(): OpenItem | null {
  const item = nothingOr(Office.context.mailbox.item);
  const internetMessageId: unknown = item?.internetMessageId;
  return typeof internetMessageId === "string" && internetMessageId !== ""
    ? { internetMessageId }
    : null;
}

/** Outlook gives colours, not a name; the brighter half is light (ITU-R BT.601 luma). */
function currentTheme(): Theme | null {
  const theme = nothingOr(Office.context.officeTheme);
  const colour = /^#?([\da-f]{2})([\da-f]{2})([\da-f]{2})/iu.exec(theme?.bodyBackgroundColor ?? "");
  if (colour === null) return null;
  const [red = 0, green = 0, blue = 0] = colour.slice(1).map((part) => Number.parseInt(part, 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
}

function listen(since: string, event: Office.EventType, listener: () => void): void {
  if (!supports("Mailbox", since)) return;
  orElse(undefined, () => {
    Office.context.mailbox.addHandlerAsync(event, listener);
  });
}

/** Outlook opens by EWS ids, which differ from Graph's in two characters. */
function openMessage(graphId: string): Promise<boolean> {
  return new Promise((resolve) => {
    const opened = orElse(false, () => {
      const { mailbox } = Office.context;
      const id = mailbox.convertToEwsId(graphId, Office.MailboxEnums.RestVersion.v2_0);
      if (supports("Mailbox", "1.9")) {
        mailbox.displayMessageFormAsync(id, (result) => {
          resolve(result.status === Office.AsyncResultStatus.Succeeded);
        });
        return null;
      }
      mailbox.displayMessageForm(id);
      return true;
    });
    if (opened !== null) resolve(opened);
  });
}

function askInWindow(url: string): Promise<string | null> {
  const options = { height: 60, width: 30, promptBeforeOpen: false };
  return new Promise((resolve, reject) => {
    Office.context.ui.displayDialogAsync(url, options, (result) => {
      if (result.status === Office.AsyncResultStatus.Failed) {
        reject(new FailureError({ kind: "sign_in", code: `window_${result.error.code}` }));
        return;
      }
      const window = result.value;
      window.addEventHandler(Office.EventType.DialogMessageReceived, (message) => {
        window.close();
        resolve("message" in message ? message.message : null);
      });
      window.addEventHandler(Office.EventType.DialogEventReceived, () => {
        resolve(null);
      });
    });
  });
}
