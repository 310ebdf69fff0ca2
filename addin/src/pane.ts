/** What is asked of the world, when, and what becomes of the answer. */

import type { Api } from "./api";
import type { Check } from "./contract";
import type { Failure } from "./failure";
import { challengeOf, failureOf } from "./failure";
import { headlineOf } from "./headline";
import type { OpenItem } from "./here";
import type { Outlook } from "./outlook";
import { findRow, sameMessageId } from "./rows";
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
    remove: (id) => this.remove(id),
    undo: () => this.undo(),
    open: (id) => this.open(id),
    check_open: () => this.checkOpen(),
  };
  private state: State;
  private lastRequest = 0;
  private lastCheck = 0;
  private listing = new AbortController();
  private checking = new AbortController();

  constructor(parts: PaneParts) {
    this.parts = parts;
    this.state = startingIn({
      insideOutlook: parts.outlook.insideOutlook,
      openItem: parts.outlook.openItem(),
      online: parts.isOnline(),
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

  private async remove(id: string): Promise<void> {
    const check = this.shown(id);
    if (check === null) return;
    this.tell({ type: "removal_started", id });
    try {
      const restoreId = await this.parts.api.remove(id);
      this.tell({ type: "removal_done", check, restoreId });
    } catch (error) {
      this.failed(error, (failure) => ({ type: "removal_failed", id, failure }));
    }
  }

  private async undo(): Promise<void> {
    if (this.state.kind !== "home" || this.state.removed === null) return;
    const { restoreId } = this.state.removed;
    this.tell({ type: "undo_started" });
    try {
      await this.parts.api.restore(restoreId);
      this.tell({ type: "undo_done", restoreId });
    } catch (error) {
      this.failed(error, (failure) => ({ type: "undo_failed", restoreId, failure }));
    }
  }

  private async open(id: string): Promise<void> {
    const opened = await this.parts.outlook.openMessage(id);
    if (!opened) this.tell({ type: "message_unopened", id });
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
    } catch (error) {
      if (signal.aborted) return;
      this.failed(error, (failure) => ({ type: "open_check_failed", request, failure }));
    }
  }

  /** A failure that signing in again mends leads there; any other is told where it happened. */
  private failed(error: unknown, event: (failure: Failure) => Event): void {
    const failure = failureOf(error);
    const challenge = challengeOf(failure);
    if (challenge === null) this.tell(event(failure));
    else this.tell({ type: "signed_out", failure, challenge });
  }

  private shown(id: string): Check | null {
    if (this.state.kind !== "home") return null;
    const headline = headlineOf(this.state);
    return headline?.check.message.id === id ? headline.check : findRow(this.state.rows, id);
  }
}

function isSameItem(one: OpenItem | null, other: OpenItem | null): boolean {
  if (one === null || other === null) return one === other;
  return sameMessageId(one.internetMessageId, other.internetMessageId);
}
