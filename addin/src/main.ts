/** Puts the pane together: events in, state on, view out. */

import { createApi, loadSettings } from "./api";
import { FailureError } from "./failure";
import { whenLookedAt } from "./looks";
import type { Outlook } from "./outlook";
import { connectOutlook } from "./outlook";
import { Pane } from "./pane";
import { createSignIn, loadMsal } from "./signin";
import type { State } from "./state";
import { onClick, show } from "./view";
import { timesFor } from "./view/times";
import { wordsFor } from "./words";

/** Changes that come faster than this are drawn together. */
const DRAW_EVERY_MS = 30;

async function main(root: Element): Promise<void> {
  const outlook = await connectOutlook();
  const words = wordsFor(outlook.language);
  const times = timesFor(outlook.language, Date.now);
  const look = { words, times, origin: location.origin };
  const signIn = createSignIn({
    outlook,
    loadSettings,
    loadMsal,
    origin: location.origin,
    isFramed: window.top !== window,
    now: Date.now,
  });
  const api = createApi({
    language: () => outlook.language,
    token: async () => {
      const token = await signIn.silently();
      if (token === null) throw new FailureError({ kind: "signed_out" });
      return token;
    },
  });
  const onState = drawing((state) => {
    show(root, state, look);
  });
  const isOnline = (): boolean => navigator.onLine;
  const pane = new Pane({ outlook, signIn, api, isOnline, after, onState });

  document.documentElement.lang = words.language;
  followTheme(outlook);
  listen(root, pane, outlook);
  await pane.start();
}

function listen(root: Element, pane: Pane, outlook: Outlook): void {
  outlook.onItemChanged(() => {
    pane.itemChanged();
  });
  onClick(root, (click) => {
    void pane.click(click);
    if (click.action === "choose") revealBanner(root);
  });
  for (const change of ["online", "offline"]) {
    window.addEventListener(change, () => {
      pane.onlineChanged();
    });
  }
  window.addEventListener("focus", () => {
    pane.itemChanged();
  });
  whenLookedAt(window, () => void pane.refresh());
}

/** Who chooses far down the list must see what became of it; the focus stays in the list. */
function revealBanner(root: Element): void {
  setTimeout(() => {
    root.querySelector(".banner")?.scrollIntoView({ block: "nearest" });
  }, 2 * DRAW_EVERY_MS);
}

function followTheme(outlook: Outlook): void {
  const dress = (): void => {
    const theme = outlook.theme();
    if (theme === null) document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", theme);
  };
  dress();
  outlook.onThemeChanged(dress);
}

function after(ms: number, deed: () => void): () => void {
  const timer = setTimeout(deed, ms);
  return () => {
    clearTimeout(timer);
  };
}

/** Draw the newest state soon; two thousand bounces must not draw two thousand times. */
function drawing(draw: (state: State) => void): (state: State) => void {
  let newest: State | null = null;
  return (state) => {
    if (newest === null) {
      setTimeout(() => {
        if (newest !== null) draw(newest);
        newest = null;
      }, DRAW_EVERY_MS);
    }
    newest = state;
  };
}

const root = document.getElementById("pane");
if (root !== null) void main(root);
