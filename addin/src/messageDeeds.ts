/** What is done with one message: delete it, bring it back, report it, open it. */

import type { Api } from "./api";
import type { Check, ReportKind } from "./contract";
import type { Failure } from "./failure";
import { headlineOf } from "./headline";
import { reportKey } from "./home";
import type { Outlook } from "./outlook";
import { findRow } from "./rows";
import type { Event, State } from "./state";

interface Hands {
  readonly outlook: Outlook;
  readonly api: Api;
  readonly state: () => State;
  readonly tell: (event: Event) => void;
  /** Tell of a failure, or lead to signing in where that mends it. */
  readonly failed: (error: unknown, event: (failure: Failure) => Event) => void;
}

export class MessageDeeds {
  private readonly hands: Hands;

  constructor(hands: Hands) {
    this.hands = hands;
  }

  async remove(id: string): Promise<void> {
    const { api, tell, failed } = this.hands;
    const check = this.shown(id);
    if (check === null) return;
    tell({ type: "removal_started", id });
    try {
      const restoreId = await api.remove(id);
      tell({ type: "removal_done", check, restoreId });
    } catch (error) {
      failed(error, (failure) => ({ type: "removal_failed", id, failure }));
    }
  }

  async undo(): Promise<void> {
    const { api, tell, failed } = this.hands;
    const state = this.hands.state();
    if (state.kind !== "home" || state.removed === null) return;
    const { restoreId } = state.removed;
    tell({ type: "undo_started" });
    try {
      await api.restore(restoreId);
      tell({ type: "undo_done", restoreId });
    } catch (error) {
      failed(error, (failure) => ({ type: "undo_failed", restoreId, failure }));
    }
  }

  /** Tell the administrators, once; only what failed may be tried again. */
  async report(id: string, kind: ReportKind): Promise<void> {
    const { api, tell, failed } = this.hands;
    const state = this.hands.state();
    if (state.kind !== "home" || this.shown(id) === null) return;
    if (typeof state.reports.get(reportKey(id, kind)) === "string") return;
    tell({ type: "report_started", id, kind });
    try {
      const reported = await api.report(id, kind);
      tell({ type: "report_done", id, kind, reported });
    } catch (error) {
      failed(error, (failure) => ({ type: "report_failed", id, kind, failure }));
    }
  }

  async open(id: string): Promise<void> {
    const opened = await this.hands.outlook.openMessage(id);
    if (!opened) this.hands.tell({ type: "message_unopened", id });
  }

  private shown(id: string): Check | null {
    const state = this.hands.state();
    if (state.kind !== "home") return null;
    const headline = headlineOf(state);
    return headline?.check.message.id === id ? headline.check : findRow(state.rows, id);
  }
}
