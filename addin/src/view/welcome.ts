/** What a person sees before signing in. */

import type { SignedOut } from "../state";
import type { Piece } from "./dom";
import { h } from "./dom";
import type { IconName } from "./icons";
import { icon } from "./icons";
import type { Look } from "./look";
import { button, failureNotice } from "./notices";

export function welcome(state: SignedOut, look: Look): Piece {
  const { words } = look;
  const again = state.failure !== null;
  const label = again ? words.welcome.signInAgain : words.welcome.signIn;
  return h(
    "section",
    { key: "welcome", class: "welcome" },
    state.here.insideOutlook ? null : h("p", { class: "quiet" }, words.product),
    h("h1", {}, words.question),
    h(
      "ul",
      {},
      promise("not_sent", words.welcome.does),
      promise("envelope", words.welcome.reads),
      promise("lock", words.welcome.keeps),
    ),
    state.failure === null ? null : failureNotice("failure", state.failure, look, null),
    // It stays usable while it waits: the window may have been closed without a word.
    button("sign_in", label, { class: "button primary" }),
    h("p", { class: "quiet", role: "status" }, state.signingIn ? words.welcome.signingIn : ""),
  );
}

function promise(name: IconName, text: string): Piece {
  return h("li", {}, icon(name), h("span", {}, text));
}
