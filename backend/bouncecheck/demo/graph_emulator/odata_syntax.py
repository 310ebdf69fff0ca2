"""A small $filter language: text to a tree. What it cannot read, Graph would not take either."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from bouncecheck.demo.graph_emulator.graph_errors import bad_request

MAX_DEPTH = 40
COMPARISONS = frozenset({"eq", "ne", "gt", "ge", "lt", "le"})
FUNCTIONS = frozenset({"startswith", "endswith", "contains"})

Literal = str | bool | datetime | None

_TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:[^']|'')*')"
    r"|(?P<moment>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_.]*(?:/[A-Za-z_][A-Za-z0-9_.]*)*)"
    r"|(?P<mark>[(),:])|(?P<number>-?\d+))"
)


@dataclass(frozen=True, slots=True)
class Compare:
    """A property compared with a value."""

    path: str
    operator: str
    value: Literal


@dataclass(frozen=True, slots=True)
class Call:
    """startswith, endswith or contains."""

    function: str
    path: str
    value: str


@dataclass(frozen=True, slots=True)
class Lambda:
    """`any` or `all` over a collection."""

    path: str
    quantifier: str
    body: "Node | None"


@dataclass(frozen=True, slots=True)
class Both:
    """`and`, or `or`."""

    word: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Negated:
    """`not`."""

    inner: "Node"


Node = Compare | Call | Lambda | Both | Negated


def parse_filter(text: str) -> Node:
    """Return the tree of a $filter. Raises GraphError 400 for anything unknown."""
    reader = _Reader(_tokens(text))
    node = reader.either(0)
    if not reader.at_end():
        raise bad_request("Syntax error in $filter.")
    return node


def paths_of(node: Node) -> list[str]:
    """Return the properties that a filter names, in their order."""
    match node:
        case Both(left=left, right=right):
            return paths_of(left) + paths_of(right)
        case Negated(inner=inner):
            return paths_of(inner)
        case Compare(path=path) | Call(path=path) | Lambda(path=path):
            return [path]


def has_or(node: Node) -> bool:
    """Return whether a filter holds an `or` outside of lambdas."""
    match node:
        case Both(word=word, left=left, right=right):
            return word == "or" or has_or(left) or has_or(right)
        case Negated(inner=inner):
            return has_or(inner)
        case Compare() | Call() | Lambda():
            return False


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise bad_request(f"Syntax error at position {position} in $filter.")
        found.append(_Token(match.lastgroup, match.group(match.lastgroup)))
        position = match.end()
    return found


class _Reader:
    """Recursive descent: or, and, not, then a single condition."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._variable: str | None = None

    def at_end(self) -> bool:
        return self._next >= len(self._tokens)

    def either(self, depth: int) -> Node:
        node = self._all(depth)
        while self._took_word("or"):
            node = Both("or", node, self._all(depth))
        return node

    def _all(self, depth: int) -> Node:
        node = self._single(depth)
        while self._took_word("and"):
            node = Both("and", node, self._single(depth))
        return node

    def _single(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise bad_request("The $filter is nested too deeply.")
        if self._took_word("not"):
            return Negated(self._single(depth + 1))
        if self._took_mark("("):
            node = self.either(depth + 1)
            self._need_mark(")")
            return node
        return self._condition(depth)

    def _condition(self, depth: int) -> Node:
        name = self._need("name")
        if self._took_mark("("):
            return self._call_or_lambda(name, depth)
        operator = self._need("name").lower()
        if operator not in COMPARISONS:
            raise bad_request(f"Unknown operator '{operator}' in $filter.")
        return Compare(self._own(name), operator, self._literal())

    def _call_or_lambda(self, name: str, depth: int) -> Node:
        path, _, last = name.rpartition("/")
        if last.lower() in {"any", "all"} and path:
            return self._lambda(path, last.lower(), depth)
        if name.lower() not in FUNCTIONS:
            raise bad_request(f"Unknown function '{name}' in $filter.")
        subject = self._own(self._need("name"))
        self._need_mark(",")
        value = self._literal()
        self._need_mark(")")
        if not isinstance(value, str):
            raise bad_request("The function takes a string.")
        return Call(name.lower(), subject, value)

    def _lambda(self, path: str, quantifier: str, depth: int) -> Node:
        if self._took_mark(")"):
            return Lambda(path, quantifier, None)
        outer, self._variable = self._variable, self._need("name")
        self._need_mark(":")
        body = self.either(depth + 1)
        self._need_mark(")")
        self._variable = outer
        return Lambda(path, quantifier, body)

    def _own(self, name: str) -> str:
        """Take the lambda's variable off: "ep/value" is "value" inside."""
        first, _, rest = name.partition("/")
        return rest if self._variable is not None and first == self._variable else name

    def _literal(self) -> Literal:
        if self.at_end():
            raise bad_request("Unexpected end of $filter.")
        token = self._tokens[self._next]
        self._next += 1
        if token.kind == "string":
            return token.text[1:-1].replace("''", "'")
        if token.kind == "moment":
            return _moment(token.text)
        if token.kind == "name" and token.text in {"true", "false"}:
            return token.text == "true"
        if token.kind == "name" and token.text == "null":
            return None
        if token.kind == "number":
            return token.text
        raise bad_request(f"Unexpected '{token.text}' in $filter.")

    def _need(self, kind: str) -> str:
        if self.at_end() or self._tokens[self._next].kind != kind:
            raise bad_request("Syntax error in $filter.")
        self._next += 1
        return self._tokens[self._next - 1].text

    def _need_mark(self, mark: str) -> None:
        if not self._took_mark(mark):
            raise bad_request(f"'{mark}' is missing in $filter.")

    def _took_mark(self, mark: str) -> bool:
        return self._took("mark", mark)

    def _took_word(self, word: str) -> bool:
        return self._took("name", word)

    def _took(self, kind: str, text: str) -> bool:
        if self.at_end():
            return False
        token = self._tokens[self._next]
        if token.kind != kind or token.text.lower() != text:
            return False
        self._next += 1
        return True


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise bad_request(f"'{text}' is not a date in $filter.") from error
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
