"""Office.js from this machine: for the demo and the browser tests only.

Microsoft asks add-ins to load Office.js from its network, and the shipped pane does. The demo must
run without a network, so it serves the copy that npm puts beside the pane's own development
packages. That copy is never part of a release, and nothing here may be used to redistribute it.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, send_from_directory
from werkzeug.wrappers import Response as WsgiResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OFFICE_JS_URL = b"https://appsforoffice.microsoft.com/lib/1/hosted/office.js"
LOCAL_OFFICE_JS = b"/outlook/office-js/office.js"
PANE_FOLDER = "/addin/"

_PARTS = Path(__file__).parent / "static" / "pane"
_BEFORE_OFFICE_JS = ("microsoft-ajax-stand-in.js", "nested-app-auth.js")
_AFTER_OUTLOOK_FILE = ("mailbox-additions.js",)
_MISSING = "Office.js is not installed: run `npm ci` in addin/ and start the demo again."


class LocalOfficeJs:
    """Wrap the product so that its pane loads the copy of Office.js on this machine.

    For the demo and the tests only, never for production and never to redistribute Office.js: it
    changes this one script address in the pages and scripts below /addin/, and nothing else.
    """

    def __init__(self, product: "WSGIApplication") -> None:
        self._product = product

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        if not _names_office_js(environ.get("PATH_INFO", "")):
            return self._product(environ, start_response)
        # Asked for anew and unpacked: what a browser stored may be the version for production.
        for conditional in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_ENCODING"):
            environ.pop(conditional, None)
        answer = WsgiResponse.from_app(self._product, environ, buffered=True)
        answer.headers.pop("ETag", None)
        answer.headers["Cache-Control"] = "no-store"
        answer.set_data(answer.get_data().replace(OFFICE_JS_URL, LOCAL_OFFICE_JS))
        return answer(environ, start_response)


def _names_office_js(path: str) -> bool:
    return path.startswith(PANE_FOLDER) and path.endswith((".html", ".js"))


def office_js_routes(folder: Path | None) -> Blueprint:
    """Return the routes that serve Office.js and what its npm build lacks.

    Args:
        folder: The `dist` folder of npm's @microsoft/office-js, or None if it is not installed.
    """
    routes = Blueprint("office_js", __name__, url_prefix="/office-js")

    @routes.get("/<path:name>")
    def office_js_file(name: str) -> Response:
        if folder is None or not folder.is_dir():
            abort(Response(_MISSING, 404, mimetype="text/plain"))
        before, after = _additions(name)
        if not before and not after:
            return send_from_directory(folder, name, max_age=3600)
        own = (folder / name).read_text(encoding="utf-8-sig")
        text = "\n;\n".join([*map(_part, before), own, *map(_part, after)])
        return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})

    return routes


def _additions(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if name == "office.js":
        return _BEFORE_OFFICE_JS, ()
    if re.fullmatch(r"outlook-web-[\d.]+\.js", name):
        return (), _AFTER_OUTLOOK_FILE
    return (), ()


def _part(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")
