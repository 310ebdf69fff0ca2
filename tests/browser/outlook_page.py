"""The emulated Outlook, as a test uses it: what a person would do, and what they would see."""

import re

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    FrameLocator,
    Locator,
    Page,
    Route,
    expect,
)

from browser.running_demo import RunningDemo

VINCE = "vince@contoso.com"
LEA = "lea@contoso.com"
PAUL = "paul@contoso.com"
TOM = "tom@contoso.com"
IDA = "ida@contoso.com"
NOOR = "noor@contoso.com"
MARA = "mara@contoso.com"

FIRST_TIMEOUT_MS = 20_000

_ELSEWHERE = re.compile(r"^(https?|wss?)://(?!localhost[:/])")


class Guard:
    """Notes what no page of ours may ever do: leave this machine, or break."""

    def __init__(self, context: BrowserContext) -> None:
        self.wrongs: list[str] = []
        context.route(_ELSEWHERE, self._refuse)
        context.on("page", self._watch)
        context.on("console", self._hear)

    def _refuse(self, route: Route) -> None:
        self.wrongs.append(f"asked {route.request.url}")
        route.abort()

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.wrongs.append(f"error {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text and "frame-ancestors" not in message.text:
            self.wrongs.append(message.text)


class OutlookPage:
    """One tab with the emulated Outlook in it."""

    def __init__(self, page: Page, demo: RunningDemo) -> None:
        self.page = page
        self.demo = demo

    @property
    def pane(self) -> FrameLocator:
        """What is inside the task pane."""
        return self.page.frame_locator("#pane-frame iframe")

    @property
    def verdict(self) -> Locator:
        """The title of the verdict on top of the pane."""
        return self.pane.locator("#verdict")

    def button(self, name: str) -> Locator:
        """A button of the pane."""
        return self.pane.get_by_role("button", name=name, exact=True)

    def visit(self, user: str = VINCE, **choices: str) -> "OutlookPage":
        """Open the page with this mailbox; choices are theme and language."""
        query = "&".join(f"{key}={value}" for key, value in {"user": user, **choices}.items())
        self.page.goto(f"{self.demo.outlook}?{query}")
        expect(self.page.locator("body[data-ready]")).to_be_attached(timeout=FIRST_TIMEOUT_MS)
        return self

    def message(self, subject: str, at: int = 0) -> Locator:
        """A message of the list, by its exact subject."""
        exact = self.page.locator(".row-subject", has_text=re.compile(f"^{re.escape(subject)}$"))
        return self.page.locator("#messages [role=option]").filter(has=exact).nth(at)

    def read(self, subject: str, at: int = 0) -> "OutlookPage":
        """Open a message."""
        self.message(subject, at).click()
        expect(self.page.locator("#reading .subject")).to_have_text(subject)
        return self

    def press_bounce_check(self) -> "OutlookPage":
        """Press the button on the ribbon, and say OK where Outlook warns."""
        self.page.locator("#bounce-check").click()
        warning = self.page.locator("#restricted[open]")
        opened = self.page.locator("#pane-frame iframe")
        expect(warning.or_(opened)).to_be_visible()
        if warning.is_visible():
            warning.get_by_role("button", name="OK").click()
        expect(opened).to_be_visible()
        return self

    def wait_for_list(self) -> "OutlookPage":
        """Wait until the pane has judged everything."""
        count = self.pane.locator(".list-head [role=status]")
        expect(count).to_have_text(re.compile(r"bounce"), timeout=FIRST_TIMEOUT_MS)
        return self

    def choose(self, verdict: str, at: int = 0) -> "OutlookPage":
        """Choose a bounce from the pane's list, by its verdict."""
        row = self.rows(verdict).nth(at)
        row.click()
        expect(row).to_have_attribute("aria-current", "true")
        return self

    def rows(self, verdict: str = "") -> Locator:
        """The bounces of the pane's list, all or those of one verdict."""
        rows = self.pane.locator("button.row")
        return rows.filter(has=self.page.locator(".row-verdict", has_text=verdict))

    def trouble(self, **choices: str) -> None:
        """Break things as the drawer of the page does."""
        self.page.request.put(f"{self.demo.outlook}api/faults", data=choices)

    def mend(self) -> None:
        """Mend everything."""
        self.page.request.delete(f"{self.demo.outlook}api/faults")

    def folder(self, name: str) -> None:
        """Open a folder of the mailbox."""
        self.page.locator("#folders button", has_text=name).click()
        expect(self.page.locator("#list-title")).to_have_text(name)


def sign_in_at_emulator(window: Page, name: str = "Vince Keller") -> None:
    """Pick an account on the emulated sign-in page, and agree if it asks."""
    window.get_by_role("button", name=re.compile(name)).click()
