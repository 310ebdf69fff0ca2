"""What a manifest points to: named resources, addresses, icons, and its texts in each language."""

from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import SplitResult, urlsplit

from bouncecheck.admin.manifest_tree import Node, Problem

Assets = Callable[[str], bytes | None]
"""Returns the file that an address's path names, such as "/addin/assets/icon-64.png"."""

MAX_RESID_CHARS = 32
_LIMITS = {"ShortStrings": 125, "LongStrings": 250}
_COMMAND_ICON_SIZES = frozenset({"16", "32", "80"})
_ICON_SIZES = {"IconUrl": 64, "HighResolutionIconUrl": 128}
_ADDRESSES = ("IconUrl", "HighResolutionIconUrl", "SupportUrl", "SourceLocation")
_PNG_START = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def resource_problems(root: Node, assets: Assets | None) -> Iterator[Problem]:
    """Yield what is wrong with what the manifest points to; without `assets` no icon is opened."""
    yield from _address_problems(root)
    yield from _locale_problems(root)
    for block in root.all("VersionOverrides"):
        yield from _block_problems(block)
    yield from _difference_problems(root)
    if assets is not None:
        yield from _icon_problems(root, assets)


def _problem(code: str, message: str, node: Node) -> Problem:
    return Problem(code=code, message=message, line=node.line)


def _resources(block: Node) -> list[tuple[Node, Node]]:
    """Return (list, resource) for each resource of a block, without those of a block inside it."""
    resources = block.child("Resources")
    lists = resources.children if resources is not None else []
    return [(group, resource) for group in lists for resource in group.children]


def _block_problems(block: Node) -> Iterator[Problem]:
    used = {
        node.attributes["resid"]: node
        for part in block.children
        if part.name != "VersionOverrides"
        for node in (part, *_below(part))
        if "resid" in node.attributes
    }
    defined = {resource.attributes.get("id", "") for _, resource in _resources(block)}
    for resid, node in used.items():
        if resid not in defined:
            yield _problem("dangling-resid", f"No resource is called {resid[:40]!r}.", node)
    yield from _definition_problems(block, frozenset(used))
    for icon in block.all("Icon"):
        sizes = {image.attributes.get("size", "") for image in icon.children}
        if not sizes >= _COMMAND_ICON_SIZES:
            yield _problem("missing-icon-size", "A button needs icons of 16, 32 and 80.", icon)


def _definition_problems(block: Node, used: frozenset[str]) -> Iterator[Problem]:
    times = Counter(resource.attributes.get("id", "") for _, resource in _resources(block))
    for group, resource in _resources(block):
        resid = resource.attributes.get("id", "")
        if resid not in used:
            yield _problem("unused-resid", f"Nothing uses {resid[:40]!r}.", resource)
        if len(resid) > MAX_RESID_CHARS:
            message = f"An id is longer than {MAX_RESID_CHARS}."
            yield _problem("resid-too-long", message, resource)
        if times[resid] > 1:
            yield _problem("duplicate-resid", f"{resid[:40]!r} is there twice.", resource)
        yield from _text_problems(group.name, resource)


def _text_problems(group: str, resource: Node) -> Iterator[Problem]:
    limit = _LIMITS.get(group)
    for text in (resource, *resource.children) if limit is not None else ():
        value = text.attributes.get("DefaultValue", text.attributes.get("Value", ""))
        if not value.strip():
            yield _problem("missing-text", "A text is empty.", text)
        elif limit is not None and len(value) > limit:
            yield _problem("text-too-long", f"A text of {group} is longer than {limit}.", text)


def _below(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _below(child)


def _address_problems(root: Node) -> Iterator[Problem]:
    origin: tuple[str, str] | None = None
    for node in _addressed(root):
        parts = _split(node.attributes["DefaultValue"])
        if parts is None or parts.scheme != "https" or not parts.hostname:
            yield _problem("not-https", f"{node.name} is no https address.", node)
            continue
        own = (parts.scheme, parts.netloc.lower())
        origin = origin or own
        if own != origin:
            yield _problem("foreign-origin", f"{node.name} lies on another origin.", node)


def _addressed(root: Node) -> Iterator[Node]:
    for node in root.all(*_ADDRESSES, "Url", "Image"):
        if "DefaultValue" in node.attributes:
            yield node
            yield from (
                Node(node.name, "", {"DefaultValue": child.attributes.get("Value", "")}, child.line)
                for child in node.children
            )


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _locale_problems(root: Node) -> Iterator[Problem]:
    """Tell which text lacks a language that another one has."""
    texts = [node for name in ("DisplayName", "Description") if (node := root.child(name))]
    texts += root.all("String")
    locales = [{o.attributes.get("Locale", "") for o in text.children} for text in texts]
    everything = set().union(*locales)
    for text, has in zip(texts, locales, strict=True):
        for locale in sorted(everything - has):
            message = f"{text.attributes.get('id', text.name)[:40]} has no text for {locale[:20]}."
            yield _problem("missing-locale", message, text)


def _difference_problems(root: Node) -> Iterator[Problem]:
    blocks = list(root.all("VersionOverrides"))
    contents = [
        {
            resource.attributes.get("id", ""): [
                sorted(node.attributes.items()) for node in (resource, *resource.children)
            ]
            for _, resource in _resources(block)
        }
        for block in blocks
    ]
    for block, content in zip(blocks[1:], contents[1:], strict=True):
        if content != contents[0]:
            yield _problem("blocks-differ", "The blocks hold different resources.", block)


def _icon_problems(root: Node, assets: Assets) -> Iterator[Problem]:
    for name, size in _ICON_SIZES.items():
        node = root.child(name)
        if node is not None:
            yield from _one_icon(node, node.attributes.get("DefaultValue", ""), str(size), assets)
    for block in root.all("VersionOverrides"):
        files = {
            resource.attributes.get("id", ""): resource.attributes.get("DefaultValue", "")
            for _, resource in _resources(block)
        }
        hosts = block.child("Hosts")
        for image in hosts.all("Image") if hosts is not None else ():
            address = files.get(image.attributes.get("resid", ""))
            if address is not None:
                yield from _one_icon(image, address, image.attributes.get("size", ""), assets)


def _one_icon(node: Node, address: str, size: str, assets: Assets) -> Iterator[Problem]:
    parts = _split(address)
    content = assets(parts.path) if parts is not None else None
    if content is None:
        yield _problem("missing-icon", f"There is no file for {node.name} {size}.", node)
    elif _png_size(content) != (size, size):
        yield _problem("wrong-icon-size", f"The file is no PNG of {size} by {size}.", node)


def _png_size(content: bytes) -> tuple[str, str] | None:
    """Return width and height in pixels, as text; None if it is no PNG (RFC 2083, 4.1.1)."""
    if not content.startswith(_PNG_START):
        return None
    start = len(_PNG_START)
    sides = (content[start : start + 4], content[start + 4 : start + 8])
    width, height = (str(int.from_bytes(side, "big")) for side in sides)
    return width, height
