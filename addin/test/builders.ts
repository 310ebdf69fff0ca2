/** Valid values, of which a test names only what matters to it. */

import type { Check, Message } from "../src/contract";
import type { Home } from "../src/home";
import { emptyHome } from "../src/home";
import { loading, nextHome } from "../src/homeRules";
import type { Outlook } from "../src/outlook";
import type { Look } from "../src/view/look";
import { timesFor } from "../src/view/times";
import { wordsFor } from "../src/words";

export const OUR_ORIGIN = "https://bounce.contoso.com";

function aMessage(change: Partial<Message> = {}): Message {
  return {
    id: "AAk1",
    internetMessageId: "<notice-1@mx.example.net>",
    subject: "Undeliverable: Replica watches",
    from: "postmaster@mx.example.net",
    receivedAt: "2026-01-05T09:58:12Z",
    folder: "inbox",
    webLink: "https://outlook.office365.com/owa/?ItemID=AAk1",
    ...change,
  };
}

export function aCheck(change: Partial<Check> = {}, message: Partial<Message> = {}): Check {
  return {
    checkedAt: "2026-01-05T10:00:00Z",
    mailbox: "vince@contoso.com",
    verdict: "not_sent",
    title: "You didn't send this - safe to delete",
    body: "Someone put your address on their own message.",
    steps: [],
    message: aMessage(message),
    recipients: [],
    original: { subject: "Replica watches", from: "vince@contoso.com", sentAt: null },
    evidence: [],
    sent: null,
    actions: ["delete"],
    guidance: [],
    recheckAt: null,
    ...change,
  };
}

/** The n-th newest bounce of a list; 1 is the newest. */
export function aNumberedCheck(n: number, change: Partial<Check> = {}): Check {
  const day = String(29 - n).padStart(2, "0");
  return aCheck(change, {
    id: `AAk${n}`,
    internetMessageId: `<notice-${n}@mx.example.net>`,
    receivedAt: `2026-01-${day}T10:00:00Z`,
  });
}

/** Signed in, with a list that has been read to its end. */
export function aHome(checks: readonly Check[] = [], change: Partial<Home> = {}): Home {
  const start = loading(emptyHome({ insideOutlook: true, openItem: null, online: true }), 1);
  const full = checks.reduce<Home>(
    (home, check) =>
      nextHome(home, { type: "load_line", request: 1, line: { type: "bounce", check } }),
    start,
  );
  const done = nextHome(full, {
    type: "load_line",
    request: 1,
    line: { type: "done", complete: true },
  });
  return { ...done, ...change };
}

export function aLook(): Look {
  return {
    words: wordsFor("en"),
    times: timesFor("en", () => Date.parse("2026-01-28T12:00:00Z")),
    origin: OUR_ORIGIN,
  };
}

export function anOutlook(change: Partial<Outlook> = {}): Outlook {
  return {
    insideOutlook: true,
    hasNestedSignIn: true,
    userAddress: "vince@contoso.com",
    language: "en",
    openItem: () => null,
    theme: () => null,
    onItemChanged: () => undefined,
    onThemeChanged: () => undefined,
    openMessage: () => Promise.resolve(true),
    askInWindow: () => Promise.resolve(null),
    ...change,
  };
}

/** A body that comes in these pieces. */
export function aStream(...pieces: readonly string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });
}
