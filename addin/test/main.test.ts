import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { whenLookedAt } from "../src/looks";
import type { FakeOffice } from "./fakeOffice";
import { installOffice } from "./fakeOffice";

const shared = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, "../../tests/contract", name), "utf8");

const bridge = vi.hoisted(() => ({ broadcast: vi.fn() }));

vi.mock("@azure/msal-browser", () => {
  const client = {
    getActiveAccount: () => null,
    getAllAccounts: () => [],
    setActiveAccount: () => undefined,
    acquireTokenSilent: () => Promise.resolve({ accessToken: "TOKEN" }),
  };
  return { createNestablePublicClientApplication: () => Promise.resolve(client) };
});
vi.mock("@azure/msal-browser/redirect-bridge", () => ({
  broadcastResponseToMainFrame: bridge.broadcast,
}));

let office: FakeOffice;
const answers: Record<string, string> = {
  "/addin/settings.json": shared("settings.json"),
  "/api/bounces?days=14": shared("bounces.ndjson"),
};

beforeEach(() => {
  vi.resetModules();
  document.body.innerHTML = '<main id="pane"></main>';
  office = installOffice();
  vi.stubGlobal("fetch", (path: string) => Promise.resolve(new Response(answers[path] ?? "{}")));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  location.hash = "";
});

it("the pane shows the verdicts of a mailbox, in Outlook's theme", async () => {
  office.context["officeTheme"] = { bodyBackgroundColor: "#1f1f1f" };

  await import("../src/main");
  await vi.waitFor(() => {
    expect(document.querySelectorAll(".row")).toHaveLength(2);
  });

  expect(document.querySelector(".banner h2")?.textContent).toContain("You sent this");
  expect(document.documentElement.getAttribute("data-theme")).toBe("dark");
  expect(document.documentElement.lang).toBe("en");

  office.context["officeTheme"] = undefined;
  office.handlers.get("themeChanged")?.();
  expect(document.documentElement.hasAttribute("data-theme")).toBe(false);
});

it("the pane follows Outlook to the message that is opened", async () => {
  await import("../src/main");
  await vi.waitFor(() => {
    expect(document.querySelector(".banner-why")?.textContent).toContain("Probably");
  });

  office.mailbox.item = { internetMessageId: "<notice-17@mx.example.net>" };
  office.handlers.get("itemChanged")?.();

  await vi.waitFor(() => {
    expect(document.querySelector(".banner-why")?.textContent).toBe("The message you have open");
  });
});

it("the page of sign-in hands on what Microsoft answered", async () => {
  location.hash = "#code=1&state=2";

  await import("../src/auth");

  await vi.waitFor(() => {
    expect(bridge.broadcast).toHaveBeenCalledOnce();
  });
});

it("the page of sign-in, opened for nothing, can be closed", async () => {
  await import("../src/auth");

  expect(document.body.textContent).toContain("You can close this window.");
});

it("somebody who looks again sees a fresh list, but not all the time", () => {
  vi.useFakeTimers();
  const listener = vi.fn();
  whenLookedAt(window, listener);

  vi.advanceTimersByTime(10_000);
  window.dispatchEvent(new Event("focus"));
  document.dispatchEvent(new Event("visibilitychange"));
  vi.advanceTimersByTime(300);
  expect(listener).toHaveBeenCalledTimes(1);

  window.dispatchEvent(new Event("focus"));
  vi.advanceTimersByTime(300);
  expect(listener).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(5_000);
  expect(listener).toHaveBeenCalledTimes(2);
});
