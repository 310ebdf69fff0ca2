"""How the pane looks and can be used: themes, widths, keyboard, assistive technology."""

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Frame, expect

from browser.conftest import NewContext
from browser.outlook_page import LEA, OutlookPage
from browser.running_demo import RunningDemo

ROOT = Path(__file__).parents[2]
AXE = ROOT / "addin" / "node_modules" / "axe-core" / "axe.min.js"
SMALLEST_TEXT_PX = 12
SMALL = {"width": 320, "height": 740}


def frame_of(outlook: OutlookPage) -> Frame:
    return next(frame for frame in outlook.page.frames if "/addin/" in frame.url)


def axe_findings(frame: Frame) -> list[str]:
    frame.evaluate(AXE.read_text(encoding="utf-8"))
    found = frame.evaluate("async () => (await axe.run()).violations")
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def test_the_pane_follows_outlooks_theme(outlook: OutlookPage) -> None:
    outlook.visit(theme="light").press_bounce_check().wait_for_list()
    expect(outlook.pane.locator("html")).to_have_attribute("data-theme", "light")

    outlook.page.locator("#theme").click()

    expect(outlook.pane.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_pane(outlook: OutlookPage, theme: str) -> None:
    outlook.visit(theme=theme).press_bounce_check().wait_for_list()

    for verdict in ("Not sent by you", "Sent by you", "May be fake", "Not certain"):
        outlook.choose(verdict)
        assert axe_findings(frame_of(outlook)) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_guidance_and_reasons(outlook: OutlookPage, theme: str) -> None:
    outlook.visit(LEA, theme=theme).press_bounce_check().wait_for_list()
    outlook.choose("Check your account")
    outlook.button("Not me, tell IT").click()
    expect(outlook.pane.locator(".told")).not_to_be_empty()

    outlook.pane.locator("summary").click()

    assert axe_findings(frame_of(outlook)) == []


def test_axe_finds_nothing_in_forced_colours(new_context: NewContext, demo: RunningDemo) -> None:
    outlook = OutlookPage(new_context(forced_colors="active").new_page(), demo)

    outlook.visit().press_bounce_check().wait_for_list()

    assert axe_findings(frame_of(outlook)) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_around_the_pane(outlook: OutlookPage, theme: str) -> None:
    outlook.visit(theme=theme)
    outlook.page.locator("#messages [role=option]").first.click()

    assert axe_findings(outlook.page.main_frame) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_pane_does_not_scroll_sideways(
    new_context: NewContext, demo: RunningDemo, scheme: Literal["light", "dark"]
) -> None:
    context = new_context(viewport=SMALL, color_scheme=scheme)
    outlook = OutlookPage(context.new_page(), demo)
    outlook.visit().press_bounce_check().wait_for_list()

    widths = frame_of(outlook).evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )

    assert widths[0] <= widths[1] <= SMALL["width"]
    assert outlook.page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]


def test_no_text_is_too_small_to_read(outlook: OutlookPage) -> None:
    outlook.visit().press_bounce_check().wait_for_list()

    sizes = frame_of(outlook).evaluate(
        "[...document.querySelectorAll('#pane *')].filter((each) => each.innerText)"
        ".map((each) => parseFloat(getComputedStyle(each).fontSize))"
    )

    assert min(sizes) >= SMALLEST_TEXT_PX


def test_everything_in_the_pane_is_reached_by_the_keyboard_alone(outlook: OutlookPage) -> None:
    outlook.visit().press_bounce_check().wait_for_list()
    outlook.choose("Not sent by you")
    wanted = {"Refresh", "Delete", "Open bounce", "Not me, tell IT", "Why?"}
    frame = frame_of(outlook)
    frame.evaluate("document.querySelector('button').focus()")

    reached = set()
    for _ in range(12):
        focused = frame.evaluate("document.activeElement.innerText.trim()")
        reached.add(focused)
        outlook.page.keyboard.press("Tab")

    assert wanted <= reached


def test_tab_at_the_end_of_the_pane_leaves_it(outlook: OutlookPage) -> None:
    outlook.visit("paul@contoso.com").press_bounce_check().wait_for_list()
    frame_of(outlook).evaluate("[...document.querySelectorAll('button')].at(-1).focus()")

    outlook.page.keyboard.press("Tab")

    expect(outlook.page.locator("#user")).to_be_focused()


def test_the_list_of_messages_is_walked_by_the_keyboard(outlook: OutlookPage) -> None:
    outlook.visit()
    outlook.page.locator("#messages").focus()

    outlook.page.keyboard.press("ArrowDown")
    first = outlook.page.locator("#reading .subject").inner_text()
    outlook.page.keyboard.press("ArrowDown")
    outlook.page.keyboard.press("ArrowDown")

    selected = outlook.page.locator("#messages [aria-selected=true]")
    expect(selected).to_have_count(1)
    expect(outlook.page.locator("#messages [role=option]").nth(2)).to_have_attribute(
        "aria-selected", "true"
    )
    assert re.search(r"\w", first)
