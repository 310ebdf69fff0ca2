import { describe, expect, it } from "vitest";

import type { Failure } from "../src/failure";
import { canCheckOpenMessage, headlineOf } from "../src/headline";
import type { Here, OpenItem } from "../src/here";
import type { Home } from "../src/home";
import type { Event, State } from "../src/state";
import { next, startingIn } from "../src/state";
import { aCheck, aHome, aNumberedCheck } from "./builders";

const HERE: Here = { insideOutlook: true, openItem: null, online: true };
const FAILURE: Failure = { kind: "unreachable" };
const item = (n: number): OpenItem => ({ internetMessageId: `notice-${n}@mx.example.net` });

function after(state: State, ...events: readonly Event[]): State {
  return events.reduce(next, state);
}

function homeAfter(state: State, ...events: readonly Event[]): Home {
  const end = after(state, ...events);
  if (end.kind !== "home") throw new Error(`not home but ${end.kind}`);
  return end;
}

const ids = (home: Home): string[] => home.rows.map((row) => row.message.id);
const bounce = (request: number, n: number): Event => ({
  type: "load_line",
  request,
  line: { type: "bounce", check: aNumberedCheck(n) },
});
const done = (request: number, complete = true): Event => ({
  type: "load_line",
  request,
  line: { type: "done", complete },
});

describe("loading the list", () => {
  it("sorts what comes in any order, newest first", () => {
    const home = homeAfter(
      startingIn(HERE),
      { type: "load_started", request: 1 },
      bounce(1, 2),
      bounce(1, 3),
      bounce(1, 1),
      done(1),
    );

    expect(ids(home)).toEqual(["AAk1", "AAk2", "AAk3"]);
    expect(home.settled).toBe(true);
  });

  it("drops lines of a load that is no longer the current one", () => {
    const home = homeAfter(
      startingIn(HERE),
      { type: "load_started", request: 1 },
      { type: "load_started", request: 2 },
      bounce(1, 1),
      done(1),
      { type: "load_failed", request: 1, failure: FAILURE },
      bounce(2, 2),
    );

    expect(ids(home)).toEqual(["AAk2"]);
    expect(home.load.phase).toBe("running");
  });

  it("counts how far it is", () => {
    const home = homeAfter(
      startingIn(HERE),
      { type: "load_started", request: 1 },
      { type: "load_line", request: 1, line: { type: "progress", found: 9, judged: 4 } },
    );

    expect(home.load).toMatchObject({ found: 9, judged: 4 });
  });

  it("forgets what a complete load no longer brings, and keeps it when the load was cut", () => {
    const old = aHome([aNumberedCheck(1), aNumberedCheck(2)]);
    const again: Event = { type: "load_started", request: 2 };

    expect(ids(homeAfter(old, again, bounce(2, 2), done(2)))).toEqual(["AAk2"]);
    expect(ids(homeAfter(old, again, bounce(2, 2), done(2, false)))).toEqual(["AAk1", "AAk2"]);
  });

  it("keeps the list when a load fails", () => {
    const home = homeAfter(
      aHome([aNumberedCheck(1)]),
      { type: "load_started", request: 2 },
      { type: "load_failed", request: 2, failure: FAILURE },
    );

    expect(ids(home)).toEqual(["AAk1"]);
    expect(home.load).toEqual({ phase: "failed", failure: FAILURE });
  });

  it("takes a newer answer about the same message", () => {
    const home = aHome([aNumberedCheck(1), aNumberedCheck(1, { verdict: "sent" })]);

    expect(home.rows.map((row) => row.verdict)).toEqual(["sent"]);
  });

  it("lists no ordinary message, and none from Deleted Items", () => {
    const home = aHome([
      aCheck({ verdict: "not_a_bounce" }),
      aCheck({}, { id: "AAk9", folder: "deleteditems" }),
    ]);

    expect(home.rows).toEqual([]);
  });
});

describe("which message stands on top", () => {
  const list = [aNumberedCheck(1), aNumberedCheck(2)];

  it("none while the first load is under way, for the newest may still come", () => {
    const home = homeAfter(startingIn(HERE), { type: "load_started", request: 1 }, bounce(1, 1));

    expect(headlineOf(home)).toBeNull();
  });

  it("the newest as a guess, when Outlook does not say what is open", () => {
    expect(headlineOf(aHome(list))).toMatchObject({ why: "probable", check: list[0] });
  });

  it("the newest without a guess, outside Outlook", () => {
    const home = aHome(list, { here: { ...HERE, insideOutlook: false } });

    expect(headlineOf(home)?.why).toBe("newest");
  });

  it("the open one, with or without angle brackets", () => {
    const home = homeAfter(aHome(list), { type: "item_changed", openItem: item(2) });

    expect(headlineOf(home)).toMatchObject({ why: "open", check: list[1] });
  });

  it("the chosen one, until another message is opened", () => {
    const chosen = homeAfter(aHome(list), { type: "row_chosen", id: "AAk2" });

    expect(headlineOf(chosen)).toMatchObject({ why: "chosen", check: list[1] });
    expect(
      headlineOf(homeAfter(chosen, { type: "item_changed", openItem: item(1) })),
    ).toMatchObject({ why: "open", check: list[0] });
  });
});

describe("checking the open message", () => {
  const open = homeAfter(aHome([aNumberedCheck(1)]), { type: "item_changed", openItem: item(7) });
  const check = aNumberedCheck(7);

  it("is offered only for a message that the list does not hold", () => {
    expect(canCheckOpenMessage(open)).toBe(true);
    expect(canCheckOpenMessage(aHome([aNumberedCheck(1)]))).toBe(false);
    const listed = homeAfter(open, { type: "item_changed", openItem: item(1) });
    expect(canCheckOpenMessage(listed)).toBe(false);
  });

  it("puts the answer on top", () => {
    const home = homeAfter(
      open,
      { type: "open_check_started", request: 5 },
      { type: "open_check_done", request: 5, check },
    );

    expect(headlineOf(home)).toEqual({ why: "open", check });
    expect(canCheckOpenMessage(home)).toBe(false);
  });

  it("drops an answer that comes after another message was opened", () => {
    const home = homeAfter(
      open,
      { type: "open_check_started", request: 5 },
      { type: "item_changed", openItem: item(8) },
      { type: "open_check_done", request: 5, check },
      { type: "open_check_failed", request: 5, failure: FAILURE },
    );

    expect(home.openCheck).toEqual({ phase: "idle" });
  });

  it("tells when it failed", () => {
    const home = homeAfter(
      open,
      { type: "open_check_started", request: 5 },
      { type: "open_check_failed", request: 5, failure: FAILURE },
    );

    expect(home.openCheck).toEqual({ phase: "failed", failure: FAILURE });
  });
});

describe("deleting", () => {
  const [first, second] = [aNumberedCheck(1), aNumberedCheck(2)];
  const start = aHome([first, second]);
  const gone: readonly Event[] = [
    { type: "row_chosen", id: "AAk1" },
    { type: "removal_started", id: "AAk1" },
    { type: "removal_done", check: first, restoreId: "R1" },
  ];

  it("takes the row away and offers the way back", () => {
    const home = homeAfter(start, ...gone);

    expect(ids(home)).toEqual(["AAk2"]);
    expect(home.removed).toEqual({ check: first, restoreId: "R1", undo: "possible" });
    expect(home.removals.size).toBe(0);
  });

  it("stays deleted when a load that began before still brings it", () => {
    const home = homeAfter(
      start,
      { type: "load_started", request: 2 },
      ...gone,
      bounce(2, 1),
      bounce(2, 2),
      done(2),
    );

    expect(ids(home)).toEqual(["AAk2"]);
  });

  it("leaves the row where it is when it fails", () => {
    const home = homeAfter(start, { type: "removal_failed", id: "AAk1", failure: FAILURE });

    expect(ids(home)).toEqual(["AAk1", "AAk2"]);
    expect(home.removals.get("AAk1")).toEqual(FAILURE);
  });

  it("brings the row back", () => {
    const home = homeAfter(
      start,
      ...gone,
      { type: "undo_started" },
      { type: "undo_done", restoreId: "R1" },
    );

    expect(ids(home)).toEqual(["AAk1", "AAk2"]);
    expect(home.removed).toBeNull();
    expect(headlineOf(home)?.check).toBe(first);
  });

  it("says when the way back failed, and ignores the answer about an older deletion", () => {
    const home = homeAfter(start, ...gone);
    const failed = homeAfter(home, { type: "undo_failed", restoreId: "R1", failure: FAILURE });

    expect(failed.removed?.undo).toEqual(FAILURE);
    expect(homeAfter(home, { type: "undo_done", restoreId: "R0" })).toEqual(home);
    expect(homeAfter(home, { type: "undo_failed", restoreId: "R0", failure: FAILURE })).toEqual(
      home,
    );
  });

  it("works for the open message, which no row shows", () => {
    const check = aNumberedCheck(7);
    const home = homeAfter(
      start,
      { type: "item_changed", openItem: item(7) },
      { type: "open_check_started", request: 1 },
      { type: "open_check_done", request: 1, check },
      { type: "removal_done", check, restoreId: "R7" },
    );

    expect(home.openCheck).toEqual({ phase: "idle" });
    expect(home.removed?.restoreId).toBe("R7");
  });
});

describe("signing in", () => {
  const challenge = { claims: "{}", consent: false };

  it("waits, then shows what went wrong", () => {
    const out = after(startingIn(HERE), { type: "signed_out", failure: FAILURE, challenge });

    expect(out).toMatchObject({ kind: "signed_out", failure: FAILURE, signingIn: false });
    expect(next(out, { type: "sign_in_started" })).toMatchObject({
      signingIn: true,
      failure: null,
    });
  });

  it("makes everything that comes later from the list meaningless", () => {
    const out = after(aHome([aNumberedCheck(1)]), { type: "signed_out", failure: null, challenge });

    expect(after(out, bounce(1, 2), { type: "more_asked" })).toBe(out);
    expect(after(startingIn(HERE), { type: "sign_in_started" })).toEqual(startingIn(HERE));
  });

  it("keeps in mind what is open and whether we are online", () => {
    const out = after(
      startingIn(HERE),
      { type: "item_changed", openItem: item(3) },
      { type: "online_changed", online: false },
      { type: "load_started", request: 1 },
    );

    expect(out.here).toEqual({ insideOutlook: true, openItem: item(3), online: false });
  });
});

it("shows more rows when asked", () => {
  expect(homeAfter(aHome(), { type: "more_asked" }).shown).toBe(100);
});

it("remembers which messages Outlook would not open", () => {
  const home = homeAfter(aHome(), { type: "message_unopened", id: "AAk1" });

  expect([...home.unopened]).toEqual(["AAk1"]);
});
