"""Saves pictures of the pane for the documentation: `make screenshots`."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Route, ViewportSize, expect, sync_playwright

from browser.chromium import start_chromium, use_our_node
from browser.outlook_page import (
    LEA,
    MARA,
    PAUL,
    TOM,
    VINCE,
    OutlookPage,
    sign_in_at_emulator,
)
from browser.running_demo import ROOT, RunningDemo, running_demo

PICTURES = ROOT / "docs" / "pictures"
CONTRACT = ROOT / "tests" / "contract"
ORDINARY = "Undeliverable: which address shall we use?"
NARROW = {"width": 320, "height": 900}
TALL = {"width": 1280, "height": 860}
WHOLE = {"width": 1280, "height": 1700}
NARROW_WHOLE = {"width": 320, "height": 1900}
WIDE = {"width": 1280, "height": 760}
PAGE = {"width": 760, "height": 760}
GRAPH_GIVES_UP_WITHIN_MS = 60_000
SETTLE_MS = 400

Pose = Callable[[OutlookPage], None]


def chosen(verdict: str) -> Pose:
    """Return how to bring a verdict to the top."""

    def pose(outlook: OutlookPage) -> None:
        outlook.wait_for_list().choose(verdict)

    return pose


def explained(verdict: str) -> Pose:
    """Return how to bring a verdict to the top, with the reasons for it."""

    def pose(outlook: OutlookPage) -> None:
        chosen(verdict)(outlook)
        outlook.pane.locator("summary").click()

    return pose


def reported(verdict: str, button: str) -> Pose:
    """Return how to bring a verdict to the top and tell the administrators about it."""

    def pose(outlook: OutlookPage) -> None:
        chosen(verdict)(outlook)
        outlook.button(button).click()
        expect(outlook.pane.locator(".told")).not_to_be_empty()

    return pose


def asked_about(subject: str) -> Pose:
    """Return how to ask about an ordinary message, with the reasons for the answer."""

    def pose(outlook: OutlookPage) -> None:
        outlook.wait_for_list()
        outlook.read(subject)
        outlook.button("Check the open message").click()
        expect(outlook.pane.locator(".named .strong")).to_have_text(subject)
        outlook.pane.locator("summary").click()

    return pose


def waiting(outlook: OutlookPage) -> None:
    """Bring a check to the top that waits for the mail log, as the contract shows one."""
    shown = json.loads((CONTRACT / "check_again.json").read_text())

    def waits(route: Route) -> None:
        response = route.fetch()
        lines = [json.loads(line) for line in response.text().splitlines()]
        first = next(line for line in lines if line["type"] == "bounce")
        words = ("verdict", "reason", "title", "body", "steps", "evidence", "actions", "recheckAt")
        first["check"] |= {name: shown[name] for name in words}
        route.fulfill(response=response, body="".join(f"{json.dumps(line)}\n" for line in lines))

    outlook.wait_for_list()
    outlook.page.context.route("**/api/bounces*", waits)
    outlook.button("Refresh").click()
    expect(outlook.verdict).to_have_text(shown["title"], timeout=GRAPH_GIVES_UP_WITHIN_MS)
    outlook.wait_for_list()
    outlook.pane.locator("summary").click()


def shows(selector: str) -> Pose:
    """Return how to wait for something in the pane."""

    def pose(outlook: OutlookPage) -> None:
        place = outlook.pane.locator(selector).first
        expect(place).to_be_visible(timeout=GRAPH_GIVES_UP_WITHIN_MS)

    return pose


LOOKS = {
    "light": TALL,
    "dark": TALL,
    "narrow": NARROW,
    "whole-light": WHOLE,
    "whole-dark": WHOLE,
    "whole-narrow": NARROW_WHOLE,
}
STATES: dict[str, tuple[str, dict[str, str], Pose]] = {
    "not-sent": (VINCE, {}, chosen("Not sent by you")),
    "sent": (VINCE, {}, chosen("Sent by you")),
    "probably-not": (PAUL, {}, chosen("Not certain")),
    "suspicious": (VINCE, {}, chosen("May be fake")),
    "told": (VINCE, {}, reported("Not sent by you", "Not me, tell IT")),
    "no-bounces": (TOM, {}, shows(".empty")),
    "signed-out": (VINCE, {"sign_in": "signed_out"}, shows(".welcome")),
    "graph-down": (VINCE, {"graph": "down"}, shows("[role=alert]")),
}
WHY: dict[str, tuple[str, dict[str, str], Pose]] = {
    "why-not-sent": (VINCE, {}, explained("Not sent by you")),
    "why-sent": (VINCE, {}, explained("Sent by you")),
    "why-sent-automatically": (MARA, {}, explained("Sent automatically")),
    "why-maybe-compromised": (LEA, {}, explained("Check your account")),
    "why-suspicious": (VINCE, {}, explained("May be fake")),
    "why-unsure": (PAUL, {}, explained("Not certain")),
    "why-checking-again": (VINCE, {}, waiting),
    "why-not-a-bounce": (VINCE, {}, asked_about(ORDINARY)),
}
"""The banner of each verdict, with the reasons for it."""

PICTURED = (
    *((name, "light") for name in STATES),
    ("not-sent", "dark"),
    ("suspicious", "dark"),
    ("sent", "narrow"),
    ("probably-not", "narrow"),
    *((name, "whole-light") for name in WHY),
    ("why-maybe-compromised", "whole-dark"),
    ("why-checking-again", "whole-dark"),
    ("why-maybe-compromised", "whole-narrow"),
    ("why-unsure", "whole-narrow"),
)
"""Each state once, and of the other looks those with most on them."""


@contextmanager
def opened(
    browser: Browser, demo: RunningDemo, size: dict[str, int], trouble: dict[str, str]
) -> Iterator[OutlookPage]:
    """Open a fresh Outlook of this size in which these things are broken."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        ignore_https_errors=True,
        locale="en-US",
    )
    outlook = OutlookPage(context.new_page(), demo)
    outlook.trouble(**trouble)
    yield outlook
    outlook.mend()
    # A load may be under way: the pane asks again when somebody looks at it.
    context.unroute_all(behavior="ignoreErrors")
    context.close()


def take_pane(outlook: OutlookPage, name: str) -> None:
    """Save the pane alone, at the top of its list."""
    outlook.page.wait_for_timeout(SETTLE_MS)
    outlook.pane.locator("html").evaluate("(top) => top.scrollIntoView()")
    outlook.page.mouse.move(0, 0)
    outlook.page.locator("#pane").screenshot(path=PICTURES / f"{name}.png", animations="disabled")


def take_page_of_its_own(browser: Browser, demo: RunningDemo) -> None:
    """Save the same pane as it looks without Outlook."""
    size = ViewportSize(width=PAGE["width"], height=PAGE["height"])
    context = browser.new_context(viewport=size, ignore_https_errors=True, locale="en-US")
    page = context.new_page()
    page.goto(f"{demo.origin}/app")
    with page.expect_popup() as opening:
        page.get_by_role("button", name="Sign in", exact=True).click()
    sign_in_at_emulator(opening.value)
    expect(page.locator(".list-head [role=status]")).to_contain_text("bounce")
    page.screenshot(path=PICTURES / "app-light.png", animations="disabled")
    context.close()


def take_all(browser: Browser, demo: RunningDemo) -> None:
    """Save the pane in its states and looks, the page of its own, and the whole of Outlook."""
    for name, look in PICTURED:
        user, trouble, pose = (STATES | WHY)[name]
        with opened(browser, demo, LOOKS[look], trouble) as outlook:
            outlook.visit(user, theme="dark" if look.endswith("dark") else "light")
            outlook.press_bounce_check()
            pose(outlook)
            take_pane(outlook, f"{name}-{look.removeprefix('whole-')}")
    take_page_of_its_own(browser, demo)
    with opened(browser, demo, WIDE, {}) as outlook:
        outlook.visit(theme="light").read("failure notice").press_bounce_check().wait_for_list()
        outlook.page.screenshot(path=PICTURES / "outlook-light.png", animations="disabled")


def main() -> None:
    """Start the demo and a browser, and take all pictures."""
    use_our_node()
    Path(PICTURES).mkdir(parents=True, exist_ok=True)
    with running_demo() as demo, sync_playwright() as playwright:
        browser = start_chromium(playwright)
        take_all(browser, demo)
        browser.close()


if __name__ == "__main__":
    main()
