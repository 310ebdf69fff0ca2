"""create_app: the API, the pane and the guard before both, as one WSGI application."""

import logging
import traceback
from http import HTTPStatus
from importlib import metadata

from flask import Response, g, jsonify
from flask_openapi3.models.info import Info
from flask_openapi3.models.security_scheme import SecurityScheme
from flask_openapi3.openapi import OpenAPI
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from bouncecheck.errors import BounceCheckError
from bouncecheck.web.bounces_api import bounces_api
from bouncecheck.web.callers import CallerVerifier
from bouncecheck.web.checks_api import checks_api
from bouncecheck.web.config import WebConfig
from bouncecheck.web.guard import add_guard
from bouncecheck.web.headers import Headers
from bouncecheck.web.loop import LoopThread
from bouncecheck.web.pane import life_signs, pane_pages
from bouncecheck.web.reports_api import reports_api
from bouncecheck.web.responses import (
    bad_request_of,
    problem_for,
    problem_of,
    problem_response,
)
from bouncecheck.web.schemas import Problem
from bouncecheck.web.services import Services

log = logging.getLogger("bouncecheck.web")


def create_app(config: WebConfig, services: Services, loop: LoopThread) -> OpenAPI:
    """Return the web application of one deployment.

    Args:
        config: The deployment.
        services: The use cases; they run on `loop`.
        loop: The event loop of this process.
    """
    headers = Headers(config)
    app = OpenAPI(
        "bouncecheck.web",
        info=Info(title="Bounce Check", version=metadata.version("bouncecheck")),
        security_schemes={
            "bearer": SecurityScheme(type="http", scheme="bearer", bearerFormat="JWT")
        },
        validation_error_status=HTTPStatus.BAD_REQUEST,
        validation_error_model=Problem,
        validation_error_callback=_refuse_request,
        doc_ui=False,
        static_folder=None,
    )
    # Or "//" would be answered with a redirect to whatever host the request names.
    app.url_map.merge_slashes = False
    add_guard(app, CallerVerifier(config), headers)
    _add_error_answers(app)
    app.register_api(checks_api(services, loop))
    app.register_api(bounces_api(services, loop))
    app.register_api(reports_api(services, loop))
    app.register_blueprint(pane_pages(config, headers))
    app.register_blueprint(life_signs(services, loop))
    api_document = app.api_doc

    @app.route("/openapi.json")
    def document() -> Response:
        return jsonify(api_document)

    return app


def _refuse_request(error: ValidationError) -> Response:
    return problem_response(problem_of(bad_request_of(error)))


def _add_error_answers(app: OpenAPI) -> None:
    @app.errorhandler(BounceCheckError)
    def known(error: BounceCheckError) -> Response:
        problem = problem_of(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            # Neither message nor cause: they may quote an address or a subject.
            cause = type(error.__cause__).__name__
            fields = {"request_id": g.request_id, "code": error.code, "cause": cause}
            log.warning("request failed", extra=fields)
        return problem_response(problem)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if isinstance(error.response, Response):
            return error.response
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        code = status.name.lower()
        response = problem_response(problem_for(status, code, _HTTP_DETAILS.get(status, code)))
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        # The text of a foreign exception may quote what a person sent: class and place only.
        place = [f"{f.name}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)[-3:]]
        fields = {"request_id": g.request_id, "kind": type(error).__name__, "place": place}
        log.error("unexpected error", extra=fields)
        return problem_response(problem_of(BounceCheckError("unexpected")))


_HTTP_DETAILS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not answer that method.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than this call takes.",
}
