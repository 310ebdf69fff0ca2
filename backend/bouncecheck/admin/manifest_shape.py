"""The shape of a manifest: which elements, in which order, with which plain values."""

import re
from collections.abc import Iterator

from bouncecheck.admin.manifest_tree import BASE, OVERRIDES_1_0, OVERRIDES_1_1, Node, Problem

MAX_DESCRIPTION_CHARS = 250
MAX_NAME_CHARS = 125
_NO_ITEM_CONTEXT_SINCE = (1, 13)
_NEWEST_SET = (1, 16)

_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_VERSION = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,5}){0,3}")
_PERMISSIONS = frozenset({"Restricted", "ReadItem", "ReadWriteItem", "ReadWriteMailbox"})

# Outlook does not load a manifest in another order. Source: Microsoft's "manifest element
# ordering", and [MS-OWEMXML] 2.2.177 for the pane's action. "?" marks what may be missing.
_ORDERS = {
    "OfficeApp": (
        "Id AlternateId? Version ProviderName DefaultLocale DisplayName Description IconUrl"
        " HighResolutionIconUrl SupportUrl AppDomains? Hosts Requirements FormSettings Permissions"
        " Rule DisableEntityHighlighting? VersionOverrides?"
    ),
    "VersionOverrides": (
        "Description? Requirements Hosts Resources WebApplicationInfo? VersionOverrides?"
    ),
    "DesktopFormFactor": "SupportsSharedFolders? FunctionFile? ExtensionPoint",
    "Control": "Label Supertip Icon Action",
    "Supertip": "Title Description",
    "Action": "SourceLocation SupportsPinning? SupportsNoItemContext? SupportsMultiSelect?",
    "Resources": "Images Urls ShortStrings LongStrings?",
}


def shape_problems(root: Node) -> Iterator[Problem]:
    """Yield what is wrong with the elements, their order and their plain values."""
    if root.name != "OfficeApp" or root.namespace != BASE or root.type != "MailApp":
        yield _problem("wrong-root", "The root is not an OfficeApp of type MailApp.", root)
        return
    for node in (root, *root.all(*_ORDERS)):
        yield from _order_problems(node)
    yield from _value_problems(root)
    yield from _length_problems(root)
    for requirements in root.all("Requirements"):
        yield from _requirement_problems(requirements)
    yield from _block_problems(root)


def mailbox_version(requirements: Node | None) -> tuple[int, ...] | None:
    """Return the Mailbox requirement set as numbers, such as (1, 13); None if none is named."""
    for sets in requirements.children if requirements else ():
        for one in sets.children:
            asked = one.attributes.get("MinVersion") or sets.attributes.get("DefaultMinVersion")
            if one.attributes.get("Name") == "Mailbox" and re.fullmatch(r"1\.\d{1,2}", asked or ""):
                return tuple(int(part) for part in (asked or "").split("."))
    return None


def _problem(code: str, message: str, node: Node) -> Problem:
    return Problem(code=code, message=message, line=node.line)


def _order_problems(node: Node) -> Iterator[Problem]:
    terms = _ORDERS[node.name].split()
    order = [term.rstrip("?") for term in terms]
    places = []
    for child in node.children:
        if child.name in order:
            places.append(order.index(child.name))
        else:
            message = f"{child.name} does not belong into {node.name}."
            yield _problem("unknown-element", message, child)
    if places != sorted(places):
        message = f"The elements of {node.name} are not in the order that Outlook asks for."
        yield _problem("wrong-order", message, node)
    for missing in (term for term in terms if not term.endswith("?")):
        if node.child(missing) is None:
            yield _problem("missing-element", f"{node.name} lacks {missing}.", node)


def _value_problems(root: Node) -> Iterator[Problem]:
    for name, pattern, code, wish in (
        ("Id", _GUID, "bad-id", "a GUID"),
        ("Version", _VERSION, "bad-version", "one to four numbers of at most five digits"),
    ):
        node = root.child(name)
        if node is not None and not pattern.fullmatch(node.text.strip()):
            yield _problem(code, f"{name} is not {wish}.", node)
    permissions = root.child("Permissions")
    if permissions is not None and permissions.text.strip() not in _PERMISSIONS:
        yield _problem("bad-permissions", "Permissions is none that Outlook knows.", permissions)


def _length_problems(root: Node) -> Iterator[Problem]:
    limits = (("DisplayName", MAX_NAME_CHARS), ("Description", MAX_DESCRIPTION_CHARS))
    for name, limit in limits:
        node = root.child(name)
        for text in (node, *node.children) if node is not None else ():
            value = text.attributes.get("DefaultValue", text.attributes.get("Value", ""))
            if not value.strip():
                yield _problem("missing-text", f"{name} has no text.", text)
            elif len(value) > limit:
                yield _problem("text-too-long", f"{name} is longer than {limit}.", text)


def _requirement_problems(requirements: Node) -> Iterator[Problem]:
    version = mailbox_version(requirements)
    if version is None or version > _NEWEST_SET:
        message = "Requirements names no Mailbox requirement set from 1.0 to 1.16."
        yield _problem("bad-requirements", message, requirements)


def _block_problems(root: Node) -> Iterator[Problem]:
    """Compare the block for older clients with the one inside it, for newer ones."""
    older = root.child("VersionOverrides")
    newer = older.child("VersionOverrides") if older is not None else None
    if older is None or newer is None:
        yield _problem("missing-element", "VersionOverrides 1.0 and 1.1 must both be there.", root)
        return
    for node, namespace, kind in (
        (older, OVERRIDES_1_0, "VersionOverridesV1_0"),
        (newer, OVERRIDES_1_1, "VersionOverridesV1_1"),
    ):
        if node.namespace != namespace or node.type != kind:
            yield _problem("wrong-block", f"This block is not {kind} in its namespace.", node)
    if _buttons(older) != _buttons(newer):
        yield _problem("blocks-differ", "The blocks 1.0 and 1.1 offer different buttons.", newer)
    version = mailbox_version(newer.child("Requirements"))
    without_item = next(newer.all("SupportsNoItemContext"), None)
    if without_item is not None and (version or (0,)) < _NO_ITEM_CONTEXT_SINCE:
        message = "SupportsNoItemContext needs Mailbox 1.13."
        yield _problem("bad-requirements", message, without_item)


def _buttons(block: Node) -> list[tuple[str, ...]]:
    """Return what the buttons of a block are, without those of a block inside it."""
    hosts = block.child("Hosts")
    return [_button(control) for control in (hosts.all("Control") if hosts is not None else ())]


def _button(control: Node) -> tuple[str, ...]:
    parts = control.all("Label", "Title", "Description", "Image", "SourceLocation")
    return (control.attributes.get("id", ""), *(part.attributes.get("resid", "") for part in parts))
