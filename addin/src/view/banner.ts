/** One verdict, with the message that it is about. */

import type { Check, Verdict } from "../contract";
import type { Headline } from "../headline";
import type { Home, Removal } from "../home";
import { outlookLink } from "../links";
import { bounceDetails, guidance, nextSteps, whyDetails } from "./details";
import type { Piece } from "./dom";
import { h } from "./dom";
import { icon } from "./icons";
import type { Look } from "./look";
import { button, failureNotice, MAX_SENTENCES } from "./notices";
import { reporters, reportFirst, reportNotices } from "./reports";
import { cleaned, hostile, sender } from "./text";

const PRIMARY = "button primary";

type Tone = "success" | "info" | "caution" | "danger" | "neutral";

export const TONES: Readonly<Record<Verdict, Tone>> = {
  not_sent: "success",
  sent: "info",
  sent_automatically: "info",
  sent_maybe_compromised: "danger",
  suspicious_bounce: "danger",
  unsure: "caution",
  not_a_bounce: "neutral",
};

export function banner(home: Home, { check, why }: Headline, look: Look): Piece {
  const { id } = check.message;
  return h(
    "section",
    {
      key: "banner",
      class: "banner",
      "data-tone": TONES[check.verdict],
      "aria-labelledby": "verdict",
    },
    h("p", { key: "why", class: "banner-why" }, look.words.why[why]),
    statement(check, look),
    nextSteps(check, look),
    actions(home, check, look),
    ...reportNotices(home, check, look),
    removalNotice(home.removals.get(id), look),
    guidance(check, look),
    bounceDetails(check, look),
    whyDetails(check, look),
  );
}

/** The verdict and its message, read out together when they change; danger interrupts. */
function statement(check: Check, look: Look): Piece {
  const role = TONES[check.verdict] === "danger" ? "alert" : "status";
  return h(
    "div",
    { key: role, role, class: "statement" },
    icon(check.verdict),
    h("h2", { id: "verdict" }, cleaned(check.title)),
    h("p", { class: "body" }, cleaned(check.body, MAX_SENTENCES)),
    named(check, look),
  );
}

/** Outlook may show another message by now: so the verdict always names its own. */
function named(check: Check, look: Look): Piece {
  const { words, times } = look;
  const { subject, from, receivedAt } = check.message;
  return h(
    "div",
    { class: "named" },
    icon("envelope"),
    h("p", { class: "strong" }, hostile(subject, words.message.noSubject)),
    h("p", {}, h("span", { class: "unseen" }, `${words.message.from} `), sender(from, words)),
    h("p", { class: "quiet" }, h("time", { datetime: receivedAt }, times.long(receivedAt))),
  );
}

/** The most fitting first: who sent it wants the own message, anybody else be rid of the bounce. */
function actions(home: Home, check: Check, look: Look): Piece {
  const { openBounce, open } = look.words.message;
  const label = check.verdict === "not_a_bounce" ? open : openBounce;
  const mine = openMine(home, check, look);
  const bounce = opener(home, { ...check.message, label, class: "button" }, look);
  const remove = check.actions.includes("delete") ? remover(home, check, look) : null;
  const reports = reporters(home, check, look);
  return h(
    "div",
    { key: "actions", class: "actions" },
    ordered(check, { mine, bounce, remove, reports }),
  );
}

interface Buttons {
  readonly mine: Piece | null;
  readonly bounce: Piece | null;
  readonly remove: Piece | null;
  readonly reports: readonly Piece[];
}

function ordered(check: Check, { mine, bounce, remove, reports }: Buttons): (Piece | null)[] {
  if (reportFirst(check)) return [...reports, remove, bounce, mine];
  return check.verdict === "sent"
    ? [mine, bounce, ...reports, remove]
    : [remove, bounce, mine, ...reports];
}

function openMine(home: Home, { sent, verdict }: Check, look: Look): Piece | null {
  if (sent === null) return null;
  const { id, webLink } = sent;
  const kind = verdict === "sent" ? PRIMARY : "button";
  return opener(home, { id, webLink, label: look.words.message.openMine, class: kind }, look);
}

function remover(home: Home, { verdict, message: { id } }: Check, { words }: Look): Piece {
  const running = home.removals.get(id) === "running";
  return button("remove", running ? words.action.removing : words.action.remove, {
    // Each message has its own button: a second press must not delete the next message.
    key: `remove ${id}`,
    "data-id": id,
    class: verdict === "not_sent" ? PRIMARY : "button",
    "aria-disabled": running ? "true" : false,
  });
}

interface Target {
  readonly id: string;
  readonly webLink: string | null;
  readonly label: string;
  readonly class: string;
}

/** Outlook opens its own messages; elsewhere, and where it will not, a link to Outlook does. */
function opener(home: Home, target: Target, look: Look): Piece | null {
  const { id, webLink, label, class: kind } = target;
  const key = `open ${id}`;
  if (home.here.insideOutlook && !home.unopened.has(id)) {
    return button("open", label, { key, "data-id": id, class: kind });
  }
  const href = outlookLink(webLink, look.origin);
  if (href === null) return null;
  return h(
    "a",
    { key, href, class: kind, target: "_blank", rel: "noopener noreferrer" },
    label,
    h("span", { class: "unseen" }, ` (${look.words.message.newTab})`),
  );
}

function removalNotice(removal: Removal | undefined, look: Look): Piece | null {
  return typeof removal === "object" ? failureNotice("removal", removal, look, null) : null;
}
