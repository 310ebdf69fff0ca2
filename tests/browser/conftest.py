"""A demo and a browser for the whole run; a fresh browser profile for each test."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from browser.chromium import start_chromium, use_our_node
from browser.outlook_page import Guard, OutlookPage
from browser.running_demo import RunningDemo, running_demo

WIDE = {"width": 1360, "height": 860}
PATIENCE_MS = 10_000

NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def demo() -> Iterator[RunningDemo]:
    with running_demo() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    use_our_node()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = start_chromium(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser: Browser, demo: RunningDemo) -> Iterator[NewContext]:
    """A way to open browser profiles that may not leave this machine and must not break."""
    opened: list[tuple[BrowserContext, Guard]] = []

    def open_context(**options: object) -> BrowserContext:
        wanted = {"viewport": WIDE, "ignore_https_errors": True, "locale": "en-US", **options}
        context = browser.new_context(**wanted)  # type: ignore[arg-type]  # options by name
        context.set_default_timeout(PATIENCE_MS)
        opened.append((context, Guard(context)))
        return context

    yield open_context

    for context, guard in opened:
        context.request.delete(f"{demo.outlook}api/faults")
        # A handler may still be fetching: the page asks again by itself.
        context.unroute_all(behavior="ignoreErrors")
        context.close()
        assert guard.wrongs == []


@pytest.fixture
def outlook(new_context: NewContext, demo: RunningDemo) -> OutlookPage:
    return OutlookPage(new_context().new_page(), demo)
