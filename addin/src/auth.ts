/** The page that Microsoft's sign-in comes back to. It never has Office.js while signing in. */

import { loadSettings } from "./api";
import type { Challenge } from "./failure";
import { loadOfficeJs, tellOpener } from "./outlook";
import { loadMsal } from "./signin";
import { finishSignIn, signInInWindow } from "./signinWindow";
import { h, render } from "./view/dom";
import { wordsFor } from "./words";

async function main(root: Element): Promise<void> {
  const words = wordsFor(navigator.language);
  const say = (sentence: string): void => {
    render(root, [
      h(
        "section",
        { class: "window" },
        h("h1", {}, words.product),
        h("p", { role: "status" }, sentence),
      ),
    ]);
  };
  document.documentElement.lang = words.language;
  const asked = new URLSearchParams(location.search);
  const dialog = asked.get("dialog");
  try {
    if (location.hash.includes("state=")) {
      say(words.window.working);
      await finishSignIn();
    } else if (dialog !== null) {
      say(words.window.working);
      await signInInWindow({
        loadSettings,
        loadMsal,
        loadOfficeJs,
        tellOpener,
        challenge: challengeIn(asked, dialog),
        origin: location.origin,
        page: location.href,
      });
    } else {
      say(asked.get("admin_consent") === "True" ? words.window.consented : words.window.closeable);
    }
  } catch {
    say(words.window.failed);
  }
}

function challengeIn(asked: URLSearchParams, dialog: string): Challenge {
  return { claims: asked.get("claims"), consent: dialog === "consent" };
}

const root = document.getElementById("pane");
if (root !== null) void main(root);
