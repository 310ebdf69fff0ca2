import { afterEach, describe, expect, it, vi } from "vitest";

import { connectOutlook, loadOfficeJs, tellOpener } from "../src/outlook";
import { installOffice } from "./fakeOffice";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("without Outlook", () => {
  it("the browser answers", async () => {
    const outlook = await connectOutlook();

    expect(outlook.insideOutlook).toBe(false);
    expect(outlook.hasNestedSignIn).toBe(false);
    expect(outlook.language).toBe(navigator.language);
    expect(outlook.openItem()).toBeNull();
    expect(outlook.theme()).toBeNull();
    expect(await outlook.openMessage("AAk1")).toBe(false);
    expect(await outlook.askInWindow("https://bounce.contoso.com")).toBeNull();
    outlook.onItemChanged(() => undefined);
    outlook.onThemeChanged(() => undefined);
  });

  it("another host, or none, is no Outlook", async () => {
    for (const host of ["Word", null]) {
      installOffice();
      const fake = installOffice();
      fake.host = host;

      expect((await connectOutlook()).insideOutlook).toBe(false);
    }
  });

  it("a client that never answers is none either", async () => {
    vi.useFakeTimers();
    vi.stubGlobal("Office", {
      onReady: () => new Promise(() => undefined),
      HostType: { Outlook: "Outlook" },
    });

    const connected = connectOutlook();
    await vi.advanceTimersByTimeAsync(10_000);

    expect((await connected).insideOutlook).toBe(false);
  });
});

describe("the open message", () => {
  it.each([
    ["null", null],
    ["undefined", undefined],
    ["one without a Message-ID", {}],
    ["one with an empty Message-ID", { internetMessageId: "" }],
    ["one that is being written", { internetMessageId: () => undefined }],
  ])("may be %s", async (_, item) => {
    installOffice({ item });

    expect((await connectOutlook()).openItem()).toBeNull();
  });

  it("is named by its Message-ID", async () => {
    installOffice({ item: { internetMessageId: "<a@example.com>" } });

    expect((await connectOutlook()).openItem()).toEqual({ internetMessageId: "<a@example.com>" });
  });

  it("may throw when asked for", async () => {
    const fake = installOffice();
    Object.defineProperty(fake.mailbox, "item", {
      get: () => {
        throw new Error("Invalid operation when Office.context.mailbox.item is null.");
      },
    });

    expect((await connectOutlook()).openItem()).toBeNull();
  });

  it("changes are heard of, where the client tells them", async () => {
    const fake = installOffice();
    const outlook = await connectOutlook();
    const listener = vi.fn();

    outlook.onItemChanged(listener);
    fake.handlers.get("itemChanged")?.();
    expect(listener).toHaveBeenCalledOnce();

    fake.sets.clear();
    fake.handlers.clear();
    outlook.onItemChanged(listener);
    expect(fake.handlers.size).toBe(0);
  });

  it("no listener is no reason to fail", async () => {
    installOffice({
      addHandlerAsync: () => {
        throw new Error("denied");
      },
    });
    const outlook = await connectOutlook();

    expect(() => {
      outlook.onItemChanged(() => undefined);
    }).not.toThrow();
  });
});

describe("language, address and sign-in", () => {
  it("are the client's", async () => {
    installOffice();

    expect(await connectOutlook()).toMatchObject({
      language: "de-DE",
      userAddress: "vince@contoso.com",
      hasNestedSignIn: true,
    });
  });

  it("are the browser's, or nothing, where the client does not say", async () => {
    const fake = installOffice();
    fake.sets.clear();
    fake.context["displayLanguage"] = "";
    delete fake.context["mailbox"];

    expect(await connectOutlook()).toMatchObject({
      language: navigator.language,
      userAddress: "",
      hasNestedSignIn: false,
    });
  });
});

describe("the theme", () => {
  it.each([
    ["#FFFFFF", "light"],
    ["#1f1f1f", "dark"],
    ["292929", "dark"],
    ["#00ff00", "light"],
    ["#0000ff", "dark"],
    ["white", null],
    [undefined, null],
  ])("of a body in %s is %s", async (bodyBackgroundColor, theme) => {
    const fake = installOffice();
    fake.context["officeTheme"] = { bodyBackgroundColor };

    expect((await connectOutlook()).theme()).toBe(theme);
  });

  it("is not known where the client has none", async () => {
    installOffice();

    expect((await connectOutlook()).theme()).toBeNull();
  });

  it("changes are heard of", async () => {
    const fake = installOffice();
    const listener = vi.fn();

    (await connectOutlook()).onThemeChanged(listener);
    fake.handlers.get("themeChanged")?.();

    expect(listener).toHaveBeenCalledOnce();
  });
});

describe("opening a message", () => {
  it("turns Graph's id into Outlook's", async () => {
    const fake = installOffice();

    expect(await (await connectOutlook()).openMessage("AA-k_1")).toBe(true);
    expect(fake.mailbox.displayMessageFormAsync).toHaveBeenCalledWith(
      "AA/k+1",
      expect.any(Function),
    );
  });

  it("uses the older call in older clients", async () => {
    const fake = installOffice();
    fake.sets.delete("Mailbox 1.9");

    expect(await (await connectOutlook()).openMessage("AAk1")).toBe(true);
    expect(fake.mailbox.displayMessageForm).toHaveBeenCalledWith("AAk1");
  });

  it("is refused by an answer or by an error", async () => {
    installOffice({
      displayMessageFormAsync: (_, done) => {
        done({ status: "failed" });
      },
    });
    expect(await (await connectOutlook()).openMessage("AAk1")).toBe(false);

    installOffice({
      displayMessageFormAsync: () => {
        throw new Error("Invalid operation when Office.context.mailbox.item is null.");
      },
    });
    expect(await (await connectOutlook()).openMessage("AAk1")).toBe(false);
  });
});

describe("a window of its own", () => {
  type Listener = (message: object) => void;

  function aWindow(): { listeners: Map<string, Listener>; close: ReturnType<typeof vi.fn> } {
    const listeners = new Map<string, Listener>();
    const close = vi.fn();
    const addEventHandler = (event: string, listener: Listener): void => {
      listeners.set(event, listener);
    };
    installOffice().context["ui"] = {
      displayDialogAsync: (_: string, options: object, done: (result: object) => void) => {
        expect(options).not.toHaveProperty("displayInIframe", true);
        done({ status: "succeeded", value: { addEventHandler, close } });
      },
    };
    return { listeners, close };
  }

  it("gives what it says, and closes", async () => {
    const { listeners, close } = aWindow();
    const answer = (await connectOutlook()).askInWindow("https://bounce.contoso.com/auth");

    listeners.get("message")?.({ message: "hello" });

    expect(await answer).toBe("hello");
    expect(close).toHaveBeenCalledOnce();
  });

  it("gives nothing when it is closed, or says something strange", async () => {
    for (const event of ["event", "message"]) {
      const { listeners } = aWindow();
      const answer = (await connectOutlook()).askInWindow("https://bounce.contoso.com/auth");

      listeners.get(event)?.({ error: 12006 });

      expect(await answer).toBeNull();
    }
  });

  it("may be refused", async () => {
    installOffice().context["ui"] = {
      displayDialogAsync: (_: string, __: object, done: (result: object) => void) => {
        done({ status: "failed", error: { code: 12009 } });
      },
    };

    const answer = (await connectOutlook()).askInWindow("https://bounce.contoso.com/auth");

    await expect(answer).rejects.toMatchObject({
      failure: { kind: "sign_in", code: "window_12009" },
    });
  });
});

describe("inside that window", () => {
  const script = (): Element | null => document.head.querySelector("script");

  it("Office.js is loaded, once, before anything is told", async () => {
    const messageParent = vi.fn();
    const told = tellOpener("hello");
    installOffice().context["ui"] = { messageParent };
    script()?.dispatchEvent(new Event("load"));
    await told;

    expect(messageParent).toHaveBeenCalledWith("hello");
    script()?.remove();
    await tellOpener("again");
    expect(messageParent).toHaveBeenLastCalledWith("again");
    expect(script()).toBeNull();
  });

  it("a script that does not come is a failure", async () => {
    const loaded = loadOfficeJs();
    script()?.dispatchEvent(new Event("error"));

    await expect(loaded).rejects.toBeDefined();
  });
});
