/** What the bounce says, and why the verdict is what it is. */

import type { Check, FailedRecipient, Finding, Guide } from "../contract";
import { guidanceLink } from "../links";
import type { Piece } from "./dom";
import { h } from "./dom";
import { icon } from "./icons";
import type { Look } from "./look";
import { MAX_SENTENCES } from "./notices";
import { cleaned, hostile } from "./text";

/** A bounce may name thousands; nobody reads more than these. */
const MAX_RECIPIENTS = 20;

export function bounceDetails(check: Check, look: Look): Piece | null {
  const about = original(check, look);
  const failed = check.recipients
    .slice(0, MAX_RECIPIENTS)
    .map((each) => recipient(each, check, look));
  if (about === null && failed.length === 0) return null;
  return h("dl", { key: "bounce", class: "facts" }, about, failed.flat());
}

/** What to do next; nothing where the backend names no step. */
export function nextSteps(check: Check, look: Look): Piece | null {
  if (check.steps.length === 0) return null;
  return h(
    "dl",
    { key: "steps", class: "facts" },
    h("dt", {}, look.words.message.next),
    ...check.steps.map((step) => h("dd", {}, cleaned(step, MAX_SENTENCES))),
  );
}

/** How to secure an account; the one place where the pane leads away from Outlook. */
export function guidance({ guidance: guides }: Check, look: Look): Piece | null {
  if (guides.length === 0) return null;
  return h(
    "section",
    { key: "guidance", class: "guidance", "aria-labelledby": "guidance" },
    h("h3", { id: "guidance" }, look.words.message.secure),
    h(
      "ol",
      {},
      guides.map((each) => h("li", {}, guide(each, look))),
    ),
  );
}

function guide({ text, href }: Guide, { words }: Look): Piece {
  const link = guidanceLink(href);
  if (link === null) return h("span", {}, cleaned(text));
  return h(
    "a",
    { href: link, target: "_blank", rel: "noopener noreferrer" },
    cleaned(text),
    h("span", { class: "unseen" }, ` (${words.message.newTab})`),
  );
}

function original(check: Check, look: Look): Piece[] | null {
  const { words, times } = look;
  if (check.original === null) return null;
  const { subject, sentAt } = check.original;
  if (subject === null && sentAt === null) return null;
  const moment = sentAt === null ? null : h("time", { datetime: sentAt }, times.long(sentAt));
  return [
    h("dt", {}, words.message.about),
    h(
      "dd",
      {},
      hostile(subject, words.message.noSubject),
      moment === null ? null : h("span", { class: "quiet block" }, moment),
    ),
  ];
}

function recipient(failed: FailedRecipient, check: Check, look: Look): Piece[] {
  const sentence = (text: string | null, kind: string): Piece | null =>
    text === null || text === "" ? null : h("span", { class: kind }, cleaned(text, MAX_SENTENCES));
  return [
    h("dt", {}, look.words.message.failedFor),
    h(
      "dd",
      {},
      hostile(failed.address, look.words.message.noSender),
      sentence(failed.cause, "block"),
      sentence(isFixUseful(failed.fix, check) ? failed.fix : null, "block quiet"),
    ),
  ];
}

/** Who did not write to an address has nothing to mend there; what is a step already is said. */
function isFixUseful(fix: string | null, check: Check): boolean {
  if (fix === null || check.steps.includes(fix)) return false;
  return check.verdict === "sent";
}

/** Closed at first. Keyed by message, so that another message starts closed again. */
export function whyDetails(check: Check, look: Look): Piece | null {
  if (check.evidence.length === 0) return null;
  const seen = check.evidence.filter(({ sign }) => sign !== "unknown");
  const unseen = check.evidence.filter(({ sign }) => sign === "unknown");
  return h(
    "details",
    { key: `why ${check.message.id}`, class: "why" },
    // Office.js walks the Tab key itself and knows no <summary> that does not say it is reached.
    h("summary", { tabindex: "0" }, look.words.action.whyAsked),
    findings(seen, look),
    unseen.length === 0 ? null : h("h3", { key: "unseen" }, look.words.message.unseen),
    findings(unseen, look),
  );
}

function findings(found: readonly Finding[], look: Look): Piece | null {
  if (found.length === 0) return null;
  return h(
    "ul",
    {},
    found.map((each, at) => finding(each, found[at - 1], look)),
  );
}

/** Signs worth a line of their own; what could not be checked stands under its own heading. */
const SPEAKS: ReadonlySet<Finding["sign"]> = new Set(["for", "against"] as const);

/** What one source says together has its name once; what says nothing is not said to say nothing. */
function finding({ source, sign, text }: Finding, before: Finding | undefined, look: Look): Piece {
  return h(
    "li",
    { class: "finding", "data-sign": sign },
    icon(sign),
    h(
      "div",
      {},
      h("p", { class: source === before?.source ? "unseen" : "strong" }, look.words.source[source]),
      h("p", {}, h("bdi", { class: "hostile" }, cleaned(text, MAX_SENTENCES))),
      h("p", { class: SPEAKS.has(sign) ? "quiet" : "unseen" }, look.words.sign[sign]),
    ),
  );
}
