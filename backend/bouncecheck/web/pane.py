"""The built pane, its settings, the manifest and the signs of life: what strangers may fetch."""

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, send_from_directory
from werkzeug.exceptions import NotFound

from bouncecheck.errors import MailboxUnavailableError
from bouncecheck.web.config import WebConfig, pane_settings
from bouncecheck.web.headers import Headers
from bouncecheck.web.loop import LoopThread
from bouncecheck.web.responses import problem_for, problem_response
from bouncecheck.web.services import Services

READY_TIMEOUT_S = 5.0


def pane_pages(config: WebConfig, headers: Headers) -> Blueprint:
    """Return the pages of the pane: under /addin for Outlook, at /app as a page of its own."""
    pages = Blueprint("pane", __name__)

    @pages.get("/addin/settings.json")
    def settings() -> Response:
        response = jsonify(pane_settings(config))
        headers.add_to_pane(response, "settings.json")
        return response

    @pages.get("/addin/<path:name>")
    def file(name: str) -> Response:
        response = _built_file(config, name)
        if response.status_code < HTTPStatus.BAD_REQUEST:
            headers.add_to_pane(response, name)
        return response

    @pages.get("/app")
    def app() -> Response:
        response = _built_file(config, "app.html")
        if response.status_code < HTTPStatus.BAD_REQUEST:
            headers.add_to_app(response)
        return response

    @pages.get("/manifest.xml")
    def manifest() -> Response:
        response = Response(config.manifest(), content_type="application/xml; charset=utf-8")
        response.headers["Cache-Control"] = "no-cache"
        return response

    return pages


def life_signs(services: Services, loop: LoopThread) -> Blueprint:
    """Return /healthz (alive) and /readyz (able to serve)."""
    signs = Blueprint("life", __name__)

    @signs.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="alive")

    @signs.get("/readyz")
    def readyz() -> Response:
        try:
            is_ready = loop.run(_ready(services), READY_TIMEOUT_S)
        except MailboxUnavailableError:  # the loop's word for "not in time"
            is_ready = False
        if is_ready:
            return jsonify(status="ready")
        detail = "The database does not answer."
        return problem_response(problem_for(HTTPStatus.SERVICE_UNAVAILABLE, "not_ready", detail))

    return signs


async def _ready(services: Services) -> bool:
    return await services.ready()


def _built_file(config: WebConfig, name: str) -> Response:
    if not (config.pane_folder / "taskpane.html").is_file():
        detail = "The pane is not built yet: run `make ready` in the checkout."
        return problem_response(problem_for(HTTPStatus.SERVICE_UNAVAILABLE, "no_pane", detail))
    try:
        return send_from_directory(config.pane_folder, name, conditional=True, etag=True)
    except NotFound:
        detail = "There is nothing at this address."
        return problem_response(problem_for(HTTPStatus.NOT_FOUND, "not_found", detail))
