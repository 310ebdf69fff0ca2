/** State to DOM, text only. */

import { canCheckOpenMessage, headlineOf } from "./headline";
import type { Home } from "./home";
import type { State } from "./state";
import { banner } from "./view/banner";
import type { Piece } from "./view/dom";
import { h, render } from "./view/dom";
import { icon } from "./view/icons";
import { emptyList, list } from "./view/list";
import type { Action, Look } from "./view/look";
import { ACTIONS } from "./view/look";
import { button, failureNotice, offlineNotice, removedNotice } from "./view/notices";
import { welcome } from "./view/welcome";

/** A click on something that carries an action; id is "" where no message is meant. */
export interface Click {
  readonly action: Action;
  readonly id: string;
}

export function show(root: Element, state: State, look: Look): void {
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  render(root, [...notices(state, look), ...content(state, look)]);
  if (focused !== null && !focused.isConnected) focusNearby(root);
}

/** What had the focus is gone, deleted for example: go on where that can be undone, else on top. */
function focusNearby(root: Element): void {
  const undo = root.querySelector("[data-action='undo']");
  const next = undo ?? root.querySelector("[data-action]");
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}

/** Tell of every click on an action. Disabled ones keep their focus but do nothing. */
export function onClick(root: Element, listener: (click: Click) => void): void {
  root.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    const action = ACTIONS.find((each) => each === target?.getAttribute("data-action"));
    if (target === null || action === undefined) return;
    if (target.getAttribute("aria-disabled") === "true") return;
    listener({ action, id: target.getAttribute("data-id") ?? "" });
  });
}

function notices(state: State, look: Look): Piece[] {
  return state.here.online ? [] : [offlineNotice(look)];
}

function content(state: State, look: Look): Piece[] {
  switch (state.kind) {
    case "starting":
      return [
        h("p", { key: "starting", class: "starting", role: "status" }, look.words.list.starting),
      ];
    case "signed_out":
      return [welcome(state, look)];
    case "home":
      return home(state, look);
  }
}

function home(state: Home, look: Look): Piece[] {
  const headline = headlineOf(state);
  return [
    header(state, look),
    loadFailure(state, look),
    state.removed === null ? null : removedNotice(state.removed, look),
    openMessage(state, look),
    headline === null ? null : banner(state, headline, look),
    bounces(state, headline?.check.message.id ?? null, look),
  ].filter((part): part is Piece => part !== null);
}

/** Nothing, where the notice of a failure says all there is. */
function bounces(state: Home, currentId: string | null, look: Look): Piece | null {
  if (state.rows.length > 0) return list(state, currentId, look);
  if (state.load.phase === "failed") return null;
  return state.settled ? emptyList(look) : list(state, currentId, look);
}

/** Outlook writes the product's name on the frame of the pane; ours would repeat it. */
function header(state: Home, look: Look): Piece {
  const busy = state.load.phase === "running";
  return h(
    "header",
    { key: "header" },
    h("h1", {}, state.here.insideOutlook ? look.words.shortQuestion : look.words.product),
    h(
      "button",
      {
        type: "button",
        class: "button subtle refresh",
        "data-action": "refresh",
        "aria-disabled": busy ? "true" : false,
      },
      icon("refresh"),
      look.words.list.refresh,
    ),
  );
}

function loadFailure({ load }: Home, look: Look): Piece | null {
  if (load.phase !== "failed") return null;
  return failureNotice("failure", load.failure, look, button("refresh", look.words.list.retry));
}

/** The bonus path: an ordinary message is open, which may be a bounce in plain text. */
function openMessage(state: Home, look: Look): Piece | null {
  if (!canCheckOpenMessage(state)) return null;
  const { action } = look.words;
  const running = state.openCheck.phase === "running";
  return h(
    "div",
    { key: "open-message", class: "open-message" },
    h("p", { class: "quiet" }, action.openIsOrdinary),
    state.openCheck.phase === "failed"
      ? failureNotice("failure", state.openCheck.failure, look, null)
      : null,
    button("check_open", running ? action.checkingOpen : action.checkOpen, {
      "aria-disabled": running ? "true" : false,
    }),
  );
}
