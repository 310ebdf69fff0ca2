"""Saves pictures of the pane for the documentation: `make screenshots`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from browser.chromium import start_chromium, use_our_node
from browser.outlook_page import PAUL, TOM, VINCE, OutlookPage
from browser.running_demo import ROOT, RunningDemo, running_demo

PICTURES = ROOT / "docs" / "pictures"
NARROW = {"width": 320, "height": 900}
WIDE = {"width": 1280, "height": 760}
GRAPH_GIVES_UP_WITHIN_MS = 60_000
SETTLE_MS = 400

Pose = Callable[[OutlookPage], None]


def chosen(verdict: str) -> Pose:
    """Return how to bring a verdict to the top."""

    def pose(outlook: OutlookPage) -> None:
        outlook.wait_for_list().choose(verdict)

    return pose


def shows(selector: str) -> Pose:
    """Return how to wait for something in the pane."""

    def pose(outlook: OutlookPage) -> None:
        place = outlook.pane.locator(selector).first
        expect(place).to_be_visible(timeout=GRAPH_GIVES_UP_WITHIN_MS)

    return pose


STATES: dict[str, tuple[str, dict[str, str], Pose]] = {
    "not-sent": (VINCE, {}, chosen("Not sent by you")),
    "sent": (VINCE, {}, chosen("Sent by you")),
    "probably-not": (PAUL, {}, chosen("Not certain")),
    "suspicious": (VINCE, {}, chosen("May be fake")),
    "no-bounces": (TOM, {}, shows(".empty")),
    "signed-out": (VINCE, {"sign_in": "signed_out"}, shows(".welcome")),
    "graph-down": (VINCE, {"graph": "down"}, shows("[role=alert]")),
}


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
    context.close()


def take_pane(outlook: OutlookPage, name: str) -> None:
    """Save the pane alone, at the top of its list."""
    outlook.page.wait_for_timeout(SETTLE_MS)
    outlook.pane.locator("html").evaluate("(page) => page.scrollTo(0, 0)")
    outlook.page.mouse.move(0, 0)
    outlook.page.locator("#pane").screenshot(path=PICTURES / f"{name}.png", animations="disabled")


def take_all(browser: Browser, demo: RunningDemo) -> None:
    """Save every state in light, dark and 320 pixels, and two views of the whole page."""
    for name, (user, trouble, pose) in STATES.items():
        for look, size in (("light", WIDE), ("dark", WIDE), ("narrow", NARROW)):
            with opened(browser, demo, size, trouble) as outlook:
                outlook.visit(user, theme="dark" if look == "dark" else "light")
                outlook.press_bounce_check()
                pose(outlook)
                take_pane(outlook, f"{name}-{look}")
    for theme in ("light", "dark"):
        with opened(browser, demo, WIDE, {}) as outlook:
            outlook.visit(theme=theme).read("failure notice").press_bounce_check().wait_for_list()
            outlook.page.screenshot(path=PICTURES / f"outlook-{theme}.png", animations="disabled")


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
