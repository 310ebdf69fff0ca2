import { describe, expect, it } from "vitest";

import { SIGNS, SOURCES, VERDICTS } from "../src/contract";
import { guidanceLink, outlookLink } from "../src/links";
import { timesFor } from "../src/view/times";
import { wordsFor } from "../src/words";
import { OUR_ORIGIN } from "./builders";

describe("words", () => {
  it.each(["en", "en-GB", "EN-us", "xx", ""])("are there for %j", (language) => {
    expect(wordsFor(language).language).toBe("en");
  });

  it("name everything that the backend can say, each differently", () => {
    const words = wordsFor("en");
    const all = [
      ...VERDICTS.map((verdict) => words.verdict[verdict]),
      ...SOURCES.map((source) => words.source[source]),
      ...SIGNS.map((sign) => words.sign[sign]),
    ];

    expect(new Set(all).size).toBe(all.length);
  });

  it("count in the singular too", () => {
    expect(wordsFor("en").list.count(1)).toBe("1 bounce");
    expect(wordsFor("en").list.count(2)).toBe("2 bounces");
  });

  it("keep the house's promises", () => {
    const text = JSON.stringify(wordsFor("en")).toLowerCase();

    expect(text).not.toMatch(/%|hacked|\bsafe\b/u);
  });
});

describe("times", () => {
  const now = (): number => Date.parse("2026-01-28T12:00:00Z");

  it("are a time today and a day before", () => {
    const times = timesFor("en-GB", now);

    expect(times.short("2026-01-28T11:00:00Z")).toMatch(/^\d\d:\d\d$/u);
    expect(times.short("2026-01-20T11:00:00Z")).toBe("20 Jan");
    expect(times.long("2026-01-20T11:00:00Z")).toContain("20 Jan 2026");
  });

  it("are English where the language is none", () => {
    expect(timesFor("not a language", now).short("2026-01-20T11:00:00Z")).toBe("Jan 20");
  });
});

describe("links", () => {
  it.each([
    "https://learn.microsoft.com/defender-office-365/",
    "https://support.microsoft.com/office/c24f5dea-9465-4df4-ad17-a50704d66c59",
  ])("to Microsoft's help are shown: %s", (link) => {
    expect(guidanceLink(link)).toBe(link);
  });

  it.each([
    "",
    "javascript:alert(1)",
    "http://learn.microsoft.com/",
    "https://learn.microsoft.com:8443/",
    "https://learn.microsoft.com.example.org/",
    "https://example.org/learn.microsoft.com",
    "https://learn.microsoft.com@example.org/",
    "https://outlook.office.com/mail/1",
    `${OUR_ORIGIN}/app`,
  ])("to other help are not: %j", (link) => {
    expect(guidanceLink(link)).toBeNull();
  });

  it.each([
    "https://outlook.office.com/mail/1",
    "https://outlook.office365.com/owa/?ItemID=AAEB",
    "https://outlook.live.com/mail",
    "https://outlook.cloud.microsoft/mail",
    `${OUR_ORIGIN}/owa/1`,
  ])("to Outlook are shown: %s", (link) => {
    expect(outlookLink(link, OUR_ORIGIN)).toBe(link);
  });

  it.each([
    null,
    "",
    "owa/1",
    "http://outlook.office.com/mail/1",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://outlook.office.com.example.org/",
    "https://example.org/?https://outlook.office.com/",
    "https://outlook.office.com:8443/",
    "https://outlook.office.com@example.org/",
    "https://user:word@outlook.office.com/",
  ])("to anywhere else are not: %j", (link) => {
    expect(outlookLink(link, OUR_ORIGIN)).toBeNull();
  });
});
