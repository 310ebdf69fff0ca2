/** What happens to the signed-in view, event by event. Pure. */

import type { Check, ListLine, ReportKind } from "./contract";
import { REPORT_KINDS } from "./contract";
import type { Here } from "./here";
import type { Home, HomeEvent, HomeFacts, OpenCheck, Removal, Removed, Reporting } from "./home";
import { reportKey, ROWS_A_PAGE } from "./home";
import { freshOnly, sameMessageId, withCheck, without } from "./rows";

type HomeRules = {
  readonly [P in keyof HomeFacts]: (home: Home, event: HomeEvent<P>) => Home;
};

const homeRules: HomeRules = {
  load_line: (home, event) => (isCurrent(home, event.request) ? withLine(home, event.line) : home),
  load_failed: (home, event) =>
    isCurrent(home, event.request)
      ? { ...home, load: { phase: "failed", failure: event.failure } }
      : home,
  row_chosen: (home, event) => ({ ...home, chosenId: event.id }),
  more_asked: (home) => ({ ...home, shown: home.shown + ROWS_A_PAGE }),
  removal_started: (home, event) => withRemoval(home, event.id, "running"),
  removal_done: (home, event) => afterRemoval(home, event.check, event.restoreId),
  removal_failed: (home, event) => withRemoval(home, event.id, event.failure),
  undo_started: (home) => withUndo(home, home.removed?.restoreId, "running"),
  undo_done: (home, event) => afterUndo(home, event.restoreId),
  undo_failed: (home, event) => withUndo(home, event.restoreId, event.failure),
  report_started: (home, event) => withReport(home, event, "running"),
  report_done: (home, event) =>
    withReport(home, event, event.reported.deliveredAt === null ? "kept" : "sent"),
  report_failed: (home, event) => withReport(home, event, event.failure),
  open_check_started: (home, event) => ({
    ...home,
    chosenId: null,
    openCheck: { phase: "running", request: event.request },
  }),
  open_check_done: (home, event) =>
    withOpenCheck(home, event.request, { phase: "done", check: event.check }),
  open_check_failed: (home, event) =>
    withOpenCheck(home, event.request, { phase: "failed", failure: event.failure }),
  message_unopened: (home, event) => ({ ...home, unopened: new Set([...home.unopened, event.id]) }),
};

export function nextHome<K extends keyof HomeFacts>(home: Home, event: HomeEvent<K>): Home {
  return homeRules[event.type](home, event);
}

export function loading(home: Home, request: number): Home {
  const load = { phase: "running", request, found: 0, judged: 0 } as const;
  return { ...home, load, fresh: new Set() };
}

/** Another message is open now: what was asked about the one before no longer matters. */
export function atOpenItem(home: Home, here: Here): Home {
  const same = sameMessageId(
    home.here.openItem?.internetMessageId ?? null,
    here.openItem?.internetMessageId ?? null,
  );
  if (same) return { ...home, here };
  return { ...home, here, chosenId: null, openCheck: { phase: "idle" } };
}

function isCurrent(home: Home, request: number): boolean {
  return home.load.phase === "running" && home.load.request === request;
}

function withLine(home: Home, line: ListLine): Home {
  switch (line.type) {
    case "progress":
      return home.load.phase === "running"
        ? { ...home, load: { ...home.load, found: line.found, judged: line.judged } }
        : home;
    case "bounce":
      return isListed(home, line.check) ? withBounce(home, line.check) : home;
    case "done":
      return {
        ...home,
        load: { phase: "done", complete: line.complete },
        rows: line.complete ? freshOnly(home.rows, home.fresh) : home.rows,
        settled: true,
      };
  }
}

function isListed(home: Home, check: Check): boolean {
  const { id, folder } = check.message;
  return check.verdict !== "not_a_bounce" && folder !== "deleteditems" && !home.gone.has(id);
}

function withBounce(home: Home, check: Check): Home {
  return {
    ...home,
    rows: withCheck(home.rows, check),
    fresh: new Set([...home.fresh, check.message.id]),
  };
}

function withRemoval(home: Home, id: string, removal: Removal): Home {
  return { ...home, removals: new Map([...home.removals, [id, removal]]) };
}

/** A failure is said once: the next report about the same message takes its place. */
function withReport(
  home: Home,
  { id, kind }: { readonly id: string; readonly kind: ReportKind },
  reporting: Reporting,
): Home {
  const mine = new Set(REPORT_KINDS.map((each) => reportKey(id, each)));
  const others = [...home.reports].filter(
    ([key, before]) => !mine.has(key) || typeof before !== "object",
  );
  return { ...home, reports: new Map([...others, [reportKey(id, kind), reporting]]) };
}

function afterRemoval(home: Home, check: Check, restoreId: string): Home {
  const { id } = check.message;
  const asked = home.openCheck.phase === "done" && home.openCheck.check.message.id === id;
  return {
    ...home,
    rows: without(home.rows, id),
    gone: new Set([...home.gone, id]),
    chosenId: home.chosenId === id ? null : home.chosenId,
    openCheck: asked ? { phase: "idle" } : home.openCheck,
    removals: new Map([...home.removals].filter(([each]) => each !== id)),
    removed: { check, restoreId, undo: "possible" },
  };
}

function withUndo(home: Home, restoreId: string | undefined, undo: Removed["undo"]): Home {
  return home.removed !== null && home.removed.restoreId === restoreId
    ? { ...home, removed: { ...home.removed, undo } }
    : home;
}

function afterUndo(home: Home, restoreId: string): Home {
  const { removed } = home;
  if (removed?.restoreId !== restoreId) return home;
  const { id } = removed.check.message;
  return {
    ...home,
    rows: withCheck(home.rows, removed.check),
    fresh: new Set([...home.fresh, id]),
    gone: new Set([...home.gone].filter((each) => each !== id)),
    chosenId: id,
    removed: null,
  };
}

function withOpenCheck(home: Home, request: number, openCheck: OpenCheck): Home {
  const current = home.openCheck.phase === "running" && home.openCheck.request === request;
  return current ? { ...home, openCheck } : home;
}
