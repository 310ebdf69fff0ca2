"""The routes below /outlook/: the page, what it asks for, and Office.js from this machine."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, jsonify, request

from bouncecheck.demo.graph_emulator.graph_errors import GraphError
from bouncecheck.demo.graph_emulator.mailbox import Mailbox, MailItem
from bouncecheck.demo.graph_emulator.world import World
from bouncecheck.demo.outlook.local_office_js import office_js_routes
from bouncecheck.demo.outlook.mail_json import (
    SHOWN_FOLDERS,
    content_json,
    folders_json,
    message_json,
    messages_json,
    users_json,
)
from bouncecheck.demo.outlook.nested_sign_in import TokenRequest, answer_token_request
from bouncecheck.demo.outlook.trouble import Consent, SignIn, Trouble, cause

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookPageSettings:
    """What the page must know of the demo around it."""

    pane_url: str
    """Absolute https address of the task pane."""

    app_url: str
    """Absolute https address of the same pane as a page of its own."""

    issuer_base: str
    """Where the emulated sign-in service lives, without a slash at the end."""

    office_js_folder: Path | None = None
    """The `dist` folder of npm's @microsoft/office-js; None if it is not installed."""


class _Page:
    """What the requests share: the world, and what is broken in it just now."""

    def __init__(self, world: World, settings: OutlookPageSettings) -> None:
        self.world = world
        self.settings = settings
        self.trouble = Trouble()

    def mailbox(self, user_id: str) -> Mailbox:
        """Return a user's mailbox, or answer 404."""
        return self.world.mailboxes.get(user_id) or abort(404)

    def item(self, user_id: str, item_id: str) -> MailItem:
        """Return one message, or answer 404."""
        try:
            return self.mailbox(user_id).item(item_id)
        except GraphError:
            abort(404)

    def set_trouble(self, trouble: Trouble) -> None:
        """Break things, or mend them."""
        self.trouble = trouble
        cause(trouble, self.world)

    def accept(self, user_id: str) -> None:
        """Note that the person said yes to the prompt: they are signed in and consented."""
        self.world.faults.of(user_id).consent_missing = False
        is_withdrawn = self.trouble.consent is Consent.WITHDRAWN
        consent = Consent.GIVEN if is_withdrawn else self.trouble.consent
        self.set_trouble(replace(self.trouble, sign_in=SignIn.SILENT, consent=consent))


def create_outlook_app(world: World, settings: OutlookPageSettings) -> Flask:
    """Return the app that stands below /outlook/.

    Args:
        world: The emulated Microsoft 365 whose mailboxes the page shows.
        settings: Addresses of what stands beside it.
    """
    app = Flask("bouncecheck_demo_outlook", static_folder=None, root_path=str(_HERE))
    page = _Page(world, settings)
    app.register_blueprint(_page_routes())
    app.register_blueprint(_mail_routes(page))
    app.register_blueprint(_control_routes(page))
    app.register_blueprint(office_js_routes(settings.office_js_folder))
    csp = _content_security_policy(settings.pane_url)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = csp
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return app


def _content_security_policy(pane_url: str) -> str:
    pane = urlsplit(pane_url)
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"connect-src 'self'; frame-src {pane.scheme}://{pane.netloc}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _page_routes() -> Blueprint:
    routes = Blueprint("page", __name__, static_folder="static", static_url_path="/static")

    @routes.get("/")
    def outlook_page() -> Response:
        return routes.send_static_file("index.html")

    return routes


def _mail_routes(page: _Page) -> Blueprint:
    routes = Blueprint("mail", __name__, url_prefix="/api/users")
    world = page.world

    @routes.get("")
    def users() -> Response:
        return jsonify(users_json(world))

    @routes.get("/<user>/folders")
    def folders(user: str) -> Response:
        with world.lock:
            return jsonify(folders_json(page.mailbox(user)))

    @routes.get("/<user>/folders/<folder>/messages")
    def messages(user: str, folder: str) -> Response:
        if folder not in SHOWN_FOLDERS:
            abort(404)
        with world.lock:
            return jsonify(messages_json(page.mailbox(user), folder))

    @routes.post("/<user>/messages/<item>/opening")
    def open_message(user: str, item: str) -> Response:
        with world.lock:
            opened = page.item(user, item)
            if not opened.is_read:
                opened.is_read = True
                opened.touch(world.now())
            return jsonify(message_json(page.mailbox(user), opened))

    @routes.get("/<user>/messages/<item>/content")
    def message_content(user: str, item: str) -> Response:
        with world.lock:
            return jsonify(content_json(page.item(user, item)))

    return routes


def _control_routes(page: _Page) -> Blueprint:
    routes = Blueprint("control", __name__, url_prefix="/api")

    @routes.get("/settings")
    def page_settings() -> Response:
        return jsonify(
            paneUrl=page.settings.pane_url,
            appUrl=page.settings.app_url,
            now=page.world.now().isoformat(),
            trouble=page.trouble.to_json(),
        )

    @routes.put("/faults")
    def set_faults() -> Response:
        try:
            page.set_trouble(Trouble.from_json(request.get_json(silent=True), before=page.trouble))
        except ValueError as error:
            abort(Response(str(error), 400, mimetype="text/plain"))
        return jsonify(page.trouble.to_json())

    @routes.delete("/faults")
    def clear_faults() -> Response:
        page.set_trouble(Trouble())
        return jsonify(page.trouble.to_json())

    @routes.post("/token")
    def token() -> Response:
        try:
            asked = TokenRequest.from_json(request.get_json(silent=True))
        except ValueError as error:
            abort(Response(str(error), 400, mimetype="text/plain"))
        answer = answer_token_request(page.world, page.settings.issuer_base, asked, page.trouble)
        if asked.interactive and answer["success"]:
            page.accept(asked.user_id)
        return Response(json.dumps(answer), mimetype="application/json")

    return routes
