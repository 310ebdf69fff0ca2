/** An Office.js that says what a test wants; put in place of the global one. */

import { vi } from "vitest";

interface FakeMailbox {
  item: unknown;
  userProfile: { emailAddress: string };
  convertToEwsId: (id: string) => string;
  displayMessageForm: (id: string) => void;
  displayMessageFormAsync: (id: string, done: (result: { status: string }) => void) => void;
  addHandlerAsync: (event: string, listener: () => void) => void;
}

export interface FakeOffice {
  host: string | null;
  sets: Set<string>;
  handlers: Map<string, () => void>;
  mailbox: FakeMailbox;
  context: Record<string, unknown>;
}

export function installOffice(change: Partial<FakeMailbox> = {}): FakeOffice {
  const handlers = new Map<string, () => void>();
  const sets = new Set(["Mailbox 1.5", "Mailbox 1.9", "Mailbox 1.14", "NestedAppAuth 1.1"]);
  const mailbox: FakeMailbox = {
    item: null,
    userProfile: { emailAddress: "vince@contoso.com" },
    convertToEwsId: (id) => id.replaceAll("-", "/").replaceAll("_", "+"),
    displayMessageForm: vi.fn(),
    displayMessageFormAsync: vi.fn((_, done: (result: { status: string }) => void) => {
      done({ status: "succeeded" });
    }),
    addHandlerAsync: (event, listener) => handlers.set(event, listener),
    ...change,
  };
  const context = {
    mailbox,
    displayLanguage: "de-DE",
    requirements: {
      isSetSupported: (set: string, version: string) => sets.has(`${set} ${version}`),
    },
  };
  const fake: FakeOffice = { host: "Outlook", sets, handlers, mailbox, context };
  vi.stubGlobal("Office", {
    onReady: () => Promise.resolve({ host: fake.host }),
    HostType: { Outlook: "Outlook" },
    EventType: {
      ItemChanged: "itemChanged",
      OfficeThemeChanged: "themeChanged",
      DialogMessageReceived: "message",
      DialogEventReceived: "event",
    },
    AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" },
    MailboxEnums: { RestVersion: { v2_0: "v2.0" } },
    context,
  });
  return fake;
}
