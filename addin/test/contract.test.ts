import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

import {
  readCheck,
  readDeletion,
  readProblem,
  readReported,
  readRestoration,
  readSettings,
  readStreamLine,
} from "../src/reading";

const shared = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, "../../tests/contract", name), "utf8");
const sharedJson = (name: string): Record<string, unknown> =>
  JSON.parse(shared(name)) as Record<string, unknown>;

describe("what the backend says, as it says it", () => {
  it("reads a check", () => {
    const check = readCheck(sharedJson("check.json"));

    expect(check.verdict).toBe("not_sent");
    expect(check.message.subject).toBe("Undeliverable: Replica watches");
    expect(check.recipients.map((each) => each.address)).toEqual(["h@example.net"]);
    expect(check.evidence.map((each) => each.source)).toEqual(["mailbox", "origin"]);
    expect(check.steps).not.toEqual([]);
  });

  it("reads a check with the user's own copy and without what is not known", () => {
    const check = readCheck(sharedJson("check_sent.json"));

    expect(check.sent?.subject).toBe("Invoice 7");
    expect(check.message.subject).toBeNull();
  });

  it("reads guidance, and when to ask again", () => {
    expect(readCheck(sharedJson("check_compromised.json")).guidance).toHaveLength(4);
    expect(readCheck(sharedJson("check_again.json")).recheckAt).toBe("2026-01-05T10:58:12Z");
    expect(readCheck(sharedJson("check.json"))).toMatchObject({ guidance: [], recheckAt: null });
  });

  it("reads what became of a report", () => {
    expect(readReported(sharedJson("reported.json")).deliveredAt).toBe("2026-01-05T10:00:00Z");
    expect(readReported({ id: "rep_1", deliveredAt: null }).deliveredAt).toBeNull();
  });

  it("reads every line of a whole stream", () => {
    const lines = shared("bounces.ndjson").trim().split("\n");

    const types = lines.map((line) => readStreamLine(JSON.parse(line)).type);

    expect(types.filter((type) => type === "bounce")).toHaveLength(2);
    expect(types.at(-1)).toBe("done");
  });

  it("reads the problem that ends a stream", () => {
    const last = shared("bounces_cut.ndjson").trim().split("\n").at(-1) ?? "";

    expect(readStreamLine(JSON.parse(last))).toMatchObject({
      type: "problem",
      problem: { code: "mailbox_unavailable", status: 503, claims: null },
    });
  });

  it("reads a problem with a claims challenge", () => {
    const problem = readProblem(sharedJson("problem.json"));

    expect(problem.code).toBe("claims_challenge");
    expect(problem.claims).toContain("acrs");
  });

  it("reads deletions, restorations and settings", () => {
    expect(readDeletion(sharedJson("deletions.json")).deleted).toHaveLength(1);
    expect(readRestoration(sharedJson("restorations.json")).restored).toHaveLength(1);
    expect(readSettings(sharedJson("settings.json")).scopes).toHaveLength(1);
  });
});

describe("what is not known is refused", () => {
  const changed = (change: object): object => ({ ...sharedJson("check.json"), ...change });

  it.each([
    ["no object", "text"],
    ["null", null],
    ["a list", []],
    ["an unknown verdict", changed({ verdict: "probably" })],
    ["a title that is no text", changed({ title: 7 })],
    ["a missing message", changed({ message: undefined })],
    ["guidance that leads nowhere", changed({ guidance: [{ text: "Change it." }] })],
    ["actions that are no list", changed({ actions: "delete" })],
    ["an action that is no text", changed({ actions: [1] })],
    ["evidence of an unknown source", changed({ evidence: [{ source: "moon", sign: "for" }] })],
    ["a time that is none", changed({ message: { id: "1", receivedAt: "yesterday" } })],
  ])("%s", (_, value) => {
    expect(() => readCheck(value)).toThrow();
  });

  it.each([
    [{ type: "surprise" }],
    [{ type: "progress", found: "2", judged: 0 }],
    [{ type: "done", counts: {}, complete: "yes" }],
  ])("line %j", (value) => {
    expect(() => readStreamLine(value)).toThrow();
  });

  it("but members that came later are let through", () => {
    expect(readCheck(changed({ weather: "fine" })).verdict).toBe("not_sent");
  });
});
