"""GET /admin/exchange/tracing/messageTraces: rights, limits, filters and pages of the mail log.

Source: Microsoft's reference pages "List messageTraces" and "exchangeMessageTrace" (2026-01-27);
the refusal without a service principal as office365itpros.com quotes it (2026-01-27).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Response

from bouncecheck.demo.graph_emulator.answers import Json, moment
from bouncecheck.demo.graph_emulator.graph_calls import GraphCall, json_answer
from bouncecheck.demo.graph_emulator.graph_errors import GraphError, bad_request
from bouncecheck.demo.graph_emulator.listing import next_link, number_of, skipped
from bouncecheck.demo.graph_emulator.mail_log import TraceRow
from bouncecheck.demo.graph_emulator.odata_syntax import Both, Call, Compare, Node, parse_filter
from bouncecheck.demo.graph_emulator.world import World

RULE = "/admin/exchange/tracing/messageTraces"
TRACING_APP_ID = "8bd644d1-64a1-4d4b-ae52-2e0cbf64e373"
RIGHT = "ExchangeMessageTrace.Read.All"

DEFAULT_SPAN = timedelta(hours=48)
MAX_SPAN = timedelta(days=10)
REACH = timedelta(days=90)
DEFAULT_PAGE = 1_000
MAX_PAGE = 5_000
_OPTIONS = frozenset({"$filter", "$top", "$skiptoken"})
_UNAUTHORIZED = 401
_TOO_MANY = 429

_TEXTS: dict[str, Callable[[TraceRow], str]] = {
    "id": lambda row: row.id,
    "messageId": lambda row: row.message_id,
    "senderAddress": lambda row: row.sender,
    "recipientAddress": lambda row: row.recipient,
    "status": lambda row: row.status,
    "fromIP": lambda row: row.from_ip,
    "toIP": lambda row: row.to_ip,
}
"""What can be compared with "eq"."""

_TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda subject, part: part in subject,
    "startswith": lambda subject, part: subject.startswith(part),
    "endswith": lambda subject, part: subject.endswith(part),
}


def list_traces(call: GraphCall) -> Response:
    """Return one page of the organisation's mail log, newest rows first."""
    _check_rights(call)
    _check_limits(call)
    unknown = [name for name in call.query if name.startswith("$") and name not in _OPTIONS]
    if unknown:
        raise bad_request(f"The query option '{unknown[0]}' is not supported here.")
    found = _found(call)
    start = skipped(call)
    end = start + _page_size(call)
    root = call.request.url_root
    body: Json = {
        "@odata.context": f"{root}v1.0/$metadata#admin/exchange/tracing/messageTraces",
        "value": [_shown(call, row) for row in found[start:end]],
    }
    if end < len(found):
        body["@odata.nextLink"] = next_link(call, end)
    return json_answer(body)


def hang_ms(world: World) -> int:
    """Return how much longer the mail log takes to answer."""
    return world.faults.everyone.log_hang_ms


def _check_rights(call: GraphCall) -> None:
    if call.asker.user is not None or RIGHT not in call.asker.rights:
        # A user would have to be an administrator of Exchange as well; nobody here is one.
        message = "Insufficient privileges to complete the operation."
        raise GraphError(403, "Authorization_RequestDenied", message)
    is_set_up = call.world.tenants[call.asker.tenant_id].has_tracing_principal
    if not is_set_up or call.world.faults.everyone.log_status == _UNAUTHORIZED:
        message = (
            "Service principal-less Authentication failed: the service principal for App ID "
            f"{TRACING_APP_ID} was not found. Please create a service principal for this app in "
            "your tenant. Provisioning may take several hours to complete."
        )
        raise GraphError(_UNAUTHORIZED, "Unauthorized", message)


def _check_limits(call: GraphCall) -> None:
    faults = call.world.faults.everyone
    wait_s = call.world.mail_log.wait_s(call.asker.tenant_id)
    if faults.log_status == _TOO_MANY:
        wait_s = faults.retry_after_s
    if wait_s is not None:
        message = "Your recent queries have surpassed the permitted limit."
        raise GraphError(_TOO_MANY, "TooManyRequests", message, {"Retry-After": str(wait_s)})
    if faults.log_status is not None:
        raise GraphError(faults.log_status, "UnknownError", "The mail log could not be read.")


def _page_size(call: GraphCall) -> int:
    size = number_of(call, "$top")
    if size is not None and not 1 <= size <= MAX_PAGE:
        raise bad_request(f"Invalid value '{size}' for $top: give 1 to {MAX_PAGE}.")
    most = call.world.faults.everyone.log_page_size
    wanted = DEFAULT_PAGE if size is None else size
    return wanted if most is None else min(wanted, most)


def _found(call: GraphCall) -> list[TraceRow]:
    log = call.world.mail_log
    now = log.clock().replace(microsecond=0)
    conditions = list(
        _conditions(parse_filter(text)) if (text := call.query.get("$filter")) else ()
    )
    start, end = _span(conditions, now)
    tests = [_test(one) for one in conditions if _time_of(one) is None]
    rows = [
        row
        for row in log.rows
        if row.tenant_id == call.asker.tenant_id
        and start <= row.received_at <= end
        and all(test(row) for test in tests)
    ]
    return sorted(rows, key=lambda row: row.received_at, reverse=True)


def _conditions(node: Node) -> list[Compare | Call]:
    """Return what a filter joins by "and"; it can do nothing else."""
    match node:
        case Both(word="and", left=left, right=right):
            return _conditions(left) + _conditions(right)
        case Compare() | Call():
            return [node]
        case _:
            raise bad_request("The $filter may only join conditions by 'and'.")


def _time_of(condition: Compare | Call) -> tuple[str, datetime] | None:
    """Return which bound of the time a condition sets; None for any other condition."""
    match condition:
        case Compare(path="receivedDateTime", operator="ge" | "le" as word, value=datetime() as at):
            return word, at
        case _:
            return None


def _span(conditions: list[Compare | Call], now: datetime) -> tuple[datetime, datetime]:
    bounds = dict(filter(None, map(_time_of, conditions)))
    if not bounds:
        return now - DEFAULT_SPAN, now
    if set(bounds) != {"ge", "le"}:
        raise bad_request("Both a start and an end of receivedDateTime are needed.")
    start, end = bounds["ge"], bounds["le"]
    if end > now or start > end:
        raise bad_request("The end must not be later than the current date, nor before the start.")
    if end - start > MAX_SPAN:
        raise bad_request("The time interval must not exceed 10 days.")
    if start < now - REACH:
        raise bad_request("The start must not be more than 90 days before the current date.")
    return start, end


def _test(condition: Compare | Call) -> Callable[[TraceRow], bool]:
    match condition:
        case Compare(path=path, operator="eq", value=str(wanted)) if path in _TEXTS:
            read = _TEXTS[path]
            return lambda row: read(row).casefold() == wanted.casefold()
        case Call(function=function, path="subject", value=part):
            compare = _TEXT_TESTS[function]
            return lambda row: compare(row.subject.casefold(), part.casefold())
        case _:
            raise bad_request("The $filter names a property or an operator that is not supported.")


def _shown(call: GraphCall, row: TraceRow) -> Json:
    if call.world.faults.everyone.log_rows_bare:
        return {"id": row.id}
    return {
        "id": row.id,
        "senderAddress": row.sender,
        "recipientAddress": row.recipient,
        "messageId": row.message_id,
        "receivedDateTime": moment(row.received_at),
        "subject": row.subject,
        "size": row.size,
        "fromIP": row.from_ip,
        "toIP": row.to_ip,
        "status": row.status,
    }
