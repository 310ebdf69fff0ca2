/** Telling the administrators: the buttons, and what became of it. */

import type { Check, ReportKind } from "../contract";
import type { Home, Reporting } from "../home";
import { reportKey } from "../home";
import type { Piece } from "./dom";
import { h } from "./dom";
import type { Action, Look } from "./look";
import { button, failureNotice } from "./notices";

/** What the backend calls an action, and what it reports. */
const KINDS: ReadonlyMap<string, { readonly action: Action; readonly kind: ReportKind }> = new Map([
  ["report_not_me", { action: "report_not_me", kind: "not_me" }],
  ["ask_it", { action: "ask_it", kind: "ask_it" }],
  ["phishing", { action: "phishing", kind: "phishing" }],
]);

const TOLD = ["sent", "kept"] as const;

/** Whether telling the administrators is what fits this verdict best. */
export function reportFirst({ actions }: Check): boolean {
  return KINDS.has(actions[0] ?? "");
}

/** A button for each report that the backend offers, in its order. */
export function reporters(home: Home, { actions, message: { id } }: Check, look: Look): Piece[] {
  return offered(actions).map(({ action, kind }) => {
    const reporting = home.reports.get(reportKey(id, kind));
    return button(action, labelOf(kind, reporting, look), {
      // Each message has its own button: a second press must not report the next message.
      key: `${action} ${id}`,
      "data-id": id,
      "aria-disabled": typeof reporting === "string" ? "true" : false,
    });
  });
}

/** Always there, so that a change is read out; a failure is said once, as an alert. */
export function reportNotices(home: Home, check: Check, look: Look): Piece[] {
  const states = offered(check.actions).map(({ kind }) =>
    home.reports.get(reportKey(check.message.id, kind)),
  );
  const failure = states.find((each) => typeof each === "object");
  const told = TOLD.filter((each) => states.includes(each)).map((each) => look.words.report[each]);
  return [
    h("p", { key: "told", class: "told", role: "status" }, told.join(" ")),
    ...(failure === undefined ? [] : [failureNotice("report", failure, look, null)]),
  ];
}

function offered(actions: readonly string[]): { action: Action; kind: ReportKind }[] {
  return actions.flatMap((name) => KINDS.get(name) ?? []);
}

function labelOf(kind: ReportKind, reporting: Reporting | undefined, { words }: Look): string {
  if (reporting === "running") return words.report.sending;
  return words.report[kind];
}
