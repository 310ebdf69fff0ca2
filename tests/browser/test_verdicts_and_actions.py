"""Each verdict in the pane, what a person can do about it, and what goes wrong on the way."""

import pytest
from playwright.sync_api import expect

from browser.outlook_page import IDA, LEA, MARA, PAUL, VINCE, OutlookPage

VERDICTS = [
    (VINCE, "Not sent by you", "You didn't send this - safe to delete"),
    (VINCE, "Sent by you", "You sent this"),
    (MARA, "Sent automatically", "Your mailbox sent this by itself"),
    (LEA, "Check your account", "Someone may be using your account"),
    (VINCE, "May be fake", "This may be a fake bounce"),
    (PAUL, "Not certain", "You probably didn't send this"),
]


@pytest.mark.parametrize(("user", "row", "title"), VERDICTS, ids=[row for _, row, _ in VERDICTS])
def test_a_verdict_says_which_message_it_is_about(
    outlook: OutlookPage, user: str, row: str, title: str
) -> None:
    outlook.visit(user).press_bounce_check().wait_for_list()

    outlook.choose(row)

    expect(outlook.verdict).to_contain_text(title)
    expect(outlook.pane.locator(".named .strong")).not_to_be_empty()


def test_delete_moves_the_bounce_and_undo_brings_it_back(outlook: OutlookPage) -> None:
    outlook.visit(MARA).press_bounce_check().wait_for_list()
    outlook.choose("Not sent by you")
    subject = outlook.pane.locator(".named .strong").inner_text()
    expect(outlook.message(subject)).to_be_visible()

    outlook.button("Delete").click()
    expect(outlook.pane.get_by_text("Moved to Deleted Items")).to_be_visible()
    expect(outlook.message(subject)).to_have_count(0)
    outlook.folder("Deleted Items")
    expect(outlook.message(subject)).to_be_visible()

    outlook.button("Undo").click()
    expect(outlook.message(subject)).to_have_count(0)
    outlook.folder("Inbox")
    expect(outlook.message(subject)).to_be_visible()


def test_graph_that_is_down_says_so_and_try_again_mends_it(outlook: OutlookPage) -> None:
    outlook.trouble(graph="down")
    outlook.visit().press_bounce_check()
    expect(outlook.pane.get_by_role("alert")).to_be_visible(timeout=40_000)
    expect(outlook.pane.get_by_text("Microsoft 365 does not answer")).to_have_count(1)
    expect(outlook.pane.get_by_text("Last 14 days")).to_have_count(0)

    outlook.mend()
    outlook.button("Try again").click()

    outlook.wait_for_list()


def test_the_backend_that_is_gone_says_so_and_try_again_mends_it(outlook: OutlookPage) -> None:
    outlook.page.context.route("**/api/bounces*", lambda route: route.abort())
    outlook.visit().press_bounce_check()
    expect(outlook.pane.get_by_text("Bounce Check cannot be reached")).to_be_visible()

    outlook.page.context.unroute("**/api/bounces*")
    outlook.button("Try again").click()

    outlook.wait_for_list()


def test_one_mailbox_that_graph_cannot_reach_does_not_hurt_another(outlook: OutlookPage) -> None:
    outlook.visit(IDA).press_bounce_check()
    expect(outlook.pane.get_by_role("alert")).to_be_visible(timeout=40_000)

    outlook.visit(VINCE).press_bounce_check()

    outlook.wait_for_list()


def test_a_hostile_subject_is_shown_as_text(outlook: OutlookPage) -> None:
    hostile = '<img src=x onerror="window.owned=1"><script>window.owned=1</script>'

    def poison(route: object) -> None:
        response = route.fetch()  # type: ignore[attr-defined]  # a Route
        body = response.text().replace("Replica watches at half price", hostile.replace('"', '\\"'))
        route.fulfill(response=response, body=body)  # type: ignore[attr-defined]  # a Route

    outlook.page.context.route("**/api/bounces*", poison)
    outlook.visit().press_bounce_check().wait_for_list()

    expect(outlook.pane.get_by_text(hostile).first).to_be_visible()
    expect(outlook.pane.locator("img, script:not([src])")).to_have_count(0)
    assert outlook.page.frames[-1].evaluate("window.owned") is None
