/** What went wrong or was done, in words, with the way on. */

import type { Failure } from "../failure";
import type { Removed } from "../home";
import type { Piece } from "./dom";
import { h } from "./dom";
import { icon } from "./icons";
import type { Action, Look } from "./look";
import { cleaned, hostile } from "./text";

/** Room for what the backend says in its own words. */
export const MAX_SENTENCES = 2_000;

export function button(
  action: Action,
  label: string,
  more: Record<string, string | boolean> = {},
): Piece {
  const attributes = { type: "button", key: action, "data-action": action, class: "button" };
  return h("button", { ...attributes, ...more }, label);
}

export function failureNotice(
  key: string,
  failure: Failure,
  look: Look,
  retry: Piece | null,
): Piece {
  const { title, advice } = look.words.failure(failure);
  const reference = referenceOf(failure);
  return h(
    "div",
    { key, class: "notice", role: "alert", "data-tone": "danger" },
    icon("warning"),
    h(
      "div",
      { class: "notice-text" },
      h("p", { class: "strong" }, cleaned(title)),
      advice === null ? null : h("p", {}, cleaned(advice, MAX_SENTENCES)),
      reference === null
        ? null
        : h("p", { class: "quiet" }, look.words.reference(cleaned(reference))),
      retry,
    ),
  );
}

/** What an administrator can look for; it says nothing to anybody else. */
function referenceOf(failure: Failure): string | null {
  if (failure.kind === "problem") return failure.problem.requestId;
  return failure.kind === "sign_in" ? failure.code : null;
}

/** The last deletion with its way back. It stays until the next one: no clock runs against the user. */
export function removedNotice(removed: Removed, look: Look): Piece {
  const { action, message } = look.words;
  if (typeof removed.undo === "object") {
    return failureNotice("removed", removed.undo, look, button("undo", action.undo));
  }
  const running = removed.undo === "running";
  return h(
    "div",
    { key: "removed", class: "notice", role: "status", "data-tone": "neutral" },
    icon("remove"),
    h(
      "div",
      { class: "notice-text" },
      h("p", { class: "strong" }, action.removed),
      h("p", { class: "quiet" }, hostile(removed.check.message.subject, message.noSubject)),
    ),
    button("undo", running ? action.undoing : action.undo, {
      "aria-disabled": running ? "true" : false,
    }),
  );
}

export function offlineNotice(look: Look): Piece {
  return h(
    "div",
    { key: "offline", class: "notice", role: "status", "data-tone": "caution" },
    icon("warning"),
    h("p", { class: "notice-text" }, look.words.list.offline),
  );
}
