"""Errors as problem details (RFC 9457), and the table from error to HTTP status."""

import math
from http import HTTPStatus

from flask import Response, g
from pydantic import ValidationError

from bouncecheck.errors import (
    BadRequestError,
    BounceCheckError,
    CallerError,
    ClaimsChallengeError,
    ConsentRequiredError,
    DeliveryError,
    ForbiddenError,
    MailboxAccessDeniedError,
    MailboxError,
    MailboxUnavailableError,
    MessageNotFoundError,
    SettingsError,
    StoreError,
    UnauthenticatedError,
)
from bouncecheck.web.schemas import Problem

MAX_DETAIL_CHARS = 300

STATUSES: dict[type[BounceCheckError], HTTPStatus] = {
    BounceCheckError: HTTPStatus.INTERNAL_SERVER_ERROR,
    SettingsError: HTTPStatus.INTERNAL_SERVER_ERROR,
    CallerError: HTTPStatus.BAD_REQUEST,
    UnauthenticatedError: HTTPStatus.UNAUTHORIZED,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    BadRequestError: HTTPStatus.BAD_REQUEST,
    MailboxError: HTTPStatus.BAD_GATEWAY,
    MailboxUnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    MailboxAccessDeniedError: HTTPStatus.FORBIDDEN,
    ConsentRequiredError: HTTPStatus.UNAUTHORIZED,
    ClaimsChallengeError: HTTPStatus.UNAUTHORIZED,
    MessageNotFoundError: HTTPStatus.NOT_FOUND,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    DeliveryError: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The HTTP status of each class of errors.py; a house rule finds a class without one."""


def problem_of(error: BounceCheckError) -> Problem:
    """Return what a caller may know of an error."""
    status = next(STATUSES[cls] for cls in type(error).__mro__ if cls in STATUSES)
    retry_after_s = error.retry_after_s if isinstance(error, MailboxUnavailableError) else None
    return Problem(
        title=error.title,
        status=status,
        detail=_public_detail(error),
        code=error.code,
        advice=error.advice,
        request_id=g.request_id,
        claims=error.claims if isinstance(error, ConsentRequiredError) else None,
        retry_after=None if retry_after_s is None else math.ceil(retry_after_s),
    )


def problem_for(status: HTTPStatus, code: str, detail: str) -> Problem:
    """Return a problem that HTTP itself knows, such as an address that does not exist."""
    return Problem(
        title=_TITLES.get(status, CallerError.title),
        status=status,
        detail=detail,
        code=code,
        advice=BadRequestError.advice if status < HTTPStatus.INTERNAL_SERVER_ERROR else _ADVICE,
        request_id=g.request_id,
    )


def problem_response(problem: Problem) -> Response:
    """Return a problem as an answer."""
    body = problem.model_dump_json(exclude_none=True)
    response = Response(body, status=problem.status, content_type="application/problem+json")
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def problem_line(problem: Problem) -> str:
    """Return a problem as one line of a stream, in which `type` names the kind of line."""
    return problem.model_copy(update={"type": "problem"}).model_dump_json(exclude_none=True)


def bad_request_of(error: ValidationError) -> BadRequestError:
    """Return what is wrong with a request: which member, and why, but never its value."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"])[: MAX_DETAIL_CHARS // 2]
    if first["type"] == "extra_forbidden":
        return BadRequestError(f"`{place}` is not a member that this call knows.")
    if first["type"] == "string_pattern_mismatch":
        return BadRequestError(f"`{place}` does not have the form that this call takes.")
    if not place:
        return BadRequestError("The body must be one JSON object.")
    return BadRequestError(f"`{place}`: {first['msg']}.")


_ADVICE = BounceCheckError.advice

_TITLES = {
    HTTPStatus.NOT_FOUND: "There is nothing here",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "This is more than Bounce Check takes at once",
    HTTPStatus.INTERNAL_SERVER_ERROR: BounceCheckError.title,
    HTTPStatus.SERVICE_UNAVAILABLE: "Bounce Check is not ready",
}
"""A person may see these; what is missing here only a program can cause."""


_DETAILS: dict[type[BounceCheckError], str] = {
    BounceCheckError: "The fault is on our side.",
    UnauthenticatedError: "This call needs a valid access token.",
    MailboxError: "Bounce Check asked for your mail and could not use the answer.",
    MailboxUnavailableError: "Bounce Check asked for your mail and got no answer.",
    MailboxAccessDeniedError: "Microsoft 365 did not let you in.",
    ConsentRequiredError: "Microsoft 365 did not let Bounce Check look at your mail for you.",
    ClaimsChallengeError: "Your organisation wants to be sure that it is you.",
    MessageNotFoundError: "It was there before, and is no longer in this mailbox.",
    StoreError: "What was found could not be written down, so it is not shown.",
}
"""What a person is told. The errors' own words are for our log: they name status codes."""


def _public_detail(error: BounceCheckError) -> str:
    if isinstance(error, CallerError) and not isinstance(error, UnauthenticatedError):
        # These words are about the request alone, and its sender needs them.
        return str(error)[:MAX_DETAIL_CHARS]
    return next(_DETAILS[cls] for cls in type(error).__mro__ if cls in _DETAILS)
