"""Who may frame the pane: Outlook's own origins, and nobody else."""

import re

from playwright.sync_api import Page, Route, expect

from browser.conftest import NewContext
from browser.outlook_page import OutlookPage
from browser.running_demo import RunningDemo

REAL_OUTLOOK = "https://outlook.office.com"
STRANGER = "https://mail.example.org"


def put_page_at(page: Page, origin: str, demo: RunningDemo) -> None:
    """Answer everything below an origin with what the demo has at that path."""

    def answer(route: Route) -> None:
        response = route.fetch(url=route.request.url.replace(origin, demo.origin, 1))
        route.fulfill(response=response)

    page.context.route(re.compile(f"^{re.escape(origin)}/"), answer)


def test_the_pane_works_across_origins_in_outlook_itself(
    new_context: NewContext, demo: RunningDemo
) -> None:
    page = new_context().new_page()
    put_page_at(page, REAL_OUTLOOK, demo)

    outlook = OutlookPage(page, RunningDemo(origin=REAL_OUTLOOK))
    outlook.visit().press_bounce_check().wait_for_list()

    expect(outlook.verdict).to_be_visible()
    assert page.url.startswith(REAL_OUTLOOK)


def test_a_strangers_page_may_not_frame_the_pane(
    new_context: NewContext, demo: RunningDemo
) -> None:
    context = new_context()
    page = context.new_page()
    frame = f'<iframe src="{demo.origin}/addin/taskpane.html"></iframe>'
    page.context.route(
        f"{STRANGER}/", lambda route: route.fulfill(body=frame, content_type="text/html")
    )
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(f"{STRANGER}/")

    # Chromium complains first and puts its error page there after.
    page.frames[1].wait_for_url("chrome-error:**")


def test_the_page_of_its_own_may_not_be_framed_at_all(
    new_context: NewContext, demo: RunningDemo
) -> None:
    answer = new_context().request.get(f"{demo.origin}/app")

    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
