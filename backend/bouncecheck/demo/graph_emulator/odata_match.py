"""From the tree of a $filter to a test on messages, with the limits that Exchange sets."""

import operator
from collections.abc import Callable
from datetime import datetime

from bouncecheck.demo.graph_emulator.graph_errors import bad_filter, bad_request, inefficient
from bouncecheck.demo.graph_emulator.mail_text import Person
from bouncecheck.demo.graph_emulator.mailbox import MailItem
from bouncecheck.demo.graph_emulator.odata_syntax import (
    Both,
    Call,
    Compare,
    Lambda,
    Negated,
    Node,
    paths_of,
)

Test = Callable[[MailItem], bool]
Value = str | bool | datetime | None

SORTABLE_WITH_FILTER = ("isRead", "isDraft", "receivedDateTime", "sentDateTime", "categories")
ONE_PROPERTY = (
    "The filter expression for $filter does not match to a single extended property "
    "and a value restriction."
)
_COLLECTIONS = frozenset(
    {
        "toRecipients",
        "ccRecipients",
        "bccRecipients",
        "replyTo",
        "internetMessageHeaders",
        "attachments",
    }
)
_ORDERINGS: dict[str, Callable[[datetime, datetime], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}


def _address(person: Person | None) -> str:
    return person.address if person else ""


def _name(person: Person | None) -> str:
    return person.name if person else ""


READERS: dict[str, Callable[[MailItem], Value]] = {
    "id": lambda item: item.id,
    "internetMessageId": lambda item: item.text.message_id,
    "subject": lambda item: item.text.subject,
    "from/emailAddress/address": lambda item: _address(item.text.author),
    "from/emailAddress/name": lambda item: _name(item.text.author),
    "sender/emailAddress/address": lambda item: _address(item.text.sender),
    "sender/emailAddress/name": lambda item: _name(item.text.sender),
    "sentDateTime": lambda item: item.sent_at,
    "receivedDateTime": lambda item: item.received_at,
    "createdDateTime": lambda item: item.received_at,
    "lastModifiedDateTime": lambda item: item.modified_at,
    "isDraft": lambda item: item.is_draft,
    "isRead": lambda item: item.is_read,
    "hasAttachments": lambda item: bool(item.text.attachments),
    "conversationId": lambda item: item.conversation_id,
    "parentFolderId": lambda item: item.folder_id,
    "importance": lambda _item: "normal",
}


def compile_filter(node: Node) -> Test:
    """Return the test that a filter stands for. Raises GraphError 400 for what Graph refuses."""
    match node:
        case Both(word=word, left=left, right=right):
            return _both(word, compile_filter(left), compile_filter(right))
        case Negated(inner=inner):
            test = compile_filter(inner)
            return lambda item: not test(item)
        case Compare(path=path, operator=word, value=value):
            return _compare(_reader(path), word, value)
        case Call(function=function, path=path, value=text):
            return _call(_reader(path), function, text)
        case Lambda():
            return _lambda(node)


def _both(word: str, first: Test, second: Test) -> Test:
    if word == "and":
        return lambda item: first(item) and second(item)
    return lambda item: first(item) or second(item)


def check_order(node: Node, order: list[str]) -> None:
    """Refuse a sort order that does not fit the filter (InefficientFilter).

    The sorted properties must come first in the filter, in the same order, and beside a
    sort only cheap properties may be filtered on.
    """
    if not order:
        return
    paths = list(dict.fromkeys(paths_of(node)))
    if paths[: len(order)] != order or any(p not in SORTABLE_WITH_FILTER for p in paths):
        raise inefficient()


def _reader(path: str) -> Callable[[MailItem], Value]:
    if path.partition("/")[0] in _COLLECTIONS:
        raise bad_filter()
    if path not in READERS:
        raise bad_request(
            f"Could not find a property named '{path}' on type 'microsoft.graph.message'."
        )
    return READERS[path]


def _folded(value: Value) -> Value:
    """Exchange compares text without regard to case."""
    return value.casefold() if isinstance(value, str) else value


def _compare(read: Callable[[MailItem], Value], word: str, wanted: Value) -> Test:
    if word in {"eq", "ne"}:
        target = _folded(wanted)
        return lambda item: (_folded(read(item)) == target) is (word == "eq")
    if not isinstance(wanted, datetime):
        raise bad_filter()
    compare = _ORDERINGS[word]

    def test(item: MailItem) -> bool:
        value = read(item)
        return isinstance(value, datetime) and compare(value, wanted)

    return test


def _call(read: Callable[[MailItem], Value], function: str, text: str) -> Test:
    if function == "endswith":
        raise bad_filter()
    wanted = text.casefold()

    def test(item: MailItem) -> bool:
        value = read(item)
        if not isinstance(value, str):
            return False
        folded = value.casefold()
        return folded.startswith(wanted) if function == "startswith" else wanted in folded

    return test


def _lambda(node: Lambda) -> Test:
    if node.path == "singleValueExtendedProperties" and node.quantifier == "any":
        return _property_test(node.body)
    if node.path == "categories" and node.quantifier == "any":
        return _category_test(node.body)
    raise bad_filter()


def _category_test(body: Node | None) -> Test:
    match body:
        case Compare(operator="eq", value=str(name)):
            return lambda item: name.casefold() in {c.casefold() for c in item.categories}
        case _:
            raise bad_filter()


def _property_test(body: Node | None) -> Test:
    """Exactly one id and one value, as Exchange demands."""
    match body:
        case Both(word="and", left=Compare(path="id", operator="eq", value=str(tag)), right=value):
            pass
        case _:
            raise bad_filter(ONE_PROPERTY)
    if tag.lower().startswith("binary"):
        raise bad_filter(ONE_PROPERTY)
    match value:
        case Compare(path="value", operator="eq" | "ne" as word, value=str(wanted)):
            return _compare(_property_reader(tag), word, wanted)
        case Call(function="startswith" | "contains" as function, path="value", value=text):
            return _call(_property_reader(tag), function, text)
        case _:
            raise bad_filter(ONE_PROPERTY)


def _property_reader(tag: str) -> Callable[[MailItem], Value]:
    normal = normal_tag(tag)
    return lambda item: item.extended_property(normal)


def normal_tag(tag: str) -> str:
    """Return a property id as Graph writes it back: "String 0x001A" is "String 0x1a"."""
    kind, _, number = tag.strip().partition(" ")
    if number.lower().startswith("0x"):
        try:
            return f"{kind.capitalize()} {int(number, 16):#x}"
        except ValueError as error:
            raise bad_filter(ONE_PROPERTY) from error
    return tag
