import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it, vi } from "vitest";

import type { Api } from "../src/api";
import { createApi, loadSettings } from "../src/api";
import type { StreamLine } from "../src/contract";
import type { Failure } from "../src/failure";
import { challengeOf, FailureError, failureOf } from "../src/failure";
import { aStream } from "./builders";

const shared = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, "../../tests/contract", name), "utf8");

function answering(answer: Response | Error): { api: Api; send: ReturnType<typeof vi.fn> } {
  const send = vi.fn(() =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer),
  );
  const caller = { token: () => Promise.resolve("T"), language: () => "de-DE" };
  return { api: createApi(caller, send), send };
}

async function failure(promise: Promise<unknown>): Promise<Failure> {
  const error: unknown = await promise.then(
    () => new Error("it worked"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof FailureError)) throw error;
  return error.failure;
}

const never = new AbortController().signal;
const ID = "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AAAEC";

describe("the stream of bounces", () => {
  it("gives each line as soon as it is whole, however it was cut up", async () => {
    const text = shared("bounces.ndjson");
    const pieces = text.match(/[\s\S]{1,7}/gu) ?? [];
    const { api, send } = answering(new Response(aStream(...pieces)));
    const lines: StreamLine[] = [];

    await api.bounces(14, never, (line) => lines.push(line));

    expect(lines.map((line) => line.type)).toEqual([
      "progress",
      "bounce",
      "progress",
      "bounce",
      "progress",
      "done",
    ]);
    expect(send).toHaveBeenCalledWith(
      "/api/bounces?days=14",
      expect.objectContaining({
        signal: never,
        credentials: "omit",
        headers: expect.objectContaining({
          Authorization: "Bearer T",
          "Accept-Language": "de-DE",
        }) as unknown,
      }),
    );
  });

  it("ends with the problem that ended it", async () => {
    const { api } = answering(new Response(shared("bounces_cut.ndjson")));

    const end = await failure(api.bounces(14, never, () => undefined));

    expect(end).toMatchObject({ kind: "problem", problem: { code: "mailbox_unavailable" } });
  });

  it("was cut off when its last line is missing", async () => {
    const { api } = answering(new Response('{"type":"progress","found":2,"judged":0}\n'));

    expect(await failure(api.bounces(14, never, () => undefined))).toEqual({ kind: "unreachable" });
  });

  it("was cut off when the connection breaks", async () => {
    const broken = new ReadableStream({
      start(controller) {
        controller.error(new TypeError("network"));
      },
    });
    const { api } = answering(new Response(broken));

    expect(await failure(api.bounces(14, never, () => undefined))).toEqual({ kind: "unreachable" });
  });

  it.each(["not json\n", '{"type":"surprise"}\n'])(
    "refuses what it does not know: %j",
    async (text) => {
      const { api } = answering(new Response(text));

      expect(await failure(api.bounces(14, never, () => undefined))).toEqual({
        kind: "unexpected",
      });
    },
  );

  it("needs a body", async () => {
    const { api } = answering(new Response(null));

    expect(await failure(api.bounces(14, never, () => undefined))).toEqual({ kind: "unexpected" });
  });

  it("does not read a line without end", async () => {
    const { api } = answering(new Response(aStream("x".repeat(4_000_001), "y")));

    expect(await failure(api.bounces(14, never, () => undefined))).toEqual({ kind: "unreachable" });
  });
});

describe("single questions", () => {
  it("checks one message by its Message-ID", async () => {
    const { api, send } = answering(new Response(shared("check.json")));

    const check = await api.check("<a@example.com>", never);

    expect(check.verdict).toBe("not_sent");
    expect(send).toHaveBeenCalledWith(
      "/api/checks",
      expect.objectContaining({
        method: "POST",
        body: '{"message":{"internetMessageId":"<a@example.com>"}}',
      }),
    );
  });

  it("deletes exactly one message, whatever its verdict", async () => {
    const { api, send } = answering(new Response(shared("deletions.json")));

    expect(await api.remove(ID)).toBe("WyJBQUsiLCAiaW5ib3giXQ==");
    expect(send).toHaveBeenCalledWith(
      "/api/deletions",
      expect.objectContaining({ body: JSON.stringify({ ids: [ID], force: true }) }),
    );
  });

  it("says when the message was kept", async () => {
    const { api } = answering(new Response(shared("deletions.json")));

    expect(await failure(api.remove("AAkGONE"))).toEqual({ kind: "kept" });
  });

  it("moves a message back, and says when it could not", async () => {
    const restored = answering(new Response(shared("restorations.json")));
    await restored.api.restore("WyJBQUsiLCAiaW5ib3giXQ==");

    const lost = answering(new Response(shared("restorations.json")));
    expect(await failure(lost.api.restore("WyJHT05FIiwgImluYm94Il0="))).toEqual({
      kind: "not_restored",
    });
  });

  it("tells the administrators which message is meant, and what about it", async () => {
    const { api, send } = answering(new Response(shared("reported.json")));

    const reported = await api.report("AAk1", "not_me");

    expect(reported.deliveredAt).toBe("2026-01-05T10:00:00Z");
    expect(send).toHaveBeenCalledWith(
      "/api/reports",
      expect.objectContaining({ method: "POST", body: '{"id":"AAk1","kind":"not_me"}' }),
    );
  });

  it("reads the settings without a token", async () => {
    const send = vi.fn(() => Promise.resolve(new Response(shared("settings.json"))));

    expect((await loadSettings(send)).clientId).toMatch(/^1111/u);
    expect(JSON.stringify(send.mock.calls)).not.toContain("Bearer");
  });
});

describe("failures", () => {
  it("carry the backend's own words, and what to ask Microsoft for", async () => {
    const { api } = answering(new Response(shared("problem.json"), { status: 401 }));

    const end = await failure(api.check("<a@example.com>", never));

    expect(end).toMatchObject({ kind: "problem", problem: { code: "claims_challenge" } });
    expect(challengeOf(end)?.claims).toContain("acrs");
    expect(challengeOf(end)?.consent).toBe(false);
  });

  it("of a proxy in between say no more than that", async () => {
    const bad = answering(new Response("<h1>Bad gateway</h1>", { status: 502 }));
    const out = answering(new Response("", { status: 401 }));

    expect(await failure(bad.api.restore("R"))).toEqual({ kind: "unreachable" });
    expect(await failure(out.api.restore("R"))).toEqual({ kind: "signed_out" });
  });

  it("of the network are no answer", async () => {
    const { api } = answering(new TypeError("Failed to fetch"));

    expect(await failure(api.restore("R"))).toEqual({ kind: "unreachable" });
  });

  it.each(["no json", "{}", '{"deleted":[{"id":1}]}'])(
    "of form are unexpected: %s",
    async (body) => {
      const { api } = answering(new Response(body));

      expect(await failure(api.remove("AAk1"))).toEqual({ kind: "unexpected" });
    },
  );

  it("lead to signing in again where that helps", () => {
    const problem = { status: 401, code: "consent_required", title: "", detail: null };
    const rest = { advice: null, requestId: null, claims: null };

    expect(challengeOf({ kind: "problem", problem: { ...problem, ...rest } })?.consent).toBe(true);
    expect(challengeOf({ kind: "signed_out" })).toEqual({ claims: null, consent: false });
    expect(challengeOf({ kind: "unreachable" })).toBeNull();
    expect(
      challengeOf({ kind: "problem", problem: { ...problem, ...rest, status: 503 } }),
    ).toBeNull();
    expect(failureOf(new Error("ours it is not"))).toEqual({ kind: "unexpected" });
  });
});
