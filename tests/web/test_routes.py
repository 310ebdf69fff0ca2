"""Who may reach what, and with which headers."""

import shutil
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI

from bouncecheck.web.app import create_app
from bouncecheck.web.config import OUTLOOK_HOSTS, WebConfig
from bouncecheck.web.guard import PUBLIC_ENDPOINTS
from bouncecheck.web.loop import LoopThread
from web.conftest import FakeServices


def test_every_route_refuses_a_stranger(app: OpenAPI) -> None:
    tried = 0

    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC_ENDPOINTS:
            continue
        url = rule.rule.replace("<", "").replace(">", "")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            tried += 1
            answer = app.test_client().open(url, method=method)
            assert answer.status_code == 401, rule
            assert answer.content_type == "application/problem+json"
            assert answer.headers["WWW-Authenticate"] == "Bearer"

    assert tried >= 5


def test_every_public_endpoint_is_one_that_exists(app: OpenAPI) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= PUBLIC_ENDPOINTS


def test_the_routes_of_the_api_are_those_of_the_contract(app: OpenAPI) -> None:
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }

    assert routes == {
        ("POST", "/api/checks"),
        ("GET", "/api/bounces"),
        ("POST", "/api/deletions"),
        ("POST", "/api/restorations"),
        ("POST", "/api/reports"),
        ("GET", "/api/me"),
    }


@pytest.mark.parametrize("url", ["/nothing", "/addin/../../etc/passwd", "/addin/nothing.js"])
def test_what_is_not_there_is_a_problem_too(stranger: FlaskClient, url: str) -> None:
    answer = stranger.get(url, buffered=True)

    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_another_method_is_a_problem_that_names_the_right_one(stranger: FlaskClient) -> None:
    answer = stranger.delete("/healthz")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.get_json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    "url",
    ["/healthz", "/nothing", "/api/me", "/app", "/addin/taskpane.html", "/manifest.xml"],
)
def test_every_answer_has_the_headers_that_protect_it(stranger: FlaskClient, url: str) -> None:
    headers = stranger.get(url, buffered=True).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers


def test_outlook_may_frame_the_pane_and_nobody_the_page(
    stranger: FlaskClient, config: WebConfig
) -> None:
    pane = stranger.get("/addin/taskpane.html", buffered=True).headers["Content-Security-Policy"]
    page = stranger.get("/app", buffered=True).headers["Content-Security-Policy"]

    assert f"frame-ancestors 'self' {' '.join(OUTLOOK_HOSTS)}" in pane
    assert "https://appsforoffice.microsoft.com https://ajax.aspnetcdn.com" in pane
    assert f"connect-src 'self' {config.authority_url};" in pane
    assert "frame-ancestors 'none'" in page
    assert "microsoft.com" not in page


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("/addin/taskpane.html", "no-cache"),
        ("/app", "no-cache"),
        ("/addin/settings.json", "no-cache"),
        ("/addin/assets/icon-64.png", "public, max-age=86400"),
        ("/addin/assets/main-Ab12.js", "public, max-age=31536000, immutable"),
        ("/api/me", "no-store"),
        ("/healthz", "no-store"),
    ],
)
def test_each_answer_is_kept_as_long_as_it_may_be(
    stranger: FlaskClient, url: str, rule: str
) -> None:
    assert stranger.get(url, buffered=True).headers["Cache-Control"] == rule


def test_a_local_demo_does_not_force_https_on_other_local_projects(
    config: WebConfig, services: FakeServices, loop: LoopThread
) -> None:
    local = replace(config, public_url="https://localhost:8443")
    app = create_app(local, services.as_services(), loop)

    answer = app.test_client().get("/healthz")

    assert "Strict-Transport-Security" not in answer.headers


def test_a_pane_that_is_not_built_says_what_to_do(stranger: FlaskClient, config: WebConfig) -> None:
    shutil.rmtree(config.pane_folder)

    answer = stranger.get("/addin/taskpane.html", buffered=True)

    assert answer.status_code == 503
    assert "make" in answer.get_json()["detail"]


def test_the_signs_of_life_tell_alive_from_able(
    stranger: FlaskClient, services: FakeServices
) -> None:
    services.is_ready = False

    assert stranger.get("/healthz").status_code == 200
    assert stranger.get("/readyz").status_code == 503
    services.is_ready = True
    assert stranger.get("/readyz").status_code == 200


def test_the_manifest_is_served_as_xml(stranger: FlaskClient) -> None:
    answer = stranger.get("/manifest.xml")

    assert answer.content_type == "application/xml; charset=utf-8"
    assert answer.data == b"<OfficeApp/>"
