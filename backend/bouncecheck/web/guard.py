"""What happens before and after every request: who asks, how much, how long it took."""

import logging
import time
from http import HTTPStatus
from uuid import uuid4

from flask import Flask, Response, g, request

from bouncecheck.errors import BadRequestError, UnauthenticatedError
from bouncecheck.web.callers import Caller, CallerVerifier
from bouncecheck.web.headers import Headers
from bouncecheck.web.responses import problem_for, problem_response

log = logging.getLogger("bouncecheck.web")

PUBLIC_ENDPOINTS = frozenset(
    {
        "document",
        "life.healthz",
        "life.readyz",
        "pane.app",
        "pane.file",
        "pane.manifest",
        "pane.settings",
    }
)
"""What strangers may fetch. Nothing here knows anything about anybody."""

MAX_BODY_BYTES = 64 * 1024
MAX_LIST_BYTES = 4 * 1024 * 1024
"""A thousand restore ids, each holding two ids of Graph."""

LIST_ENDPOINTS = frozenset({"bounces.create_deletions", "bounces.create_restorations"})


def add_guard(app: Flask, verifier: CallerVerifier, headers: Headers) -> None:
    """Make every request prove who asks, unless its endpoint is a public one."""

    @app.before_request
    def before() -> Response | None:
        g.request_id = uuid4().hex
        g.started_at = time.perf_counter()
        if request.endpoint is None or request.endpoint in PUBLIC_ENDPOINTS:
            return None
        try:
            g.caller = verifier.verified(request.headers.getlist("Authorization"))
            return _refusal_of_body()
        except UnauthenticatedError as error:
            log.info("caller refused", extra={"request_id": g.request_id, "why": str(error)})
            raise

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        headers.add_common(response)
        fields = {
            "request_id": g.request_id,
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else "none",
            "status": response.status_code,
        }
        started_at = g.started_at
        # Whoever watches over us asks every few seconds.
        level = logging.DEBUG if request.blueprint == "life" else logging.INFO
        if response.direct_passthrough:
            # The server sends the file by itself and never tells us that it is done.
            _log_request(level, fields, started_at)
        else:
            response.call_on_close(lambda: _log_request(level, fields, started_at))
        return response


def caller() -> Caller:
    """Return who asks, in a route that is not public."""
    found: Caller = g.caller
    return found


def _refusal_of_body() -> Response | None:
    """Return why the body is not one that any of our calls takes; None if it may be."""
    if request.method not in {"POST", "PUT", "PATCH"}:
        return None
    is_list = request.endpoint in LIST_ENDPOINTS
    request.max_content_length = MAX_LIST_BYTES if is_list else MAX_BODY_BYTES
    if not request.is_json:
        status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        return problem_response(
            problem_for(status, "unsupported_media_type", "Send application/json.")
        )
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        # Python's reader gives up so on a thousand brackets inside each other.
        body = None
    if not isinstance(body, dict):
        raise BadRequestError("The body must be one JSON object.")
    return None


def _log_request(level: int, fields: dict[str, object], started_at: float) -> None:
    ms = round((time.perf_counter() - started_at) * 1000, 1)
    log.log(level, "request", extra={**fields, "ms": ms})
