import { beforeEach, describe, expect, it, vi } from "vitest";

import type { Check } from "../src/contract";
import { SIGNS, SOURCES, VERDICTS } from "../src/contract";
import type { Failure } from "../src/failure";
import type { Home } from "../src/home";
import { nextHome } from "../src/homeRules";
import type { State } from "../src/state";
import { startingIn } from "../src/state";
import { onClick, show } from "../src/view";
import { aCheck, aHome, aLook, aNumberedCheck } from "./builders";

const PROBLEM: Failure = {
  kind: "problem",
  problem: {
    status: 503,
    code: "mailbox_unavailable",
    title: "Microsoft 365 does not answer",
    detail: "Graph said 503.",
    advice: "Wait a little and try again.",
    requestId: "01KE67",
    claims: null,
  },
};

let root: HTMLElement;
beforeEach(() => {
  root = document.createElement("main");
  document.body.replaceChildren(root);
});

function shown(state: State): HTMLElement {
  show(root, state, aLook());
  return root;
}

function textOf(selector: string): string {
  return root.querySelector(selector)?.textContent ?? "(nothing)";
}

function find(selector: string): HTMLElement {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`no ${selector}`);
  return found;
}

describe("the banner", () => {
  it.each(VERDICTS.filter((verdict) => verdict !== "not_a_bounce"))(
    "names the message that %s is about",
    (verdict) => {
      shown(aHome([aCheck({ verdict })]));

      expect(textOf(".statement h2")).toBe("You didn't send this - safe to delete");
      expect(textOf(".named")).toContain("Undeliverable: Replica watches");
      expect(textOf(".named")).toContain("postmaster@mx.example.net");
      expect(textOf(".named time")).toContain("2026");
      expect(root.querySelector(".statement > svg")?.getAttribute("aria-hidden")).toBe("true");
    },
  );

  it("is a status, and an alert where something is dangerous", () => {
    shown(aHome([aCheck()]));
    expect(find(".statement").getAttribute("role")).toBe("status");

    shown(aHome([aCheck({ verdict: "sent_maybe_compromised" })]));
    expect(find(".statement").getAttribute("role")).toBe("alert");
  });

  it("says who did not get it, why, and what to do", () => {
    const recipients = [
      { address: "h@example.net", status: "5.1.1", cause: "No such address.", fix: "Check it." },
    ];

    shown(aHome([aCheck({ verdict: "sent", steps: ["Call them."], recipients })]));

    expect(textOf(".banner")).toContain("h@example.net");
    expect(textOf(".banner")).toContain("No such address.");
    expect(textOf(".banner")).toContain("Check it.");
    expect(textOf(".banner")).toContain("Call them.");
  });

  it.each(["not_sent", "unsure", "suspicious_bounce", "sent_maybe_compromised"] as const)(
    "does not ask anybody to mend what is %s",
    (verdict) => {
      const recipients = [
        { address: "h@example.net", status: null, cause: "No such address.", fix: "Check it." },
      ];

      shown(aHome([aCheck({ verdict, recipients })]));

      expect(textOf(".banner")).not.toContain("Check it.");
    },
  );

  it("names Exchange's own sender as Outlook does", () => {
    const from = "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@contoso.com";

    shown(aHome([aCheck({}, { from })]));

    expect(textOf(".named")).toContain("Microsoft Outlook (contoso.com)");
    expect(textOf(".named")).not.toContain("329e71ec");
  });

  it("keeps the domain of a sender who may only pass for Exchange", () => {
    const from = "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e@mail.example.org";

    shown(aHome([aCheck({}, { from })]));

    expect(textOf(".named")).toContain("mail.example.org");
  });

  it("has the reasons in words, reached by the Tab key of Office.js, closed at first", () => {
    const evidence = SOURCES.flatMap((source) =>
      SIGNS.map((sign) => ({ source, sign, text: `${source} says ${sign}` })),
    );

    shown(aHome([aCheck({ evidence })]));

    expect(find("details").hasAttribute("open")).toBe(false);
    expect(find("summary").getAttribute("tabindex")).toBe("0");
    expect(root.querySelectorAll(".finding")).toHaveLength(evidence.length);
    expect(textOf(".finding")).toContain("The bounce itself");
    // Each source has its name once in each of the two lists.
    expect(root.querySelectorAll(".finding .strong")).toHaveLength(2 * SOURCES.length);
  });

  it("says that the newest is only a guess when Outlook tells nothing", () => {
    shown(aHome([aCheck()]));

    expect(textOf(".banner-why")).toBe("Probably the one you have open");
  });

  it("offers Delete only where the backend does", () => {
    shown(aHome([aCheck({ actions: ["report_not_me"] })]));

    expect(root.querySelector("[data-action=remove]")).toBeNull();
  });

  it("shows that it is deleting, and why it could not", () => {
    shown(aHome([aCheck()], { removals: new Map([["AAk1", "running"]]) }));
    expect(find("[data-action=remove]").getAttribute("aria-disabled")).toBe("true");

    shown(aHome([aCheck()], { removals: new Map([["AAk1", PROBLEM]]) }));
    expect(textOf(".banner [role=alert]")).toContain("Microsoft 365 does not answer");
    expect(textOf(".banner [role=alert]")).toContain("01KE67");
  });
});

describe("telling the administrators", () => {
  const REPORTS = ["report_not_me", "ask_it", "phishing"] as const;
  const labels = (): (string | null)[] =>
    [...root.querySelectorAll(".actions .button")].map((each) => each.textContent);

  it("is offered where the backend does, first where that fits best", () => {
    shown(aHome([aCheck({ actions: ["delete", "report_not_me"] })]));
    expect(labels()).toEqual(["Delete", "Open bounce", "Not me, tell IT"]);

    shown(aHome([aCheck({ verdict: "suspicious_bounce", actions: ["phishing", "delete"] })]));
    expect(labels()).toEqual(["Report phishing", "Delete", "Open bounce"]);

    shown(aHome([aCheck({ verdict: "sent", actions: ["ask_it", "unknown"] })]));
    expect(labels()).toEqual(["Ask IT", "Open bounce"]);

    shown(aHome([aCheck({ verdict: "sent", actions: ["delete", "ask_it"] })]));
    expect(labels()).toEqual(["Open bounce", "Ask IT", "Delete"]);
  });

  it.each(REPORTS)("by %s is a button of its own for each message", (action) => {
    shown(aHome([aCheck({ actions: [action] })]));

    const found = find(`button[data-action=${action}]`);
    expect(found.getAttribute("data-id")).toBe("AAk1");
    expect(found.getAttribute("aria-disabled")).toBeNull();
  });

  it("says in a place that is read out what became of it", () => {
    const actions = ["report_not_me", "ask_it"];
    shown(aHome([aCheck({ actions })]));
    const told = find(".told");
    expect(told.getAttribute("role")).toBe("status");
    expect(told.textContent).toBe("");

    shown(aHome([aCheck({ actions })], { reports: new Map([["not_me AAk1", "running"]]) }));
    expect(textOf("[data-action=report_not_me]")).toBe("Sending…");
    expect(find("[data-action=report_not_me]").getAttribute("aria-disabled")).toBe("true");

    shown(aHome([aCheck({ actions })], { reports: new Map([["not_me AAk1", "sent"]]) }));
    expect(find(".told")).toBe(told);
    expect(told.textContent).toBe("Sent to your administrators.");
    expect(find("[data-action=report_not_me]").getAttribute("aria-disabled")).toBe("true");
    expect(find("[data-action=ask_it]").getAttribute("aria-disabled")).toBeNull();

    shown(aHome([aCheck({ actions })], { reports: new Map([["ask_it AAk1", "kept"]]) }));
    expect(told.textContent).toBe("Saved for your administrators.");
  });

  it("that failed is said once, and may be tried again", () => {
    const failed = (home: Home, kind: "not_me" | "ask_it"): Home =>
      nextHome(home, { type: "report_failed", id: "AAk1", kind, failure: PROBLEM });
    const home = aHome([aCheck({ actions: ["report_not_me", "ask_it"] })]);

    shown(failed(failed(home, "not_me"), "ask_it"));

    expect(root.querySelectorAll(".banner [role=alert]")).toHaveLength(1);
    expect(textOf(".banner [role=alert]")).toContain("Microsoft 365 does not answer");
    expect(find("[data-action=ask_it]").getAttribute("aria-disabled")).toBeNull();
  });

  it("about another message is another report", () => {
    const reports = new Map([["not_me AAk2", "sent"] as const]);

    shown(aHome([aCheck({ actions: ["report_not_me"] })], { reports }));

    expect(textOf(".told")).toBe("");
  });
});

describe("guidance", () => {
  const HELP = "https://learn.microsoft.com/defender-office-365/x";

  it("leads to Microsoft's pages in a new tab, and nowhere else", () => {
    const guidance = [
      { text: "Change your password.", href: HELP },
      { text: "Click here.", href: "https://learn.microsoft.com.evil.example/" },
    ];

    shown(aHome([aCheck({ verdict: "sent_maybe_compromised", guidance })]));

    const links = [...root.querySelectorAll("a")];
    expect(links.map((each) => each.href)).toEqual([HELP]);
    expect(links[0]?.rel).toContain("noopener");
    expect(links[0]?.target).toBe("_blank");
    expect(links[0]?.textContent).toBe("Change your password. (opens in a new tab)");
    expect(textOf(".guidance")).toContain("Click here.");
  });

  it("is not there where there is none", () => {
    shown(aHome([aCheck()]));

    expect(root.querySelector(".guidance")).toBeNull();
  });
});

describe("what was not looked at", () => {
  const known = { source: "mailbox", sign: "against", text: "Nothing is there." } as const;
  const unknown = { source: "mail_log", sign: "unknown", text: "It is not set up." } as const;

  it("stands under its own heading", () => {
    shown(aHome([aCheck({ evidence: [unknown, known] })]));

    expect(textOf(".why h3")).toBe("What we could not see");
    const lists = [...root.querySelectorAll(".why ul")].map((each) => each.textContent);
    expect(lists[0]).toContain("Nothing is there.");
    expect(lists[1]).toContain("It is not set up.");
  });

  it("has no heading where there is nothing of it, and no list before it", () => {
    shown(aHome([aCheck({ evidence: [known] })]));
    expect(root.querySelector(".why h3")).toBeNull();

    shown(aHome([aCheck({ evidence: [unknown] })]));
    expect(root.querySelectorAll(".why ul")).toHaveLength(1);
  });
});

describe("opening the message", () => {
  const outside: Partial<Home> = {
    here: { insideOutlook: false, openItem: null, online: true },
  };

  it("is Outlook's work inside Outlook", () => {
    shown(aHome([aCheck()]));

    expect(find("[data-action=open]").getAttribute("data-id")).toBe("AAk1");
    expect(root.querySelector("a")).toBeNull();
  });

  it("is a link outside, and where Outlook would not", () => {
    for (const change of [outside, { unopened: new Set(["AAk1"]) }]) {
      shown(aHome([aCheck()], change));

      const link = find("a");
      expect(link.getAttribute("href")).toBe("https://outlook.office365.com/owa/?ItemID=AAk1");
      expect(link.getAttribute("rel")).toContain("noopener");
      expect(link.getAttribute("target")).toBe("_blank");
    }
  });

  it("is not offered when the link leads anywhere else", () => {
    shown(aHome([aCheck({}, { webLink: "https://outlook.office.com.example.org/" })], outside));

    expect(root.querySelector("a")).toBeNull();
  });

  it("is also there for the user's own copy", () => {
    const sent = { id: "AAkS", subject: "Invoice 7", sentAt: null, recipients: [], webLink: null };

    shown(aHome([aCheck({ verdict: "sent", sent })]));

    expect(find("[data-action=open][data-id=AAkS]").textContent).toBe("Open my message");
  });

  it("comes first for the own copy where the user sent it", () => {
    const sent = { id: "AAkS", subject: "Invoice 7", sentAt: null, recipients: [], webLink: null };
    const labels = (): (string | null)[] =>
      [...root.querySelectorAll(".actions .button")].map((each) => each.textContent);

    shown(aHome([aCheck({ verdict: "sent", sent })]));
    expect(labels()).toEqual(["Open my message", "Open bounce", "Delete"]);
    expect(textOf(".actions .primary")).toBe("Open my message");

    shown(aHome([aCheck({ verdict: "unsure", sent })]));
    expect(labels()).toEqual(["Delete", "Open bounce", "Open my message"]);
    expect(root.querySelector(".actions .primary")).toBeNull();
  });

  it("does not call an ordinary message a bounce", () => {
    const here = {
      insideOutlook: true,
      online: true,
      openItem: { internetMessageId: "<other@example.com>" },
    };
    const check = aCheck({ verdict: "not_a_bounce", actions: [] });

    shown(aHome([], { here, openCheck: { phase: "done", check } }));

    expect(textOf("[data-action=open]")).toBe("Open message");
  });
});

describe("the list", () => {
  const many = Array.from({ length: 60 }, (_, at) =>
    aCheck({}, { id: `AAk${at}`, internetMessageId: null }),
  );

  it("marks the one on top, and says verdict, subject and sender of each", () => {
    shown(aHome([aNumberedCheck(1), aNumberedCheck(2, { verdict: "unsure" })]));

    expect(root.querySelectorAll(".row")).toHaveLength(2);
    expect(root.querySelectorAll("[aria-current=true]")).toHaveLength(1);
    expect(textOf("[data-id=AAk2].row")).toContain("Not certain");
    expect(textOf("[data-id=AAk2].row")).toContain("Replica watches");
    expect(textOf("[data-id=AAk2].row")).toContain("postmaster@mx.example.net");
  });

  it("shows fifty, then more", () => {
    shown(aHome(many));
    expect(root.querySelectorAll(".row")).toHaveLength(50);
    expect(textOf("[data-action=more]")).toBe("Show 10 more");

    shown(aHome(many, { shown: 100 }));
    expect(root.querySelectorAll(".row")).toHaveLength(60);
    expect(root.querySelector("[data-action=more]")).toBeNull();
  });

  it("says how far the first load is", () => {
    const load = { phase: "running", request: 1, found: 8, judged: 3 } as const;

    shown(aHome([aCheck()], { settled: false, load }));

    expect(textOf("#progress-label")).toBe("Checked 3 of 8");
    expect(find("progress").getAttribute("value")).toBe("3");
    expect(root.querySelector(".banner")).toBeNull();
  });

  it("says that it is looking before anything is known", () => {
    const load = { phase: "running", request: 1, found: 0, judged: 0 } as const;

    shown(aHome([], { settled: false, load }));

    expect(textOf("#progress-label")).toBe("Looking for bounces…");
    expect(find("progress").hasAttribute("value")).toBe(false);
  });

  it("is friendly when there is nothing", () => {
    shown(aHome());

    expect(textOf(".empty h2")).toBe("No bounces in the last 14 days");
  });

  it("says when it is not whole", () => {
    shown(aHome([aCheck()], { load: { phase: "done", complete: false } }));

    expect(textOf(".list")).toContain("There may be more bounces");
  });

  it("says what went wrong, with the way on, and keeps the rows", () => {
    shown(aHome([aCheck()], { load: { phase: "failed", failure: PROBLEM } }));

    const notice = find(".notice");
    expect(notice.getAttribute("role")).toBe("alert");
    expect(notice.querySelector("[data-action=refresh]")?.textContent).toBe("Try again");
    expect(root.querySelectorAll(".row")).toHaveLength(1);
    expect(notice.textContent).not.toContain("Graph said 503.");
  });

  it.each([true, false])("is not there while only a failure is known (settled: %s)", (settled) => {
    shown(aHome([], { settled, load: { phase: "failed", failure: PROBLEM } }));

    expect(root.querySelectorAll(".notice")).toHaveLength(1);
    expect(root.querySelector(".list, .empty")).toBeNull();
  });
});

describe("the header", () => {
  it("leaves the product's name to the frame that Outlook puts around the pane", () => {
    shown(aHome());
    expect(textOf("h1")).toBe("Did you send it?");

    shown(aHome([], { here: { insideOutlook: false, openItem: null, online: true } }));
    expect(textOf("h1")).toBe("Bounce Check");
  });
});

describe("after a deletion", () => {
  const removed = { check: aCheck(), restoreId: "R1", undo: "possible" } as const;

  it("offers the way back", () => {
    shown(aHome([], { removed }));
    expect(textOf("[role=status].notice")).toContain("Moved to Deleted Items");
    expect(textOf("[data-action=undo]")).toBe("Undo");

    shown(aHome([], { removed: { ...removed, undo: "running" } }));
    expect(find("[data-action=undo]").getAttribute("aria-disabled")).toBe("true");

    shown(aHome([], { removed: { ...removed, undo: PROBLEM } }));
    expect(textOf("[role=alert]")).toContain("Microsoft 365 does not answer");
  });

  it("puts the focus there, so that a second press cannot delete the next message", () => {
    shown(aHome([aNumberedCheck(1), aNumberedCheck(2)]));
    find("[data-action=remove]").focus();

    shown(aHome([aNumberedCheck(2)], { removed }));

    expect(document.activeElement?.getAttribute("data-action")).toBe("undo");
  });
});

describe("the open message", () => {
  const here = {
    insideOutlook: true,
    online: true,
    openItem: { internetMessageId: "<other@example.com>" },
  };

  it("can be checked when the list does not hold it", () => {
    shown(aHome([aCheck()], { here }));
    expect(textOf("[data-action=check_open]")).toBe("Check the open message");

    shown(aHome([aCheck()], { here, openCheck: { phase: "running", request: 1 } }));
    expect(textOf("[data-action=check_open]")).toBe("Checking the open message…");

    shown(aHome([aCheck()], { here, openCheck: { phase: "failed", failure: PROBLEM } }));
    expect(textOf(".open-message [role=alert]")).toContain("Wait a little");
  });
});

describe("signed out", () => {
  const state: State = {
    kind: "signed_out",
    here: { insideOutlook: true, openItem: null, online: false },
    signingIn: false,
    failure: null,
    challenge: { claims: null, consent: false },
  };

  it("says what it does and what it reads, before it asks to sign in", () => {
    shown(state);

    expect(root.querySelectorAll(".welcome li")).toHaveLength(3);
    expect(textOf("[data-action=sign_in]")).toBe("Sign in");
  });

  it("says that we are offline", () => {
    expect(shown(state).textContent).toContain("You are offline");
  });

  it.each<Failure>([
    PROBLEM,
    { kind: "unreachable" },
    { kind: "unexpected" },
    { kind: "signed_out" },
    { kind: "sign_in", code: "popup_window_error" },
    { kind: "kept" },
    { kind: "not_restored" },
  ])("says why, and asks again: $kind", (failure) => {
    shown({ ...state, failure });

    expect(textOf("[role=alert] .strong")).not.toBe("");
    expect(textOf("[data-action=sign_in]")).toBe("Sign in again");
  });

  it("says that it waits", () => {
    expect(shown({ ...state, signingIn: true }).textContent).toContain("Waiting for sign-in");
  });
});

describe("mail is hostile", () => {
  const evil = (text: string): Check =>
    aCheck(
      {
        title: text,
        body: text,
        steps: [text],
        original: { subject: text, from: text, sentAt: null },
        recipients: [{ address: text, status: text, cause: text, fix: text }],
        evidence: [{ source: "bounce", sign: "none", text }],
      },
      { subject: text, from: text },
    );

  it("shows markup as text", () => {
    shown(aHome([evil("<img src=x onerror=alert(1)><a href='https://example.org'>x</a>")]));

    expect(root.querySelectorAll("img, a, script")).toHaveLength(0);
    expect(textOf(".row-subject")).toContain("<img src=x");
  });

  it("lets no text turn around, hide or run on without end", () => {
    shown(aHome([evil(`a\u202Egnp.exe\u0000\u200B\n${"x".repeat(100_000)}`)]));

    expect(textOf(".row-subject bdi")).toMatch(/^agnp\.exe x+…$/u);
    expect(textOf(".row-subject bdi").length).toBeLessThan(500);
  });

  it("gives names to what has none", () => {
    shown(aHome([aCheck({ original: null }, { subject: "\u202E", from: null })]));

    expect(textOf(".row-subject")).toBe("(no subject)");
    expect(textOf(".row-from")).toBe("(unknown sender)");
  });
});

describe("drawing again", () => {
  it("keeps the elements, so that focus and an open disclosure survive", () => {
    const evidence = [{ source: "origin", sign: "against", text: "foreign" }] as const;
    const checks = [aNumberedCheck(1, { evidence }), aNumberedCheck(2, { evidence })];
    shown(aHome(checks.slice(0, 1)));
    const row = find(".row");
    row.focus();
    find("details").setAttribute("open", "");

    shown(aHome(checks));

    expect(document.activeElement).toBe(row);
    expect(find("details").hasAttribute("open")).toBe(true);

    shown(aHome(checks, { chosenId: "AAk2" }));

    expect(document.activeElement).toBe(row);
    expect(find("details").hasAttribute("open")).toBe(false);
  });

  it("starts with one word", () => {
    const state = startingIn({ insideOutlook: false, openItem: null, online: true });

    expect(shown(state).textContent).toBe("Starting…");
  });
});

describe("clicks", () => {
  it("tell the action and the message, from anywhere inside the button", () => {
    const listener = vi.fn();
    onClick(root, listener);
    shown(aHome([aCheck()]));

    root.querySelector(".row svg")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    find("h1").click();

    expect(listener.mock.calls).toEqual([[{ action: "choose", id: "AAk1" }]]);
  });

  it("on what is disabled do nothing", () => {
    const listener = vi.fn();
    onClick(root, listener);
    shown(aHome([aCheck()], { removals: new Map([["AAk1", "running"]]) }));

    find("[data-action=remove]").click();

    expect(listener).not.toHaveBeenCalled();
  });
});
