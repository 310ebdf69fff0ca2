"""GET /api/bounces, POST /api/deletions and /api/restorations, GET /api/me."""

import logging
from collections.abc import Iterator
from http import HTTPStatus

from flask import Response, stream_with_context
from flask_openapi3.blueprint import APIBlueprint

from bouncecheck.errors import BadRequestError, BounceCheckError
from bouncecheck.usecases.clear import Deletions, Restorations
from bouncecheck.usecases.me import Me
from bouncecheck.usecases.sweep import SweepEvent
from bouncecheck.web.callers import Caller
from bouncecheck.web.checks_api import shared_mailbox
from bouncecheck.web.checks_json import deletions_json, me_json, restorations_json, sweep_line
from bouncecheck.web.documents import POST_PROBLEMS, SECURITY, line_schemas, problems, stream
from bouncecheck.web.guard import caller
from bouncecheck.web.loop import LoopThread
from bouncecheck.web.questions import BouncesQuery, DeletionsRequest, RestorationsRequest
from bouncecheck.web.responses import problem_line, problem_of
from bouncecheck.web.schemas import (
    BounceLine,
    DeletionsJson,
    DoneLine,
    MeJson,
    ProgressLine,
    RestorationsJson,
    json_response,
)
from bouncecheck.web.services import Services

EVENT_TIMEOUT_S = 120.0
"""How long a sweep may take to its next line."""

MOVES_TIMEOUT_S = 600.0
"""How long the deletion of a thousand messages may take."""

ME_TIMEOUT_S = 30.0

log = logging.getLogger("bouncecheck.web")


def bounces_api(services: Services, loop: LoopThread) -> APIBlueprint:
    """Return the calls about many bounces at once, and about the caller."""
    api = APIBlueprint("bounces", __name__, abp_security=SECURITY)
    _add_sweep(api, services, loop)
    _add_moves(api, services, loop)

    @api.get("/api/me", responses={HTTPStatus.OK: MeJson, **problems()})
    def show_me() -> Response:
        """Tell whose mailbox it is, and what this deployment can look at."""
        me = loop.run(_me(services, caller()), ME_TIMEOUT_S)
        return json_response(me_json(me))

    return api


def _add_sweep(api: APIBlueprint, services: Services, loop: LoopThread) -> None:
    lines = stream("One JSON value a line.", "ProgressLine", "BounceLine", "DoneLine", "Problem")
    api.components_schemas.update(line_schemas(ProgressLine, BounceLine, DoneLine))

    @api.get("/api/bounces", responses={HTTPStatus.OK: lines, **problems()})
    def sweep_bounces(query: BouncesQuery) -> Response:
        """Find and judge every bounce of the last days; answer each as it becomes known."""
        mailbox = shared_mailbox(query.mailbox)
        asker = caller()
        events = services.sweep(asker.account, asker.token, query.days, mailbox)
        written = _written(loop.iterate(events, EVENT_TIMEOUT_S))
        return Response(
            stream_with_context(written),
            content_type="application/x-ndjson",
            # A proxy that collects the answer would hide every line until the last one.
            headers={"X-Accel-Buffering": "no"},
        )


def _add_moves(api: APIBlueprint, services: Services, loop: LoopThread) -> None:
    answers = problems(HTTPStatus.NOT_FOUND, *POST_PROBLEMS)

    @api.post("/api/deletions", responses={HTTPStatus.OK: DeletionsJson, **answers})
    def create_deletions(body: DeletionsRequest) -> Response:
        """Judge each message again and move what is still `not_sent` to Deleted Items."""
        if body.force and len(body.ids) != 1:
            raise BadRequestError("`force` needs exactly one id.")
        deletions = loop.run(_delete(services, caller(), body), MOVES_TIMEOUT_S)
        return json_response(deletions_json(deletions))

    @api.post("/api/restorations", responses={HTTPStatus.OK: RestorationsJson, **answers})
    def create_restorations(body: RestorationsRequest) -> Response:
        """Move deleted messages back where they came from."""
        ids = tuple(dict.fromkeys(body.ids))
        restorations = loop.run(_restore(services, caller(), ids), MOVES_TIMEOUT_S)
        return json_response(restorations_json(restorations))


def _written(events: Iterator[SweepEvent]) -> Iterator[str]:
    """Yield each event as a line; an error ends the stream with a line of its own.

    The status line is long gone by then, so the problem comes where the reader is looking.
    """
    try:
        for event in events:
            yield sweep_line(event) + "\n"
    except BounceCheckError as error:
        yield problem_line(problem_of(error)) + "\n"
    except Exception as error:  # noqa: BLE001  # a reader must see that the stream broke
        log.error("sweep broke off", extra={"kind": type(error).__name__})  # noqa: TRY400  # see app.py
        yield problem_line(problem_of(BounceCheckError("unexpected"))) + "\n"


async def _delete(services: Services, asker: Caller, wanted: DeletionsRequest) -> Deletions:
    ids = tuple(dict.fromkeys(wanted.ids))
    return await services.delete(asker.account, asker.token, ids, wanted.force)


async def _restore(services: Services, asker: Caller, ids: tuple[str, ...]) -> Restorations:
    return await services.restore(asker.account, asker.token, ids)


async def _me(services: Services, asker: Caller) -> Me:
    return await services.me(asker.account, asker.token)
