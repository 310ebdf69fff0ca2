/** The signed-in view: the list, what is chosen in it, what is under way. */

import type { Check, ListLine, Reported, ReportKind } from "./contract";
import type { Failure } from "./failure";
import type { Here } from "./here";
import type { Rows } from "./rows";

type Load =
  | {
      readonly phase: "running";
      readonly request: number;
      readonly found: number;
      readonly judged: number;
    }
  | { readonly phase: "done"; readonly complete: boolean }
  | { readonly phase: "failed"; readonly failure: Failure };

/** The question about the open message, asked only on the user's click. */
export type OpenCheck =
  | { readonly phase: "idle" }
  | { readonly phase: "running"; readonly request: number }
  | { readonly phase: "done"; readonly check: Check }
  | { readonly phase: "failed"; readonly failure: Failure };

export type Removal = "running" | Failure;

/** What became of telling the administrators: under way, told, kept for them, or not even that. */
export type Reporting = "running" | "sent" | "kept" | Failure;

/** The last message moved to Deleted Items, and the way back. */
export interface Removed {
  readonly check: Check;
  readonly restoreId: string;
  readonly undo: "possible" | "running" | Failure;
}

export interface Home {
  readonly kind: "home";
  readonly here: Here;
  readonly load: Load;
  /** Newest first. */
  readonly rows: Rows;
  /** Ids that the load under way has brought so far. */
  readonly fresh: ReadonlySet<string>;
  /** Ids moved to Deleted Items since the pane opened; a load under way may still bring them. */
  readonly gone: ReadonlySet<string>;
  /** Whether a load has ended well, so that the list says something. */
  readonly settled: boolean;
  readonly chosenId: string | null;
  readonly openCheck: OpenCheck;
  /** Messages that are being deleted, or could not be. */
  readonly removals: ReadonlyMap<string, Removal>;
  readonly removed: Removed | null;
  /** Under `reportKey`: each kind of report about each message is sent once. */
  readonly reports: ReadonlyMap<string, Reporting>;
  readonly shown: number;
  /** Messages that Outlook could not open for us, which get a link instead. */
  readonly unopened: ReadonlySet<string>;
}

/** How many rows are shown at first, and how many more at each click. */
export const ROWS_A_PAGE = 50;

export interface HomeFacts {
  load_line: { readonly request: number; readonly line: ListLine };
  load_failed: { readonly request: number; readonly failure: Failure };
  row_chosen: { readonly id: string };
  more_asked: object;
  removal_started: { readonly id: string };
  removal_done: { readonly check: Check; readonly restoreId: string };
  removal_failed: { readonly id: string; readonly failure: Failure };
  undo_started: object;
  undo_done: { readonly restoreId: string };
  undo_failed: { readonly restoreId: string; readonly failure: Failure };
  report_started: { readonly id: string; readonly kind: ReportKind };
  report_done: { readonly id: string; readonly kind: ReportKind; readonly reported: Reported };
  report_failed: { readonly id: string; readonly kind: ReportKind; readonly failure: Failure };
  open_check_started: { readonly request: number };
  open_check_done: { readonly request: number; readonly check: Check };
  open_check_failed: { readonly request: number; readonly failure: Failure };
  message_unopened: { readonly id: string };
}

/** Something that happened while signed in. */
export type HomeEvent<K extends keyof HomeFacts = keyof HomeFacts> = {
  [P in K]: { readonly type: P } & HomeFacts[P];
}[K];

export function reportKey(id: string, kind: ReportKind): string {
  return `${kind} ${id}`;
}

export function emptyHome(here: Here): Home {
  return {
    kind: "home",
    here,
    load: { phase: "done", complete: true },
    rows: [],
    fresh: new Set(),
    gone: new Set(),
    settled: false,
    chosenId: null,
    openCheck: { phase: "idle" },
    removals: new Map(),
    removed: null,
    reports: new Map(),
    shown: ROWS_A_PAGE,
    unopened: new Set(),
  };
}
