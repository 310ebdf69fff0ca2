"""The routes of the page that looks like Outlook, and Office.js from this machine."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from bouncecheck.demo.graph_emulator import Faults, World
from bouncecheck.demo.outlook import LocalOfficeJs, OutlookPageSettings, create_outlook_app
from bouncecheck.demo.story import build_story

BASE = "https://localhost:8443"
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MSAL_ALWAYS_SENDS = '{"access_token":{"xms_cc":{"values":["CP1"]}}}'
CHALLENGE = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'


@pytest.fixture
def world() -> World:
    return build_story(NOW, clock=lambda: NOW)


def page_of(world: World, office_js: Path | None = None) -> FlaskClient:
    settings = OutlookPageSettings(
        pane_url=f"{BASE}/addin/taskpane.html",
        app_url=f"{BASE}/app",
        issuer_base=BASE,
        office_js_folder=office_js,
    )
    return create_outlook_app(world, settings).test_client()


def id_of(world: World, address: str = "vince@contoso.com") -> str:
    return world.user_named(address).id


def test_the_page_says_that_nothing_is_real_and_frames_only_the_pane(world: World) -> None:
    with page_of(world).get("/") as answer:
        assert "Nothing here is real." in answer.get_data(as_text=True)
        assert f"frame-src {BASE};" in answer.headers["Content-Security-Policy"]


def test_opening_a_message_marks_it_read_and_gives_its_text(world: World) -> None:
    page, vince = page_of(world), id_of(world)
    item = world.message("vince/forged-qmail")

    answer = page.post(f"/api/users/{vince}/messages/{item.id}/opening").get_json()

    assert item.is_read
    assert answer["itemClass"] == "IPM.Note"
    assert "qmail-send" in answer["body"]
    assert "qmail" in page.get(f"/api/users/{vince}/messages/{item.id}/content").text


def test_folders_and_messages_are_those_of_the_mailbox(world: World) -> None:
    page, vince = page_of(world), id_of(world)

    folders = page.get(f"/api/users/{vince}/folders").get_json()
    inbox = page.get(f"/api/users/{vince}/folders/inbox/messages").get_json()

    assert folders[0]["id"] == "inbox"
    assert folders[0]["total"] == len(inbox)
    assert len(page.get("/api/users").get_json()) > 1


@pytest.mark.parametrize(
    "path", ["nobody/folders", "nobody/folders/inbox/messages", "{vince}/folders/archive/messages"]
)
def test_what_is_not_there_is_not_found(world: World, path: str) -> None:
    answer = page_of(world).get(f"/api/users/{path.format(vince=id_of(world))}")

    assert answer.status_code == 404


def test_a_message_that_is_gone_is_not_found(world: World) -> None:
    assert page_of(world).post(f"/api/users/{id_of(world)}/messages/x/opening").status_code == 404


def test_faults_reach_the_emulator_and_are_mended(world: World) -> None:
    page = page_of(world)

    page.put("/api/faults", json={"graph": "down", "consent": "withdrawn"})
    assert world.faults.everyone.graph_down
    assert world.faults.everyone.consent_missing

    page.delete("/api/faults")
    assert world.faults.everyone == Faults()
    assert page.get("/api/settings").get_json()["trouble"]["consent"] == "given"


@pytest.mark.parametrize("wrong", [{"graph": "on fire"}, {"weather": "rain"}, ["down"]])
def test_an_unknown_fault_is_refused(world: World, wrong: object) -> None:
    assert page_of(world).put("/api/faults", json=wrong).status_code == 400


@pytest.mark.parametrize(
    ("trouble", "asked", "status"),
    [
        ({}, {"claims": None}, None),
        ({}, {"claims": MSAL_ALWAYS_SENDS}, None),
        ({}, {"claims": CHALLENGE}, "USER_INTERACTION_REQUIRED"),
        ({}, {"claims": CHALLENGE, "interactive": True}, None),
        ({}, {"claims": "[]"}, None),
        ({"sign_in": "prompt"}, {}, "USER_INTERACTION_REQUIRED"),
        ({"sign_in": "signed_out"}, {}, "ACCOUNT_UNAVAILABLE"),
        ({"sign_in": "no_network"}, {}, "NO_NETWORK"),
        ({"sign_in": "prompt"}, {"interactive": True}, None),
        ({}, {"userId": "nobody"}, "ACCOUNT_UNAVAILABLE"),
    ],
)
def test_outlook_brings_tokens_or_says_why_not(
    world: World, trouble: dict[str, str], asked: dict[str, object], status: str | None
) -> None:
    page = page_of(world)
    page.put("/api/faults", json=trouble)

    answer = page.post("/api/token", json={"userId": id_of(world), **asked}).get_json()

    assert answer["success"] is (status is None)
    assert answer.get("error", {}).get("status") == status


def test_a_yes_gives_the_consent_that_was_missing(world: World) -> None:
    noor = id_of(world, "noor@contoso.com")
    assert world.faults.of(noor).consent_missing

    page_of(world).post("/api/token", json={"userId": noor, "interactive": True})

    assert not world.faults.of(noor).consent_missing


@pytest.mark.parametrize("body", [None, {}, {"userId": 1}, {"userId": "x", "claims": 1}])
def test_a_broken_token_request_is_refused(world: World, body: object) -> None:
    assert page_of(world).post("/api/token", json=body).status_code == 400


def test_office_js_comes_with_what_its_npm_build_lacks(world: World, tmp_path: Path) -> None:
    for name in ("office.js", "outlook-web-16.01.js", "other.js"):
        (tmp_path / name).write_text("own();")
    page = page_of(world, tmp_path)

    assert "nestedAppAuthBridge" in page.get("/office-js/office.js").text
    assert "getSelectedItemsAsync" in page.get("/office-js/outlook-web-16.01.js").text
    with page.get("/office-js/other.js") as other:
        assert other.get_data(as_text=True) == "own();"


def test_office_js_that_is_not_installed_says_what_to_do(world: World) -> None:
    answer = page_of(world).get("/office-js/office.js")

    assert answer.status_code == 404
    assert "npm ci" in answer.text


def test_only_the_panes_own_files_get_the_local_address() -> None:
    product = Flask("product")
    tag = '<script src="https://appsforoffice.microsoft.com/lib/1/hosted/office.js"></script>'
    product.add_url_rule("/addin/taskpane.html", "pane", lambda: Response(tag))
    product.add_url_rule("/app", "app", lambda: Response(tag))
    product.wsgi_app = LocalOfficeJs(product.wsgi_app)  # type: ignore[method-assign]  # as WSGI does

    client = product.test_client()

    assert client.get("/addin/taskpane.html").text == (
        '<script src="/outlook/office-js/office.js"></script>'
    )
    assert client.get("/app").text == tag
