"""Reads a manifest into nodes with line numbers; refuses what a manifest never needs.

A document type, and with it every kind of entity, is refused where it begins.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

MAX_BYTES = 256 * 1024
"""Outlook takes no larger manifest."""

MAX_DEPTH = 40

BASE = "http://schemas.microsoft.com/office/appforoffice/1.1"
OVERRIDES_1_0 = "http://schemas.microsoft.com/office/mailappversionoverrides"
OVERRIDES_1_1 = "http://schemas.microsoft.com/office/mailappversionoverrides/1.1"
_XSI_TYPE = "http://www.w3.org/2001/XMLSchema-instance type"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with a manifest."""

    code: str
    """Stable, for programs, such as "dangling-resid"."""

    message: str
    """A sentence that says what is wrong and where."""

    line: int | None
    """Where it starts, from 1; None if it is about the whole file."""


class NotAManifestError(Exception):
    """The bytes are no XML that we read; holds the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(slots=True)
class Node:
    """One element."""

    name: str
    """Without its namespace."""

    namespace: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    @property
    def type(self) -> str:
        """Its xsi:type, or ""."""
        return self.attributes.get(_XSI_TYPE, "")

    def child(self, name: str) -> "Node | None":
        """Return the first child of that name, if there is one."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, *names: str) -> Iterator["Node"]:
        """Yield every element of these names below this one, in the order of the file."""
        for child in self.children:
            if child.name in names:
                yield child
            yield from child.all(*names)


def read_tree(content: bytes) -> Node:
    """Return the root element.

    Raises:
        NotAManifestError: It is too large or too deep, has a document type, or is no XML.
    """
    if len(content) > MAX_BYTES:
        raise NotAManifestError(
            Problem(code="too-large", message="It is larger than 256 KB.", line=None)
        )
    builder = _Builder()
    try:
        builder.parser.Parse(content, True)  # noqa: FBT003 -- expat takes no keywords
    except (expat.ExpatError, ValueError, LookupError) as broken:
        line = getattr(broken, "lineno", None)
        raise NotAManifestError(
            Problem(code="not-xml", message=f"It is not XML: {broken}.", line=line)
        ) from broken
    return builder.root


class _Builder:
    """Builds nodes as the parser walks."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._open: list[Node] = []
        self.root = Node("", "", {}, 0)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition(" ")
        node = Node(name, namespace, dict(attributes), self.parser.CurrentLineNumber)
        if len(self._open) >= MAX_DEPTH:
            self._refuse("too-deep", "Its elements lie deeper in each other than a manifest's do.")
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, _tag: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].text += text

    def _doctype(self, *_: object) -> None:
        self._refuse("has-doctype", "It has a document type, which a manifest never needs.")

    def _refuse(self, code: str, message: str) -> None:
        line = self.parser.CurrentLineNumber
        raise NotAManifestError(Problem(code=code, message=message, line=line))
