"""The Graph endpoint as a Flask application: routes, rights, limits and the request log."""

import re
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, request

from bouncecheck.demo.graph_emulator import answers, graph_mail, tracing
from bouncecheck.demo.graph_emulator.batch import PART_MARK, answer_batch
from bouncecheck.demo.graph_emulator.graph_calls import (
    Asker,
    GraphCall,
    applied_preferences,
    check_mail_rights,
    error_answer,
    json_answer,
    read_asker,
    read_preferences,
)
from bouncecheck.demo.graph_emulator.graph_errors import GraphError, bad_request
from bouncecheck.demo.graph_emulator.tenants import User
from bouncecheck.demo.graph_emulator.world import LoggedRequest, World

View = Callable[..., Response]

_MESSAGE = "/messages/<message_id>"
_IN_FOLDER = "/mailFolders/<folder_id>/messages/<message_id>"
_READ_SELF = frozenset({"User.Read", "User.ReadWrite", "User.ReadBasic.All", "User.Read.All"})
_READ_OTHERS = frozenset({"User.Read.All", "Directory.Read.All"})
_PUBLIC_MEMBERS = ("id", "displayName", "givenName", "surname", "mail", "userPrincipalName")


@dataclass(frozen=True, slots=True)
class _Route:
    method: str
    rule: str
    view: View
    need: str


_MAIL_ROUTES = (
    _Route("GET", "/messages", graph_mail.list_messages, "basic"),
    _Route("GET", "/mailFolders", graph_mail.list_folders, "basic"),
    _Route("GET", "/mailFolders/<folder_id>", graph_mail.get_folder, "basic"),
    _Route("GET", "/mailFolders/<folder_id>/childFolders", graph_mail.list_folders, "basic"),
    _Route("GET", "/mailFolders/<folder_id>/messages", graph_mail.list_folder_messages, "basic"),
    _Route("GET", "/mailFolders/<folder_id>/messageRules", graph_mail.list_rules, "settings"),
    *(
        _Route(method, base + rest, view, need)
        for base in (_MESSAGE, _IN_FOLDER)
        for method, rest, view, need in (
            ("GET", "", graph_mail.get_message, "basic"),
            ("PATCH", "", graph_mail.change_message, "write"),
            ("DELETE", "", graph_mail.delete_message, "write"),
            ("GET", "/$value", graph_mail.get_mime, "read"),
            ("POST", "/move", graph_mail.move_message, "write"),
            ("POST", "/permanentDelete", graph_mail.purge_message, "write"),
        )
    ),
    _Route("GET", f"{_MESSAGE}/attachments", graph_mail.list_attachments, "read"),
    _Route("GET", f"{_MESSAGE}/attachments/<attachment_id>", graph_mail.get_attachment, "read"),
    _Route(
        "GET",
        f"{_MESSAGE}/attachments/<attachment_id>/$value",
        graph_mail.get_attachment_bytes,
        "read",
    ),
    _Route("POST", "/translateExchangeIds", graph_mail.translate_ids, "self"),
)


def create_graph_app(world: World) -> Flask:
    """Return the application that serves /v1.0 out of a world."""
    app = Flask("bouncecheck_graph_emulator", static_folder=None)
    app.url_map.strict_slashes = False
    for prefix in ("/v1.0/me", "/v1.0/users/<user_id>"):
        whoami = _Route("GET", "", _get_user, "self")
        for route in (*_MAIL_ROUTES, whoami):
            _add(app, world, prefix, route)
    _add(app, world, "/v1.0", _Route("GET", "/organization", _get_organization, "self"))
    _add(app, world, "/v1.0", _Route("GET", tracing.RULE, tracing.list_traces, "self"))
    app.add_url_rule("/v1.0/$batch", "batch", partial(_batch, world, app), methods=["POST"])
    app.register_error_handler(404, partial(_unknown, world))
    app.register_error_handler(405, partial(_unknown, world))
    app.wsgi_app = _Spelling(app.wsgi_app)  # type: ignore[method-assign, assignment]  # Flask's own advice
    return app


def _add(app: Flask, world: World, prefix: str, route: _Route) -> None:
    app.add_url_rule(
        prefix + route.rule,
        f"{route.method} {prefix}{route.rule}",
        partial(_answer, world, route),
        methods=[route.method],
    )


def _answer(world: World, route: _Route, user_id: str | None = None, **ids: str) -> Response:
    """Answer one request, and log it with the time that it took."""
    began = time.perf_counter()
    who: str | None = None
    try:
        asker = read_asker(world, request)
        owner = _owner(world, asker, user_id, route)
        who = owner.id
        call = GraphCall(
            world=world,
            asker=asker,
            owner=owner,
            query=request.args.to_dict(),
            preferences=read_preferences(request),
            request=request,
        )
        answer = _serve(call, route, ids)
    except GraphError as error:
        answer = error_answer(error, world, request)
    _log(world, who, answer.status_code, began)
    return answer


def _serve(call: GraphCall, route: _Route, ids: dict[str, str]) -> Response:
    world = call.world
    _refuse_by_fault(world, call.owner)
    if route.need != "self":
        check_mail_rights(call.asker, call.owner, route.need)
    # Only requests to a mailbox count towards its limit; directory objects have another one.
    is_mail = route.need != "self"
    slot = world.mailbox_slot(call.asker.app_id, call.owner.id) if is_mail else nullcontext()
    with slot:
        time.sleep(_pause_ms(world, call.owner, route) / 1000)
        with world.lock:
            answer = route.view(call, **ids)
    applied = applied_preferences(call.preferences)
    if applied:
        answer.headers["Preference-Applied"] = applied
    return answer


def _owner(world: World, asker: Asker, user_id: str | None, route: _Route) -> User:
    if user_id is None:
        if asker.user is not None:
            return asker.user
        if route.view in _OF_THE_TENANT:
            return next(u for u in world.users.values() if u.tenant_id == asker.tenant_id)
        raise bad_request("/me request is only valid with delegated authentication flow.")
    found = world.find_user(asker.tenant_id, user_id)
    if found is None and route.view is _get_user:
        message = f"Resource '{user_id}' does not exist."
        raise GraphError(404, "Request_ResourceNotFound", message)
    if found is None:
        raise GraphError(404, "ErrorInvalidUser", f"The requested user '{user_id}' is invalid.")
    return found


def _refuse_by_fault(world: World, owner: User) -> None:
    if world.faults.is_on(lambda switches: switches.graph_down, owner.id):
        raise GraphError(503, "ServiceUnavailable", "The service is temporarily unavailable.")
    wait_s = world.faults.retry_after(owner.id, world.now())
    if wait_s is not None:
        message = "Please retry again later."
        raise GraphError(429, "TooManyRequests", message, {"Retry-After": str(wait_s)})


def _pause_ms(world: World, owner: User, route: _Route) -> int:
    pause_ms = world.faults.latency_ms(owner.id)
    return pause_ms + tracing.hang_ms(world) if route.view is tracing.list_traces else pause_ms


def _get_user(call: GraphCall) -> Response:
    """Return a user: oneself with User.Read, others only with the directory's rights."""
    select = call.names("$select")
    asker = call.asker
    is_self = asker.user is not None and asker.user.id == call.owner.id
    allowed = bool(asker.rights & _READ_OTHERS) or (is_self and bool(asker.rights & _READ_SELF))
    if not allowed and not (
        "User.ReadBasic.All" in asker.rights
        and set(select or _PUBLIC_MEMBERS) <= set(_PUBLIC_MEMBERS)
    ):
        message = "Insufficient privileges to complete the operation."
        raise GraphError(403, "Authorization_RequestDenied", message)
    context = f"{request.url_root}v1.0/$metadata#users/$entity"
    return json_answer({"@odata.context": context, **answers.user(call.owner, select)})


def _get_organization(call: GraphCall) -> Response:
    rights = _READ_SELF | {"Organization.Read.All", "Directory.Read.All"}
    if not call.asker.rights & rights:
        message = "Insufficient privileges to complete the operation."
        raise GraphError(403, "Authorization_RequestDenied", message)
    shown = answers.organization(call.world.tenants[call.asker.tenant_id])
    select = call.names("$select")
    if select:
        shown = {name: value for name, value in shown.items() if name in {*select, "id"}}
    context = f"{request.url_root}v1.0/$metadata#organization"
    return json_answer({"@odata.context": context, "value": [shown]})


_OF_THE_TENANT: tuple[View, ...] = (_get_organization, tracing.list_traces)
"""What belongs to the whole organisation, so that an application may ask for it without a user."""


def _batch(world: World, app: Flask) -> Response:
    began = time.perf_counter()
    who: str | None = None
    try:
        asker = read_asker(world, request)
        who = asker.user.id if asker.user else None
        if PART_MARK in request.environ:
            raise bad_request("A batch inside a batch is not allowed.")
        whole = request._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the proxy does not work in the pool's threads
        answer = json_answer(answer_batch(whole, partial(_ask, app)))
    except GraphError as error:
        answer = error_answer(error, world, request)
    _log(world, who, answer.status_code, began)
    return answer


def _ask(app: Flask, environ: dict[str, object]) -> Response:
    return cast("Response", Response.from_app(app, environ))


def _unknown(world: World, _error: Exception) -> Response:
    message = "Resource not found for the segment."
    error = GraphError(400, "BadRequest", message)
    _log(world, None, error.status, time.perf_counter())
    return error_answer(error, world, request)


def _log(world: World, user_id: str | None, status: int, began: float) -> None:
    world.log(
        LoggedRequest(
            method=request.method,
            template=str(request.url_rule or "unknown"),
            user_id=user_id,
            in_batch=PART_MARK in request.environ,
            status=status,
            seconds=time.perf_counter() - began,
        )
    )


class _Spelling:
    """Brings paths into one spelling: Graph takes segments in any case, and keys in brackets."""

    _KEY: ClassVar = re.compile(r"([A-Za-z]+)\('([^']*)'\)")
    _SEGMENTS: ClassVar = {
        word.lower(): word
        for word in (
            "me",
            "users",
            "organization",
            "messages",
            "mailFolders",
            "childFolders",
            "messageRules",
            "attachments",
            "move",
            "permanentDelete",
            "translateExchangeIds",
            "admin",
            "exchange",
            "tracing",
            "messageTraces",
            "$value",
            "$batch",
            "v1.0",
        )
    }

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = self._KEY.sub(r"\1/\2", environ.get("PATH_INFO", ""))
        spelled = [self._SEGMENTS.get(part.lower(), part) for part in path.split("/")]
        environ["PATH_INFO"] = "/".join(spelled).rstrip("/")
        return self._app(environ, start)
