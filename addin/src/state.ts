/** State, Event, next(state, event): pure. */

import type { Challenge, Failure } from "./failure";
import type { Here, OpenItem } from "./here";
import type { Home, HomeEvent } from "./home";
import { emptyHome } from "./home";
import { atOpenItem, loading, nextHome } from "./homeRules";

/** Nobody knows yet who is there. */
interface Starting {
  readonly kind: "starting";
  readonly here: Here;
}

export interface SignedOut {
  readonly kind: "signed_out";
  readonly here: Here;
  readonly signingIn: boolean;
  readonly failure: Failure | null;
  readonly challenge: Challenge;
}

export type State = Starting | SignedOut | Home;

/** Something that happened. */
export type Event =
  | { readonly type: "signed_out"; readonly failure: Failure | null; readonly challenge: Challenge }
  | { readonly type: "sign_in_started" }
  | { readonly type: "load_started"; readonly request: number }
  | { readonly type: "item_changed"; readonly openItem: OpenItem | null }
  | { readonly type: "online_changed"; readonly online: boolean }
  | HomeEvent;

export function startingIn(here: Here): State {
  return { kind: "starting", here };
}

/** The state after an event. An answer to a question that is no longer open changes nothing. */
export function next(state: State, event: Event): State {
  const { here } = state;
  switch (event.type) {
    case "signed_out":
      return {
        kind: "signed_out",
        here,
        signingIn: false,
        failure: event.failure,
        challenge: event.challenge,
      };
    case "sign_in_started":
      return signingIn(state);
    case "load_started":
      return loading(homeOf(state), event.request);
    case "item_changed":
      return atItem(state, { ...here, openItem: event.openItem });
    case "online_changed":
      return { ...state, here: { ...here, online: event.online } };
    default:
      return state.kind === "home" ? nextHome(state, event) : state;
  }
}

function atItem(state: State, here: Here): State {
  return state.kind === "home" ? atOpenItem(state, here) : { ...state, here };
}

function signingIn(state: State): State {
  return state.kind === "signed_out" ? { ...state, signingIn: true, failure: null } : state;
}

function homeOf(state: State): Home {
  return state.kind === "home" ? state : emptyHome(state.here);
}
