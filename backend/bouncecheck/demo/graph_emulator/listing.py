"""Lists of messages: $filter, $orderby, $select, $expand, $top, $skip and pages."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from bouncecheck.demo.graph_emulator import answers
from bouncecheck.demo.graph_emulator.answers import Json
from bouncecheck.demo.graph_emulator.graph_calls import GraphCall
from bouncecheck.demo.graph_emulator.graph_errors import (
    GraphError,
    access_denied,
    bad_request,
    inefficient,
)
from bouncecheck.demo.graph_emulator.mailbox import MailItem
from bouncecheck.demo.graph_emulator.odata_match import (
    READERS,
    check_order,
    compile_filter,
    normal_tag,
)
from bouncecheck.demo.graph_emulator.odata_syntax import has_or, parse_filter

DEFAULT_PAGE = 10
MAX_PAGE = 1000
OPTIONS = frozenset(
    {
        "$filter",
        "$orderby",
        "$select",
        "$expand",
        "$top",
        "$skip",
        "$count",
        "$skiptoken",
        "includeHiddenFolders",
    }
)

_EXPAND = re.compile(r"^singleValueExtendedProperties\(\$filter=(.*)\)$", re.IGNORECASE)
_PROPERTY_ID = re.compile(r"id\s+eq\s+'((?:[^']|'')*)'", re.IGNORECASE)
_MEMBERS = {name.lower(): name for name in (*answers.MESSAGE, *answers.ON_REQUEST, "id")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Which members of a message to show."""

    select: tuple[str, ...]
    properties: tuple[str, ...]
    """Extended properties that are expanded, in the form of `normal_tag`."""


def read_form(call: GraphCall) -> Form:
    """Return what $select and $expand ask for. Raises GraphError 400 or 403."""
    expand = call.query.get("$expand", "")
    if call.is_basic and expand:
        raise access_denied()
    return Form(select=_members(call), properties=_expanded(expand))


def show(call: GraphCall, item: MailItem, form: Form) -> Json:
    """Return one message in the form that was asked for."""
    shown = answers.message(item, form.select, immutable=call.immutable, text_body=call.text_body)
    if call.is_basic:
        for name in answers.WITHHELD_FROM_BASIC:
            shown.pop(name, None)
    if call.world.faults.is_on(lambda switches: switches.headers_missing, call.owner.id):
        shown.pop("internetMessageHeaders", None)
    if call.world.faults.is_on(lambda switches: switches.properties_missing, call.owner.id):
        return shown
    known = [{"id": tag, "value": item.extended_property(tag)} for tag in form.properties]
    found = [entry for entry in known if entry["value"] is not None]
    # A message without the property has no such member at all (example message-extended-property).
    return shown | {"singleValueExtendedProperties": found} if found else shown


def list_items(call: GraphCall, folder_id: str | None, context: str) -> Json:
    """Return one page of the messages of a folder, or of the whole mailbox."""
    _check_options(call.query)
    form = read_form(call)
    chosen = _chosen(call, folder_id)
    items = [show(call, item, form) for item in chosen[_span(call)]]
    return paged(call, context, items, len(chosen))


def paged(call: GraphCall, context: str, page: list[Json], total: int) -> Json:
    """Return one page as a collection, with the link to the next."""
    body: Json = {"@odata.context": f"{call.request.url_root}v1.0/$metadata#{context}"}
    if call.query.get("$count", "").lower() == "true":
        body["@odata.count"] = total
    body["value"] = page
    end = _span(call).stop
    if end < total:
        body["@odata.nextLink"] = next_link(call, end)
    return body


def page_of(call: GraphCall, entries: list[Json], context: str) -> Json:
    """Return one page of entries that need no filter."""
    return paged(call, context, entries[_span(call)], len(entries))


def _members(call: GraphCall) -> tuple[str, ...]:
    found = []
    for name in call.names("$select"):
        member = _MEMBERS.get(name.lower())
        if member is None:
            raise bad_request(
                f"Parsing OData Select and Expand failed: Could not find a property named "
                f"'{name}' on type 'microsoft.graph.message'."
            )
        found.append(member)
    return tuple(found)


def _expanded(expand: str) -> tuple[str, ...]:
    if not expand or expand.lower().startswith("attachments"):
        return ()
    match = _EXPAND.match(expand.strip())
    if match is None:
        raise bad_request("Parsing OData Select and Expand failed.")
    tags = _PROPERTY_ID.findall(match.group(1))
    if not tags:
        raise bad_request("Parsing OData Select and Expand failed.")
    # Two ids joined by "or" were seen to answer 200 without any property (facts/graph.md, 1).
    return (normal_tag(tags[0].replace("''", "'")),) if len(tags) == 1 else ()


def _check_options(query: Mapping[str, str]) -> None:
    unknown = [name for name in query if name.startswith("$") and name not in OPTIONS]
    if unknown:
        raise bad_request(f"The query option '{unknown[0]}' is not supported here.")


def _chosen(call: GraphCall, folder_id: str | None) -> list[MailItem]:
    order = _order(call.query.get("$orderby", ""))
    items = call.mailbox.items(folder_id)
    chosen = list(items)
    if "$filter" in call.query:
        tree = parse_filter(call.query["$filter"])
        if has_or(tree) and call.world.faults.is_on(
            lambda switches: switches.refuse_or_filters, call.owner.id
        ):
            raise inefficient()
        test = compile_filter(tree)
        check_order(tree, [name for name, _ in order])
        chosen = [item for item in chosen if test(item)]
    for name, descending in reversed(order):
        chosen.sort(key=_sort_key(name), reverse=descending)
    return chosen


def _order(text: str) -> list[tuple[str, bool]]:
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, direction = part.partition(" ")
        if name not in READERS or direction.strip().lower() not in {"", "asc", "desc"}:
            raise bad_request(f"Could not order by '{part}'.")
        found.append((name, direction.strip().lower() == "desc"))
    return found


def _sort_key(name: str) -> Callable[[MailItem], str]:
    read = READERS[name]
    return lambda item: str(read(item)).casefold()


def _span(call: GraphCall) -> slice:
    size = number_of(call, "$top")
    wished = call.preferences.get("odata.maxpagesize", "")
    if size is None:
        size = int(wished) if wished.isdecimal() and int(wished) else DEFAULT_PAGE
    if size > MAX_PAGE:
        message = (
            "The query specified in the URI is not valid. "
            f"The limit of '{MAX_PAGE}' for Top query has been exceeded."
        )
        raise GraphError(400, "RequestBroker--ParseUri", message)
    start = skipped(call)
    return slice(start, start + size)


def skipped(call: GraphCall) -> int:
    """Return how many entries earlier pages showed. Raises GraphError 400, or 500 by a fault."""
    token = call.query.get("$skiptoken")
    if token is None:
        return number_of(call, "$skip") or 0
    if call.world.faults.is_on(lambda switches: switches.page_truncated, call.owner.id):
        raise GraphError(500, "InternalServerError", "The page could not be read.")
    try:
        return int(base64.urlsafe_b64decode(token).decode().removeprefix("after:"))
    except (ValueError, binascii.Error) as error:
        raise bad_request("The $skiptoken is not valid.") from error


def number_of(call: GraphCall, option: str) -> int | None:
    """Return a query option that is a number, or None. Raises GraphError 400."""
    text = call.query.get(option)
    if text is None:
        return None
    if not text.isdecimal():
        raise bad_request(f"Invalid value '{text}' for {option} query option.")
    return int(text)


def next_link(call: GraphCall, end: int) -> str:
    """Return the link to the page that begins after `end` entries."""
    token = base64.urlsafe_b64encode(f"after:{end}".encode()).decode()
    kept = {k: v for k, v in call.query.items() if k not in {"$skip", "$skiptoken"}}
    pairs = [*kept.items(), ("$skiptoken", token)]
    query = "&".join(f"{quote(k, safe='$')}={quote(v, safe='')}" for k, v in pairs)
    return f"{call.request.base_url}?{query}"
