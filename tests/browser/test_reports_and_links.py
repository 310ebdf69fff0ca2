"""What a person can tell the administrators, and where the pane leads: nowhere that mail chose."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from browser.conftest import NewContext
from browser.outlook_page import LEA, MARA, VINCE, OutlookPage, sign_in_at_emulator
from browser.running_demo import ROOT, RunningDemo

EVIL = "https://evil.example/login"
LURE = f'<a href="{EVIL}">Sign in</a> {EVIL} www.evil.example mailto:x@evil.example'
HELP = {"learn.microsoft.com", "support.microsoft.com"}
OUTLOOK = {"outlook.office.com", "outlook.office365.com"}


def with_lures(line: dict[str, Any]) -> dict[str, Any]:
    """Put links into every text of a bounce that comes from mail, and one into the guidance."""
    if line["type"] != "bounce":
        return line
    check = line["check"]
    check["message"] |= {"subject": LURE, "from": LURE, "webLink": EVIL}
    check["bounce"]["original"] |= {"subject": LURE, "from": LURE}
    check["bounce"]["recipients"] = [
        {"address": LURE, "status": "5.1.1", "cause": LURE, "fix": LURE}
    ]
    check["body"] = LURE
    check["steps"] = [LURE]
    check["evidence"] = [{"source": "bounce", "state": "x", "sign": "for", "text": LURE}]
    check["guidance"] = [*check["guidance"], {"text": "Sign in", "href": EVIL}]
    return line


def poison(route: Route) -> None:
    response = route.fetch()
    lines = [with_lures(json.loads(line)) for line in response.text().splitlines()]
    route.fulfill(response=response, body="".join(f"{json.dumps(line)}\n" for line in lines))


def hosts_of_links(links: list[str]) -> set[str]:
    return {urlsplit(link).hostname or link for link in links}


@pytest.mark.parametrize("user", [VINCE, LEA])
def test_no_link_of_a_bounce_is_a_link_in_outlook(outlook: OutlookPage, user: str) -> None:
    outlook.page.context.route("**/api/bounces*", poison)
    outlook.visit(user).press_bounce_check().wait_for_list()
    rows = outlook.rows()

    for at in range(min(rows.count(), 6)):
        rows.nth(at).click()
        expect(rows.nth(at)).to_have_attribute("aria-current", "true")
        expect(outlook.pane.locator(".body")).to_contain_text(EVIL)
        links = outlook.pane.locator("a").evaluate_all("(all) => all.map((each) => each.href)")
        assert hosts_of_links(links) <= HELP
        assert outlook.pane.locator("[href*=evil], [src*=evil], form, iframe").count() == 0


def test_no_link_of_a_bounce_is_a_link_on_the_page_of_its_own(
    new_context: NewContext, demo: RunningDemo
) -> None:
    context = new_context()
    context.route("**/api/bounces*", poison)
    page = context.new_page()
    page.goto(f"{demo.origin}/app")
    with page.expect_popup() as opening:
        page.get_by_role("button", name="Sign in", exact=True).click()
    sign_in_at_emulator(opening.value)
    expect(page.locator(".body")).to_contain_text(EVIL)

    links = page.locator("a").evaluate_all("(all) => all.map((each) => each.href)")

    assert hosts_of_links(links) <= HELP | OUTLOOK | {"localhost"}


def test_guidance_leads_to_microsofts_pages_alone(outlook: OutlookPage) -> None:
    outlook.visit(LEA).press_bounce_check().wait_for_list()
    outlook.choose("Check your account")

    links = outlook.pane.locator(".guidance a")

    expect(links).to_have_count(4)
    for link in links.all():
        assert urlsplit(link.get_attribute("href") or "").hostname in HELP
        assert link.get_attribute("target") == "_blank"
        assert "noopener" in (link.get_attribute("rel") or "")


@pytest.mark.parametrize(
    ("user", "verdict", "button"),
    [
        (VINCE, "Not sent by you", "Not me, tell IT"),
        (VINCE, "May be fake", "Report phishing to IT"),
        (MARA, "Sent automatically", "Ask IT"),
    ],
)
def test_administrators_are_told_by_the_keyboard_alone_and_once(
    outlook: OutlookPage, user: str, verdict: str, button: str
) -> None:
    asked: list[str] = []
    outlook.page.on("request", lambda one: asked.append(one.url) if "/reports" in one.url else None)
    outlook.visit(user).press_bounce_check().wait_for_list()
    outlook.choose(verdict)
    told = outlook.pane.locator(".told")
    expect(told).to_have_attribute("role", "status")
    expect(told).to_be_empty()

    outlook.button(button).focus()
    outlook.page.keyboard.press("Enter")

    # Nobody is set up to be told in the demo: it is kept for them.
    expect(told).to_have_text("Saved for your administrators.")
    expect(outlook.button(button)).to_be_focused()
    expect(outlook.button(button)).to_have_attribute("aria-disabled", "true")
    outlook.page.keyboard.press("Enter")
    outlook.page.keyboard.press("Space")
    expect(told).to_have_text("Saved for your administrators.")
    assert len(asked) == 1


def test_what_was_delivered_is_said_so(outlook: OutlookPage) -> None:
    answer = (ROOT / "tests" / "contract" / "reported.json").read_text()
    outlook.page.context.route(
        "**/api/reports",
        lambda route: route.fulfill(body=answer, content_type="application/json"),
    )
    outlook.visit().press_bounce_check().wait_for_list()
    outlook.choose("Not sent by you")

    outlook.button("Not me, tell IT").click()

    expect(outlook.pane.locator(".told")).to_have_text("Sent to your administrators.")


def test_a_report_that_fails_is_said_once_and_can_be_tried_again(outlook: OutlookPage) -> None:
    outlook.visit().press_bounce_check().wait_for_list()
    outlook.choose("Not sent by you")
    outlook.page.context.route("**/api/reports", lambda route: route.abort())

    outlook.button("Not me, tell IT").click()
    expect(outlook.pane.get_by_role("alert")).to_have_count(1)
    expect(outlook.pane.get_by_role("alert")).to_contain_text("Bounce Check cannot be reached")

    outlook.page.context.unroute("**/api/reports")
    outlook.button("Not me, tell IT").click()
    expect(outlook.pane.locator(".told")).to_have_text("Saved for your administrators.")
    expect(outlook.pane.get_by_role("alert")).to_have_count(0)


def test_an_answer_that_waits_for_the_mail_log_is_asked_for_again_by_itself(
    outlook: OutlookPage,
) -> None:
    asked: list[str] = []

    def waits(route: Route) -> None:
        asked.append(route.request.url)
        response = route.fetch()
        lines = [json.loads(line) for line in response.text().splitlines()]
        first = next(line for line in lines if line["type"] == "bounce")
        if len(asked) == 1:
            title = {"title": "Checking your mail log...", "verdict": "unsure"}
            first["check"] |= title | {"recheckAt": first["check"]["checkedAt"]}
        route.fulfill(response=response, body="".join(f"{json.dumps(line)}\n" for line in lines))

    outlook.page.context.route("**/api/bounces*", waits)
    outlook.visit().press_bounce_check().wait_for_list()
    expect(outlook.verdict).to_have_text("Checking your mail log...")

    expect(outlook.verdict).not_to_have_text("Checking your mail log...", timeout=20_000)
    assert len(asked) == 2
