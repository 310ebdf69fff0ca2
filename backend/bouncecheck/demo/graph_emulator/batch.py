"""JSON batching: up to twenty requests in one, each with its own answer."""

import base64
import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from graphlib import CycleError, TopologicalSorter

from flask import Request, Response
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from bouncecheck.demo.graph_emulator.answers import Json
from bouncecheck.demo.graph_emulator.graph_errors import bad_request

MAX_PARTS = 20
PARALLEL_PARTS = 4
PART_MARK = "bouncecheck.batch_part"

Ask = Callable[[dict[str, object]], Response]
"""Sends one WSGI environment through the application."""

_FAILED_DEPENDENCY: Json = {
    "status": 424,
    "headers": {"Content-Type": "application/json"},
    "body": {"error": {"code": "FailedDependency", "message": "Failed Dependency"}},
}
_FIRST_FAILURE = 400


def answer_batch(request: Request, ask: Ask) -> Json:
    """Return the answers of all parts. Raises GraphError 400 if the batch itself is wrong."""
    parts = _read_parts(request)
    order = _order(parts)
    running: dict[str, Future[Json]] = {}
    with ThreadPoolExecutor(PARALLEL_PARTS) as pool:
        # Whatever a part waits for was handed in before it, so the pool never blocks itself.
        for key in order:
            waits_for = [running[other] for other in _depends_on(parts[key])]
            running[key] = pool.submit(_answer_part, request, ask, parts[key], waits_for)
    return {"responses": [{"id": key, **running[key].result()} for key in order]}


def _read_parts(request: Request) -> dict[str, Json]:
    body = request.get_json(silent=True)
    listed = body.get("requests") if isinstance(body, dict) else None
    if not isinstance(listed, list) or not listed:
        raise bad_request("Invalid batch payload format.")
    if len(listed) > MAX_PARTS:
        raise bad_request(
            f"Number of batch request steps exceeds the maximum value of {MAX_PARTS}."
        )
    parts = {}
    for part in listed:
        if not isinstance(part, dict) or not all(part.get(k) for k in ("id", "method", "url")):
            raise bad_request("A batch request step needs id, method and url.")
        parts[str(part["id"])] = part
    if len(parts) != len(listed):
        raise bad_request("Request ids in a batch must be unique.")
    return parts


def _order(parts: dict[str, Json]) -> list[str]:
    graph = {key: _depends_on(part) for key, part in parts.items()}
    if any(other not in parts for others in graph.values() for other in others):
        raise bad_request("dependsOn names a request that is not in the batch.")
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise bad_request("dependsOn runs in a circle.") from error


def _depends_on(part: Json) -> list[str]:
    named = part.get("dependsOn")
    return [str(other) for other in named] if isinstance(named, list) else []


def _answer_part(request: Request, ask: Ask, part: Json, waits_for: list[Future[Json]]) -> Json:
    statuses = [future.result()["status"] for future in waits_for]
    if any(isinstance(status, int) and status >= _FIRST_FAILURE for status in statuses):
        return _FAILED_DEPENDENCY
    answer = ask(_environ(request, part))
    shown: Json = {"status": answer.status_code, "headers": dict(answer.headers)}
    if answer.data:
        shown["body"] = _part_body(answer)
    return shown


def _environ(request: Request, part: Json) -> dict[str, object]:
    path, _, query = str(part["url"]).partition("?")
    given = part.get("headers")
    headers = {str(k): str(v) for k, v in given.items()} if isinstance(given, dict) else {}
    headers["Authorization"] = request.headers.get("Authorization", "")
    body = part.get("body")
    builder = EnvironBuilder(
        path=f"/v1.0/{path.lstrip('/')}",
        base_url=request.url_root,
        query_string=query,
        method=str(part["method"]).upper(),
        headers=Headers(headers),
        data=None if body is None else json.dumps(body),
        content_type=None if body is None else "application/json",
    )
    return {**builder.get_environ(), PART_MARK: True}


def _part_body(answer: Response) -> object:
    if answer.mimetype == "application/json":
        return json.loads(answer.data)
    return base64.b64encode(answer.data).decode()
