/** The list of bounces. */

import type { Check } from "../contract";
import type { Home } from "../home";
import { ROWS_A_PAGE } from "../home";
import { TONES } from "./banner";
import type { Piece } from "./dom";
import { h } from "./dom";
import { icon } from "./icons";
import type { Look } from "./look";
import { button } from "./notices";
import { hostile, sender } from "./text";

export function list(home: Home, currentId: string | null, look: Look): Piece {
  const { words } = look;
  const rest = home.rows.length - home.shown;
  const truncated = home.load.phase === "done" && !home.load.complete;
  return h(
    "section",
    { key: "list", class: "list", "aria-labelledby": "list-heading" },
    h(
      "div",
      { class: "list-head" },
      h("h2", { id: "list-heading" }, words.list.heading),
      count(home, look),
    ),
    progress(home, look),
    truncated ? h("p", { key: "incomplete", class: "quiet" }, words.list.incomplete) : null,
    h(
      "ul",
      { key: "rows", class: "rows" },
      home.rows.slice(0, home.shown).map((check) => row(check, currentId, look)),
    ),
    rest > 0 ? button("more", words.list.more(Math.min(rest, ROWS_A_PAGE))) : null,
  );
}

/** Read out once, when the list is whole; not while it grows. */
function count(home: Home, look: Look): Piece {
  const whole = home.settled && home.load.phase === "done" && home.rows.length > 0;
  return h(
    "p",
    { class: "quiet", role: "status" },
    whole ? look.words.list.count(home.rows.length) : "",
  );
}

/** The first load shows how far it is; a later one leaves the list in peace. */
function progress(home: Home, look: Look): Piece | null {
  const { load } = home;
  if (load.phase !== "running" || home.settled) return null;
  const { words } = look;
  const known = load.found > 0;
  const label = known ? words.list.progress(load.judged, load.found) : words.list.looking;
  return h(
    "div",
    { key: "progress", class: "progress" },
    h("p", { id: "progress-label", class: "quiet" }, label),
    h("progress", {
      "aria-labelledby": "progress-label",
      max: known ? String(load.found) : null,
      value: known ? String(load.judged) : null,
    }),
  );
}

function row(check: Check, currentId: string | null, look: Look): Piece {
  const { words, times } = look;
  const { id, subject, from, receivedAt } = check.message;
  return h(
    "li",
    { key: id },
    h(
      "button",
      {
        type: "button",
        class: "row",
        "data-action": "choose",
        "data-id": id,
        "data-tone": TONES[check.verdict],
        "aria-current": id === currentId ? "true" : false,
      },
      h("span", { class: "row-verdict" }, icon(check.verdict), words.verdict[check.verdict]),
      h("time", { class: "row-time", datetime: receivedAt }, times.short(receivedAt)),
      h(
        "span",
        { class: "row-subject" },
        hostile(check.original?.subject ?? subject, words.message.noSubject),
      ),
      h("span", { class: "row-from" }, sender(from, words)),
    ),
  );
}

export function emptyList(look: Look): Piece {
  return h(
    "section",
    { key: "empty", class: "empty", role: "status" },
    icon("not_sent"),
    h("h2", {}, look.words.list.empty),
    h("p", { class: "quiet" }, look.words.list.emptyMore),
  );
}
