/** What is asked of the world, when, and what becomes of the answer. */

import type { Api } from "./api";
import type { Failure } from "./failure";
import { challengeOf, failureOf } from "./failure";
import type { OpenItem } from "./here";
import { MessageDeeds } from "./messageDeeds";
import type { Outlook } from "./outlook";
import { nextRecheck } from "./rechecks";
import { sameMessageId } from "./rows";
import type { SignIn } from "./signin";
import type { Event, State } from "./state";
import { next, startingIn } from "./state";
import type { Click } from "./view";
import type { Action } from "./view/look";

interface PaneParts {
  readonly outlook: Outlook;
  readonly signIn: SignIn;
  readonly api: Api;
  readonly isOnline: () => boolean;
  /** Do something later; answers how to give that up. */
  readonly after: (ms: number, deed: () => void) => () => void;
  /** Called after every change. */
  readonly onState: (state: State) => void;
}

/** How far back the list goes. */
const DAYS = 14;
const NO_CHALLENGE = { claims: null, consent: false } as const;

export class Pane {
  private readonly parts: PaneParts;
  private readonly deeds: Readonly<Record<Action, (id: string) => Promise<void> | void>> = {
    sign_in: () => this.signIn(),
    refresh: () => this.load(),
    choose: (id) => {
      this.tell({ type: "row_chosen", id });
    },
    more: () => {
      this.tell({ type: "more_asked" });
    },
    remove: (id) => this.message.remove(id),
    undo: () => this.message.undo(),
    open: (id) => this.message.open(id),
    report_not_me: (id) => this.message.report(id, "not_me"),
    ask_it: (id) => this.message.report(id, "ask_it"),
    phishing: (id) => this.message.report(id, "phishing"),
    check_open: () => this.checkOpen(),
  };
  private readonly message: MessageDeeds;
  private state: State;
  private lastRequest = 0;
  private lastCheck = 0;
  private listing = new AbortController();
  private checking = new AbortController();
  private readonly rechecked = new Set<string>();
  private giveUpWaiting: () => void = () => undefined;

  constructor(parts: PaneParts) {
    this.parts = parts;
    this.state = startingIn({
      insideOutlook: parts.outlook.insideOutlook,
      openItem: parts.outlook.openItem(),
      online: parts.isOnline(),
    });
    this.message = new MessageDeeds({
      outlook: parts.outlook,
      api: parts.api,
      state: () => this.state,
      tell: (event) => {
        this.tell(event);
      },
      failed: (error, event) => {
        this.failed(error, event);
      },
    });
  }

  /** Show the pane, look who is there without asking, and load the list. */
  async start(): Promise<void> {
    this.parts.onState(this.state);
    try {
      const token = await this.parts.signIn.silently();
      if (token !== null) await this.load();
      else this.tell({ type: "signed_out", failure: null, challenge: NO_CHALLENGE });
    } catch (error) {
      this.tell({ type: "signed_out", failure: failureOf(error), challenge: NO_CHALLENGE });
    }
  }

  async click({ action, id }: Click): Promise<void> {
    await this.deeds[action](id);
  }

  /** Load the list again; nothing happens while nobody is signed in. */
  async refresh(): Promise<void> {
    this.itemChanged();
    if (this.state.kind === "home" && this.state.load.phase !== "running") await this.load();
  }

  /** Look again which message is open; Outlook does not tell of every change. */
  itemChanged(): void {
    const openItem = this.parts.outlook.openItem();
    if (isSameItem(openItem, this.state.here.openItem)) return;
    this.checking.abort();
    this.tell({ type: "item_changed", openItem });
  }

  onlineChanged(): void {
    this.tell({ type: "online_changed", online: this.parts.isOnline() });
  }

  private tell(event: Event): void {
    this.state = next(this.state, event);
    this.parts.onState(this.state);
  }

  private async load(): Promise<void> {
    this.listing.abort();
    this.listing = new AbortController();
    const request = ++this.lastRequest;
    this.tell({ type: "load_started", request });
    try {
      await this.parts.api.bounces(DAYS, this.listing.signal, (line) => {
        this.tell({ type: "load_line", request, line });
      });
      this.waitForMore();
    } catch (error) {
      if (request !== this.lastRequest) return;
      this.failed(error, (failure) => ({ type: "load_failed", request, failure }));
    }
  }

  private async signIn(): Promise<void> {
    if (this.state.kind !== "signed_out") return;
    const { challenge } = this.state;
    this.tell({ type: "sign_in_started" });
    try {
      const token = await this.parts.signIn.ask(challenge);
      if (token !== null) await this.load();
      else this.tell({ type: "signed_out", failure: null, challenge });
    } catch (error) {
      this.tell({ type: "signed_out", failure: failureOf(error), challenge });
    }
  }

  private async checkOpen(): Promise<void> {
    this.itemChanged();
    const { openItem } = this.state.here;
    if (openItem === null) return;
    this.checking = new AbortController();
    const { signal } = this.checking;
    const request = ++this.lastCheck;
    this.tell({ type: "open_check_started", request });
    try {
      const check = await this.parts.api.check(openItem.internetMessageId, signal);
      this.tell({ type: "open_check_done", request, check });
      this.waitForMore();
    } catch (error) {
      if (signal.aborted) return;
      this.failed(error, (failure) => ({ type: "open_check_failed", request, failure }));
    }
  }

  /** Ask again by itself, once at each moment at which an answer says that it will know more. */
  private waitForMore(): void {
    this.giveUpWaiting();
    const next = this.state.kind === "home" ? nextRecheck(this.state, this.rechecked) : null;
    if (next === null) return;
    this.giveUpWaiting = this.parts.after(next.afterMs, () => {
      this.rechecked.add(next.at);
      void this.askAgain();
    });
  }

  private async askAgain(): Promise<void> {
    if (this.state.kind !== "home") return;
    const { phase } = this.state.openCheck;
    await this.load();
    if (phase === "done") await this.checkOpen();
  }

  /** A failure that signing in again mends leads there; any other is told where it happened. */
  private failed(error: unknown, event: (failure: Failure) => Event): void {
    const failure = failureOf(error);
    const challenge = challengeOf(failure);
    if (challenge === null) this.tell(event(failure));
    else this.tell({ type: "signed_out", failure, challenge });
  }
}

function isSameItem(one: OpenItem | null, other: OpenItem | null): boolean {
  if (one === null || other === null) return one === other;
  return sameMessageId(one.internetMessageId, other.internetMessageId);
}
