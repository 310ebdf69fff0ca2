import { describe, expect, it, vi } from "vitest";

import type { Api } from "../src/api";
import type { Check, ListLine } from "../src/contract";
import type { Failure } from "../src/failure";
import { FailureError } from "../src/failure";
import type { OpenItem } from "../src/here";
import type { Home } from "../src/home";
import { Pane } from "../src/pane";
import type { SignIn } from "../src/signin";
import type { State } from "../src/state";
import { aNumberedCheck, anOutlook } from "./builders";

const OFFLINE: Failure = { kind: "unreachable" };
const CHALLENGE: Failure = {
  kind: "problem",
  problem: {
    status: 401,
    code: "claims_challenge",
    title: "Unauthorized",
    detail: null,
    advice: "Sign in again.",
    requestId: null,
    claims: '{"a":1}',
  },
};

const failing = (failure: Failure): Promise<never> => Promise.reject(new FailureError(failure));

/** A pane with a world that a test can change while it runs. */
function aPane(
  change: {
    api?: Partial<Api>;
    signIn?: Partial<SignIn>;
    after?: (ms: number, deed: () => void) => () => void;
  } = {},
): {
  pane: Pane;
  api: Api;
  signIn: SignIn;
  world: { openItem: OpenItem | null; online: boolean; opens: boolean };
  state: () => State;
  home: () => Home;
} {
  const world = { openItem: null as OpenItem | null, online: true, opens: true };
  const stream = (lines: readonly ListLine[]): Api["bounces"] =>
    vi.fn(async (_days: number, _signal: AbortSignal, onLine: (line: ListLine) => void) => {
      await Promise.resolve();
      lines.forEach(onLine);
    });
  const api: Api = {
    bounces: stream([
      { type: "bounce", check: aNumberedCheck(2) },
      { type: "bounce", check: aNumberedCheck(1) },
      { type: "done", complete: true },
    ]),
    check: vi.fn(() => Promise.resolve(aNumberedCheck(7))),
    remove: vi.fn((id: string) => Promise.resolve(`restore ${id}`)),
    restore: vi.fn(() => Promise.resolve()),
    report: vi.fn(() => Promise.resolve({ deliveredAt: "2026-01-05T10:00:00Z" })),
    ...change.api,
  };
  const signIn: SignIn = {
    silently: vi.fn(() => Promise.resolve("TOKEN")),
    ask: vi.fn(() => Promise.resolve("TOKEN")),
    ...change.signIn,
  };
  let last: State | null = null;
  const pane = new Pane({
    outlook: anOutlook({
      openItem: () => world.openItem,
      openMessage: () => Promise.resolve(world.opens),
    }),
    signIn,
    api,
    isOnline: () => world.online,
    after: change.after ?? (() => () => undefined),
    onState: (state) => {
      last = state;
    },
  });
  const state = (): State => {
    if (last === null) throw new Error("nothing shown yet");
    return last;
  };
  const home = (): Home => {
    const now = state();
    if (now.kind !== "home") throw new Error(`not home but ${now.kind}`);
    return now;
  };
  return { pane, api, signIn, world, state, home };
}

const ids = (home: Home): string[] => home.rows.map((row) => row.message.id);
const click = (
  pane: Pane,
  action: Parameters<Pane["click"]>[0]["action"],
  id = "",
): Promise<void> => pane.click({ action, id });

describe("starting", () => {
  it("loads the list for who is signed in already", async () => {
    const { pane, home, api } = aPane();

    await pane.start();

    expect(ids(home())).toEqual(["AAk1", "AAk2"]);
    expect(api.bounces).toHaveBeenCalledWith(14, expect.any(AbortSignal), expect.any(Function));
  });

  it("asks nobody by itself", async () => {
    const { pane, state, signIn } = aPane({ signIn: { silently: () => Promise.resolve(null) } });

    await pane.start();

    expect(state()).toMatchObject({ kind: "signed_out", failure: null });
    expect(signIn.ask).not.toHaveBeenCalled();
  });

  it("says when signing in could not even begin", async () => {
    const { pane, state } = aPane({ signIn: { silently: () => failing(OFFLINE) } });

    await pane.start();

    expect(state()).toMatchObject({ kind: "signed_out", failure: OFFLINE });
  });
});

describe("signing in", () => {
  const silently = (): Promise<null> => Promise.resolve(null);

  it("leads to the list", async () => {
    const { pane, home } = aPane({ signIn: { silently } });
    await pane.start();

    await click(pane, "sign_in");

    expect(ids(home())).toEqual(["AAk1", "AAk2"]);
  });

  it("may be refused, and may fail", async () => {
    for (const [ask, failure] of [
      [() => Promise.resolve(null), null],
      [() => failing({ kind: "sign_in", code: "x" }), { kind: "sign_in", code: "x" }],
    ] as const) {
      const { pane, state } = aPane({ signIn: { silently, ask } });
      await pane.start();

      await click(pane, "sign_in");

      expect(state()).toMatchObject({ kind: "signed_out", failure, signingIn: false });
    }
  });

  it("again asks for what the backend was asked for", async () => {
    const { pane, state, signIn } = aPane({ api: { bounces: () => failing(CHALLENGE) } });
    await pane.start();
    expect(state()).toMatchObject({ kind: "signed_out", failure: CHALLENGE });

    await click(pane, "sign_in");

    expect(signIn.ask).toHaveBeenCalledWith({ claims: '{"a":1}', consent: false });
  });

  it("is not for who is signed in", async () => {
    const { pane, signIn } = aPane();
    await pane.start();

    await click(pane, "sign_in");

    expect(signIn.ask).not.toHaveBeenCalled();
  });
});

describe("loading", () => {
  it("says when it fails, and tries again on a click", async () => {
    const bounces = vi.fn<Api["bounces"]>(() => failing(OFFLINE));
    const { pane, home } = aPane({ api: { bounces } });
    await pane.start();
    expect(home().load).toEqual({ phase: "failed", failure: OFFLINE });

    await click(pane, "refresh");

    expect(bounces).toHaveBeenCalledTimes(2);
  });

  it("gives up the load before when asked again", async () => {
    const signals: AbortSignal[] = [];
    let fail: (error: Error) => void = () => undefined;
    const bounces = vi.fn<Api["bounces"]>((_, signal) => {
      signals.push(signal);
      return signals.length === 1
        ? new Promise((_resolve, reject) => (fail = reject))
        : Promise.resolve();
    });
    const { pane, home } = aPane({ api: { bounces } });
    const first = pane.start();
    await vi.waitFor(() => {
      expect(signals).toHaveLength(1);
    });

    await click(pane, "refresh");
    fail(new FailureError(OFFLINE));
    await first;

    expect(signals[0]?.aborted).toBe(true);
    expect(home().load.phase).toBe("running");
  });

  it("happens when somebody looks, but not twice at once and not signed out", async () => {
    const { pane, api } = aPane();
    await pane.refresh();
    expect(api.bounces).not.toHaveBeenCalled();

    await pane.start();
    await Promise.all([pane.refresh(), pane.refresh()]);

    expect(api.bounces).toHaveBeenCalledTimes(2);
  });
});

describe("the list", () => {
  it("lets the user choose and see more", async () => {
    const { pane, home } = aPane();
    await pane.start();

    await click(pane, "choose", "AAk2");
    await click(pane, "more");

    expect(home().chosenId).toBe("AAk2");
    expect(home().shown).toBe(100);
  });

  it("deletes and brings back", async () => {
    const { pane, api, home } = aPane();
    await pane.start();

    await click(pane, "remove", "AAk2");
    expect(ids(home())).toEqual(["AAk1"]);

    await click(pane, "undo");
    expect(api.restore).toHaveBeenCalledWith("restore AAk2");
    expect(ids(home())).toEqual(["AAk1", "AAk2"]);

    await click(pane, "undo");
    expect(api.restore).toHaveBeenCalledOnce();
  });

  it("keeps the row when deleting fails, and the way back when that fails", async () => {
    const remove = vi.fn<Api["remove"]>(() => failing({ kind: "kept" }));
    const { pane, home } = aPane({ api: { remove, restore: () => failing(OFFLINE) } });
    await pane.start();

    await click(pane, "remove", "AAk2");
    expect(ids(home())).toEqual(["AAk1", "AAk2"]);
    expect(home().removals.get("AAk2")).toEqual({ kind: "kept" });

    remove.mockResolvedValue("R");
    await click(pane, "remove", "AAk2");
    await click(pane, "undo");
    expect(home().removed?.undo).toEqual(OFFLINE);
  });

  it("deletes only what it shows", async () => {
    const { pane, api } = aPane({ signIn: { silently: () => Promise.resolve(null) } });
    await pane.start();
    await click(pane, "remove", "AAk1");

    const other = aPane();
    await other.pane.start();
    await click(other.pane, "remove", "AAk99");

    expect(api.remove).not.toHaveBeenCalled();
    expect(other.api.remove).not.toHaveBeenCalled();
  });

  it("links to a message that Outlook will not open", async () => {
    const { pane, home, world } = aPane();
    await pane.start();

    await click(pane, "open", "AAk1");
    expect(home().unopened.size).toBe(0);

    world.opens = false;
    await click(pane, "open", "AAk1");
    expect([...home().unopened]).toEqual(["AAk1"]);
  });
});

describe("the open message", () => {
  const open = { internetMessageId: "<notice-7@mx.example.net>" };

  it("is checked on a click", async () => {
    const { pane, api, home, world } = aPane();
    world.openItem = open;
    await pane.start();
    pane.itemChanged();

    await click(pane, "check_open");

    expect(api.check).toHaveBeenCalledWith(open.internetMessageId, expect.any(AbortSignal));
    expect(home().openCheck).toMatchObject({ phase: "done" });
  });

  it("is not checked when there is none", async () => {
    const { pane, api } = aPane();
    await pane.start();

    await click(pane, "check_open");

    expect(api.check).not.toHaveBeenCalled();
  });

  it("changed meanwhile: the answer is dropped and the question given up", async () => {
    let answer: (error: Error) => void = () => undefined;
    const check = vi.fn<Api["check"]>(() => new Promise((_, reject) => (answer = reject)));
    const { pane, home, world } = aPane({ api: { check } });
    world.openItem = open;
    await pane.start();
    pane.itemChanged();
    const asked = click(pane, "check_open");

    world.openItem = null;
    pane.itemChanged();
    answer(new FailureError(OFFLINE));
    await asked;

    expect(check.mock.calls[0]?.[1].aborted).toBe(true);
    expect(home().openCheck).toEqual({ phase: "idle" });
  });

  it("tells what went wrong", async () => {
    const { pane, home, world } = aPane({ api: { check: () => failing(OFFLINE) } });
    world.openItem = open;
    await pane.start();

    await click(pane, "check_open");

    expect(home().openCheck).toEqual({ phase: "failed", failure: OFFLINE });
  });

  it("is looked for again when somebody looks at the pane", async () => {
    const { pane, home, world } = aPane();
    await pane.start();

    world.openItem = open;
    await pane.refresh();

    expect(home().here.openItem).toBe(open);
  });
});

describe("telling the administrators", () => {
  const outcome = (home: Home): unknown => home.reports.get("not_me AAk2");

  it("is one request, and never a second one", async () => {
    const { pane, api, home } = aPane();
    await pane.start();

    await Promise.all([click(pane, "report_not_me", "AAk2"), click(pane, "report_not_me", "AAk2")]);
    await click(pane, "report_not_me", "AAk2");

    expect(api.report).toHaveBeenCalledOnce();
    expect(api.report).toHaveBeenCalledWith("AAk2", "not_me");
    expect(outcome(home())).toBe("sent");
  });

  it("has three kinds, each on its own", async () => {
    const { pane, api, home } = aPane();
    await pane.start();

    await click(pane, "ask_it", "AAk1");
    await click(pane, "phishing", "AAk1");

    expect(vi.mocked(api.report).mock.calls).toEqual([
      ["AAk1", "ask_it"],
      ["AAk1", "phishing"],
    ]);
    expect([...home().reports.values()]).toEqual(["sent", "sent"]);
  });

  it("says when they do not have it yet", async () => {
    const report = (): Promise<{ deliveredAt: null }> => Promise.resolve({ deliveredAt: null });
    const { pane, home } = aPane({ api: { report } });
    await pane.start();

    await click(pane, "report_not_me", "AAk2");

    expect(outcome(home())).toBe("kept");
  });

  it("that failed may be tried again", async () => {
    const report = vi.fn<Api["report"]>(() => failing(OFFLINE));
    const { pane, home } = aPane({ api: { report } });
    await pane.start();

    await click(pane, "report_not_me", "AAk2");
    expect(outcome(home())).toEqual(OFFLINE);

    report.mockResolvedValue({ deliveredAt: "2026-01-05T10:00:00Z" });
    await click(pane, "report_not_me", "AAk2");
    expect(outcome(home())).toBe("sent");
  });

  it("is only about what is shown", async () => {
    const { pane, api } = aPane();
    await click(pane, "report_not_me", "AAk2");
    await pane.start();
    await click(pane, "report_not_me", "AAk99");

    expect(api.report).not.toHaveBeenCalled();
  });
});

describe("an answer that will be better later", () => {
  const soon = { checkedAt: "2026-01-05T10:00:00Z", recheckAt: "2026-01-05T10:10:00Z" };
  const later = { checkedAt: "2026-01-05T10:00:00Z", recheckAt: "2026-01-05T11:00:00Z" };
  const listing = (...checks: Check[]): Api["bounces"] =>
    vi.fn<Api["bounces"]>((_days, _signal, onLine) => {
      for (const check of checks) onLine({ type: "bounce", check });
      onLine({ type: "done", complete: true });
      return Promise.resolve();
    });
  const clock = (): {
    waits: { ms: number; deed: () => void }[];
    given: number;
    after: (ms: number, deed: () => void) => () => void;
  } => {
    const times = {
      waits: [] as { ms: number; deed: () => void }[],
      given: 0,
      after: (ms: number, deed: () => void): (() => void) => {
        times.waits.push({ ms, deed });
        return () => {
          times.given += 1;
        };
      },
    };
    return times;
  };

  it("is asked for once at the earliest moment, by the server's own times", async () => {
    const times = clock();
    const bounces = listing(aNumberedCheck(1, later), aNumberedCheck(2, soon));
    const { pane } = aPane({ api: { bounces }, after: times.after });
    await pane.start();
    expect(times.waits.map(({ ms }) => ms)).toEqual([605_000]);

    times.waits[0]?.deed();
    await vi.waitFor(() => {
      expect(times.waits).toHaveLength(2);
    });

    expect(bounces).toHaveBeenCalledTimes(2);
    expect(times.waits[1]?.ms).toBe(3_605_000);
  });

  it("is not waited for where there is none, nor twice", async () => {
    const times = clock();
    const none = aPane({ after: times.after });
    await none.pane.start();
    expect(times.waits).toEqual([]);

    const { pane } = aPane({
      api: { bounces: listing(aNumberedCheck(1, soon)) },
      after: times.after,
    });
    await pane.start();
    await pane.refresh();
    expect(times.given).toBe(1);
  });

  it("about the open message asks about that again, too", async () => {
    const times = clock();
    const check = vi.fn(() => Promise.resolve(aNumberedCheck(7, soon)));
    const { pane, world } = aPane({ api: { check }, after: times.after });
    world.openItem = { internetMessageId: "<notice-7@mx.example.net>" };
    await pane.start();
    await click(pane, "check_open");

    times.waits[0]?.deed();

    await vi.waitFor(() => {
      expect(check).toHaveBeenCalledTimes(2);
    });
  });

  it("is not asked for by who signed out meanwhile", async () => {
    const times = clock();
    const bounces = listing(aNumberedCheck(1, soon));
    const report = (): Promise<never> => failing({ kind: "signed_out" });
    const { pane, state } = aPane({ api: { bounces, report }, after: times.after });
    await pane.start();
    await click(pane, "ask_it", "AAk1");
    expect(state().kind).toBe("signed_out");

    times.waits[0]?.deed();
    await Promise.resolve();

    expect(bounces).toHaveBeenCalledOnce();
  });
});

it("knows when it is offline", async () => {
  const { pane, state, world } = aPane();
  await pane.start();

  world.online = false;
  pane.onlineChanged();

  expect(state().here.online).toBe(false);
});
