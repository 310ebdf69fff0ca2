"""What the pane shows for what Outlook tells it, and what Outlook does not tell it."""

import re

from playwright.sync_api import Route, expect

from browser.outlook_page import TOM, OutlookPage

NDR = "Undelivered Mail Returned to Sender"
EXIM_NOTICE = "Mail delivery failed: returning message to sender"
ORDINARY = "Undeliverable: which address shall we use?"


def test_a_delivery_report_opens_the_pane_after_a_warning(outlook: OutlookPage) -> None:
    outlook.visit().read(NDR)

    outlook.page.locator("#bounce-check").click()

    expect(outlook.page.locator("#restricted[open]")).to_be_visible()
    expect(outlook.page.locator("#pane-frame iframe")).to_have_count(0)
    outlook.page.get_by_role("button", name="OK").click()
    outlook.wait_for_list()
    expect(outlook.pane.locator(".banner-why")).to_have_text("Probably the one you have open")


def test_an_item_that_is_null_shows_the_list(outlook: OutlookPage) -> None:
    outlook.trouble(no_item="null")

    outlook.visit().read(NDR).press_bounce_check().wait_for_list()

    expect(outlook.verdict).to_be_visible()


def test_an_item_that_is_undefined_shows_the_list(outlook: OutlookPage) -> None:
    outlook.trouble(no_item="undefined")

    outlook.visit().read(NDR).press_bounce_check().wait_for_list()

    expect(outlook.verdict).to_be_visible()


def test_no_message_at_all_shows_the_list(outlook: OutlookPage) -> None:
    outlook.visit().press_bounce_check().wait_for_list()

    expect(outlook.verdict).to_be_visible()


def test_a_bounce_in_plain_text_is_judged_on_top(outlook: OutlookPage) -> None:
    outlook.visit().read(EXIM_NOTICE, at=-1).press_bounce_check().wait_for_list()

    expect(outlook.pane.locator(".banner-why")).to_have_text("The message you have open")
    expect(outlook.pane.locator(".named .strong")).to_have_text(EXIM_NOTICE)


def test_a_report_that_is_opened_without_an_event_does_not_pass_for_the_open_message(
    outlook: OutlookPage,
) -> None:
    outlook.visit().read(EXIM_NOTICE).press_bounce_check().wait_for_list()
    named = outlook.pane.locator(".named .strong")
    expect(named).to_have_text(EXIM_NOTICE)

    outlook.read(NDR)
    outlook.pane.locator("body").evaluate("() => window.dispatchEvent(new Event('focus'))")

    expect(outlook.page.locator("#reading .subject")).to_have_text(NDR)
    expect(named).to_have_text(EXIM_NOTICE)


def test_another_message_moves_the_pane_along(outlook: OutlookPage) -> None:
    outlook.visit().read(EXIM_NOTICE).press_bounce_check().wait_for_list()

    outlook.read("failure notice")

    expect(outlook.pane.locator(".named .strong")).to_have_text("failure notice")


def test_a_late_answer_does_not_overwrite_the_message_that_is_open_now(
    outlook: OutlookPage,
) -> None:
    held: list[Route] = []
    outlook.visit().read(ORDINARY).press_bounce_check().wait_for_list()
    outlook.page.context.route(
        re.compile("/api/checks$"),
        lambda route: held.append(route),  # noqa: PLW0108 - Playwright takes no built-in
    )
    outlook.button("Check the open message").click()
    expect(outlook.button("Checking the open message…")).to_be_visible()

    outlook.read("failure notice")
    named = outlook.pane.locator(".named .strong")
    expect(named).to_have_text("failure notice")
    for route in held:
        route.continue_()
    outlook.page.wait_for_timeout(1000)

    expect(named).to_have_text("failure notice")


def test_a_message_that_is_no_bounce_can_be_asked_about(outlook: OutlookPage) -> None:
    outlook.visit().read(ORDINARY).press_bounce_check().wait_for_list()

    outlook.button("Check the open message").click()

    expect(outlook.verdict).to_have_text("Not a bounce")
    expect(outlook.pane.locator(".named .strong")).to_have_text(ORDINARY)


def test_a_pane_that_is_not_pinned_closes_with_the_next_message(outlook: OutlookPage) -> None:
    outlook.visit().read(NDR).press_bounce_check()

    outlook.page.get_by_role("button", name="Pin").click()
    outlook.read(EXIM_NOTICE)

    expect(outlook.page.locator("#pane")).to_be_hidden()


def test_a_mailbox_without_bounces_says_so(outlook: OutlookPage) -> None:
    outlook.visit(TOM).press_bounce_check()

    expect(outlook.pane.get_by_text("No bounces in the last 14 days")).to_be_visible()


def test_german_outlook_works(outlook: OutlookPage) -> None:
    outlook.visit(language="de-DE").read(NDR).press_bounce_check().wait_for_list()

    expect(outlook.verdict).to_be_visible()


def test_the_open_message_can_be_shown_in_outlook(outlook: OutlookPage) -> None:
    outlook.visit().press_bounce_check().wait_for_list()
    outlook.choose("Sent by you")
    subject = outlook.pane.locator(".named .strong").inner_text()

    outlook.button("Open bounce").click()

    expect(outlook.page.locator("#reading .subject")).to_have_text(subject)
