"""Which patterns take time in proportion to the text, whatever the text: a proof by their trees.

A backtracking engine is slow where one run of characters can be entered, or left, at many places,
and another run begins at each of them. So for each two unbounded repeats on one way through a
pattern, something mandatory must stand between them that one of the two cannot hold: then either
the first is left at few places, or the runs of the second do not overlap. Searching is a repeat
too, of any character, before the whole. Nothing is asked where what follows cannot fail.

What is refused need not be slow; what is accepted is not. Bounds of MANY and more count as none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from fuzz.alphabet import ALL, NEWLINE, Arg, Chars, Op, c, chars_of

MANY = 100
"""A repeat that may go on for so long is counted as endless."""

MAX_WAYS = 5_000

_parser: Any = import_module("re._parser")
_Items = Sequence[tuple[Op, Arg]]
_REPEATS = (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT)


@dataclass(frozen=True)
class _Run:
    """An endless repeat that can be left at each of its characters."""

    chars: Chars
    between: frozenset[Chars] = frozenset()
    """What had to be matched since it was left."""


@dataclass(frozen=True)
class _Way:
    """One way through the first part of a pattern."""

    runs: frozenset[_Run]
    doubts: frozenset[str] = frozenset()
    """Pairs of repeats that are slow if what follows can fail."""

    def past(self, chars: Chars) -> "_Way":
        runs = frozenset(replace(run, between=run.between | {chars}) for run in self.runs)
        return replace(self, runs=runs)


class _Refused(Exception):  # noqa: N818 - it is a result on its way up, not an error
    pass


def why_not_linear(pattern: re.Pattern[Any], *, is_searched: bool) -> str | None:
    """Return why a pattern may take more than linear time; None if it never does.

    Args:
        pattern: Any compiled pattern.
        is_searched: Whether it is tried at every place of the text, and not at one alone.
    """
    tree = _parser.parse(pattern.pattern, pattern.flags)
    start = frozenset((_Run(ALL),)) if is_searched else frozenset[_Run]()
    walk = _Walk(pattern.flags, MANY)
    try:
        walk.ways(list(tree), {_Way(start)})
    except _Refused as refused:
        return str(refused)
    return None


class _Walk:
    """Follows every way through a pattern's tree."""

    def __init__(self, flags: int, many: int) -> None:
        self._flags = flags
        self._many = many
        self._any_case = bool(flags & re.IGNORECASE)

    def ways(self, items: _Items, ways: Iterable[_Way]) -> set[_Way]:
        """Return the ways that lead through `items` from each of `ways`."""
        now = set(ways)
        for op, arg in items:
            now = {after for way in now for after in self._past(op, arg, way)}
            if len(now) > MAX_WAYS:
                raise _Refused(f"there are more than {MAX_WAYS} ways through it")
        return now

    def _past(self, op: Op, arg: Arg, way: _Way) -> set[_Way]:
        if op in _REPEATS:
            return self._past_repeat(op, arg, way)
        if op in (c.ASSERT, c.ASSERT_NOT, c.AT):
            return {self._past_place(op, arg, way)}
        if op is c.ATOMIC_GROUP:
            return {replace(w, runs=way.runs) for w in self.ways(arg, {way})}
        if op is c.SUBPATTERN or (op is c.BRANCH and any(map(self._has_run, arg[1]))):
            flags = self._flags | (arg[1] if op is c.SUBPATTERN else 0)
            inner = _Walk(flags, self._many)
            return {w for items in _inner(op, arg) for w in inner.ways(items, {way})}
        _may_fail(way)
        return {_past_all(way, self._musts([(op, arg)]))}

    def _past_place(self, op: Op, arg: Arg, way: _Way) -> _Way:
        """Go past what matches no character, and says something of those before it or after."""
        _may_fail(way)
        if op is c.AT:
            is_line = bool(self._flags & re.MULTILINE) and arg is c.AT_BEGINNING
            if arg in (c.AT_BEGINNING, c.AT_BEGINNING_STRING) and not is_line:
                return replace(way, runs=frozenset())
            return way.past(NEWLINE) if is_line else way
        direction, items = arg
        for inner in self.ways(items, {way}):
            # What was seen ahead is seen again from the next place.
            _may_fail(inner)
        chars = chars_of(*items[0], any_case=self._any_case) if len(items) == 1 else None
        if direction > 0 or chars is None:
            return way
        return way.past(chars if op is c.ASSERT else ALL - chars)

    def _past_repeat(self, op: Op, arg: Arg, way: _Way) -> set[_Way]:
        least, most, body = arg
        if least:
            _may_fail(way)
        chars = chars_of(*body[0], any_case=self._any_case) if len(body) == 1 else None
        if chars is None:
            return self._past_group(arg, way)
        if most < self._many:
            return {way.past(chars) if least else way}
        way = _entered(way, chars)
        if least:
            way = way.past(chars)
        if op is c.POSSESSIVE_REPEAT:
            return {way}
        return {replace(way, runs=way.runs | {_Run(chars)})}

    def _past_group(self, arg: Arg, way: _Way) -> set[_Way]:
        least, most, body = arg
        if not self._has_run(body) and most < self._many:
            return {_past_all(way, self._musts(body)) if least else way}
        # Where it need not be there, its failing sends nobody back to what stands before it.
        inside = way if least else replace(way, doubts=frozenset())
        once = self.ways(body, {inside})
        twice = self.ways(body, once) if most > 1 else set()
        found = {replace(w, doubts=w.doubts | way.doubts) for w in once | twice}
        if most >= self._many:
            whole = self._marked(body)
            doubts = _entered(way, whole).doubts
            found = {
                replace(w, runs=w.runs | {_Run(whole)}, doubts=w.doubts | doubts) for w in found
            }
        return found if least else found | {way}

    def _marked(self, body: _Items) -> Chars:
        """Return all that a group holds; refuse it unless there is one way to take its turns.

        Ways would multiply with each turn. So its first character begins a turn and occurs
        nowhere else in it, and no repeat at all may leave to the next what it could hold itself.
        """
        head, *rest = [self._all_chars([item]) for item in body]
        is_mark = chars_of(*body[0], any_case=self._any_case) is not None
        others: Chars = frozenset().union(*rest)
        if not is_mark or head & others:
            raise _Refused("an endless repeat of a group, and no mark shows where each turn begins")
        for way in _Walk(self._flags, 1).ways(body, {_Way(frozenset())}):
            _may_fail(way)
        if not self._is_clear(body):
            raise _Refused("an endless repeat of a group with alternatives that begin alike")
        return head | others

    def _is_clear(self, items: _Items) -> bool:
        """Tell whether alternatives, if there are any, differ in their first character."""
        for op, arg in items:
            if op is c.BRANCH:
                firsts = [self._all_chars(branch[:1]) for branch in arg[1]]
                if len(frozenset().union(*firsts)) < sum(map(len, firsts)):
                    return False
                if not all(firsts):
                    return False
            if not all(map(self._is_clear, _inner(op, arg))):
                return False
        return True

    def _has_run(self, items: _Items) -> bool:
        return any(
            (op in _REPEATS and arg[1] >= self._many) or any(map(self._has_run, _inner(op, arg)))
            for op, arg in items
        )

    def _all_chars(self, items: _Items) -> Chars:
        found: set[int] = set()
        for op, arg in items:
            found |= chars_of(op, arg, any_case=self._any_case) or set()
            for inner in _inner(op, arg):
                found |= self._all_chars(inner)
        return frozenset(found)

    def _musts(self, items: _Items) -> list[Chars]:
        """Return sets of which a character must occur, in order, if `items` match."""
        found: list[Chars] = []
        for op, arg in items:
            chars = chars_of(op, arg, any_case=self._any_case)
            if chars is not None:
                found.append(chars)
            elif op is c.BRANCH:
                each = [self._musts(branch) for branch in arg[1]]
                if all(each):
                    found += [frozenset().union(*(one[at] for one in each)) for at in (0, -1)]
            elif op not in _REPEATS or arg[0]:
                found += [m for inner in _inner(op, arg) for m in self._musts(inner)]
        return found


def _inner(op: Op, arg: Arg) -> Iterator[_Items]:
    if op in _REPEATS:
        yield arg[2]
    elif op is c.SUBPATTERN:
        yield arg[3]
    elif op is c.ATOMIC_GROUP:
        yield arg
    elif op is c.BRANCH:
        yield from arg[1]
    elif op in (c.ASSERT, c.ASSERT_NOT):
        yield from ()


def _past_all(way: _Way, musts: Iterable[Chars]) -> _Way:
    for chars in musts:
        way = way.past(chars)
    return way


def _entered(way: _Way, chars: Chars) -> _Way:
    """Return the way with a doubt for each earlier run that nothing keeps apart from this one."""
    doubts = {
        f"{_shown(run.chars)} and then {_shown(chars)}, and nothing keeps them apart"
        for run in way.runs
        if run.chars & chars
        and not any(not must & run.chars or not must & chars for must in run.between)
    }
    return replace(way, doubts=way.doubts | doubts)


def _may_fail(way: _Way) -> None:
    for doubt in sorted(way.doubts):
        raise _Refused(doubt)


def _shown(chars: Chars) -> str:
    if len(chars) == len(ALL):
        return "any place"
    return f"a run of {''.join(map(chr, sorted(chars & frozenset(range(32, 127)))))[:40]!r}"
