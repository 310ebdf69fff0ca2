"""Signing in: by Outlook itself, by a prompt, by a window; and when it does not work."""

import pytest
from playwright.sync_api import expect

from browser.conftest import NewContext
from browser.outlook_page import NOOR, OutlookPage, sign_in_at_emulator
from browser.running_demo import RunningDemo


def test_outlook_signs_in_without_asking(outlook: OutlookPage) -> None:
    outlook.visit().press_bounce_check()

    outlook.wait_for_list()


def test_outlook_asks_the_person_first(outlook: OutlookPage) -> None:
    outlook.trouble(sign_in="prompt")
    outlook.visit().press_bounce_check()

    outlook.button("Sign in").click()
    outlook.page.locator("#consent").get_by_role("button", name="Accept").click()

    outlook.wait_for_list()


def test_a_prompt_that_is_cancelled_leaves_the_button(outlook: OutlookPage) -> None:
    outlook.trouble(sign_in="prompt")
    outlook.visit().press_bounce_check()

    outlook.button("Sign in").click()
    outlook.page.locator("#consent").get_by_role("button", name="Cancel").click()

    expect(outlook.button("Sign in")).to_be_enabled()
    expect(outlook.pane.get_by_role("alert")).to_have_count(0)


def test_nobody_is_signed_in_to_outlook(outlook: OutlookPage) -> None:
    outlook.trouble(sign_in="signed_out")
    outlook.visit().press_bounce_check()

    expect(outlook.button("Sign in")).to_be_visible()
    expect(outlook.verdict).to_have_count(0)


def test_consent_that_was_withdrawn_is_asked_for_again(outlook: OutlookPage) -> None:
    outlook.visit().press_bounce_check().wait_for_list()

    outlook.trouble(consent="withdrawn")
    outlook.visit().press_bounce_check()
    outlook.pane.locator("[data-action=sign_in]").click()
    outlook.page.locator("#consent").get_by_role("button", name="Accept").click()

    outlook.wait_for_list()


def test_a_mailbox_that_never_consented_is_asked_once(outlook: OutlookPage) -> None:
    outlook.visit(NOOR).press_bounce_check()
    asked = outlook.pane.get_by_role("alert")
    expect(asked).to_contain_text("Bounce Check needs your permission")
    expect(asked).not_to_contain_text("AADSTS")

    outlook.button("Sign in again").click()
    outlook.page.locator("#consent").get_by_role("button", name="Accept").click()

    outlook.wait_for_list()


def test_a_claims_challenge_reaches_outlook_and_is_met(outlook: OutlookPage) -> None:
    outlook.trouble(consent="claims")
    outlook.visit().press_bounce_check()

    outlook.button("Sign in again").click()
    outlook.page.locator("#consent").get_by_role("button", name="Accept").click()

    outlook.wait_for_list()


@pytest.mark.parametrize("trouble", [{"sign_in": "unsupported"}, {"client": "old"}])
def test_an_outlook_without_nested_sign_in_uses_a_window(
    outlook: OutlookPage, trouble: dict[str, str]
) -> None:
    outlook.trouble(**trouble)
    outlook.visit().press_bounce_check()

    with outlook.page.expect_popup() as opening:
        outlook.button("Sign in").click()
    sign_in_at_emulator(opening.value)

    outlook.wait_for_list()


def test_the_page_of_its_own_signs_in_with_a_popup(
    new_context: NewContext, demo: RunningDemo
) -> None:
    page = new_context().new_page()
    page.goto(f"{demo.origin}/app")

    with page.expect_popup() as opening:
        page.get_by_role("button", name="Sign in", exact=True).click()
    sign_in_at_emulator(opening.value)

    expect(page.locator("#verdict")).to_be_visible()
    assert page.evaluate("typeof window.Office") == "undefined"
