"""Time grows with the size of a mail and no faster: proven for patterns, measured for the whole."""

import ast
import inspect
import re
import time
from collections.abc import Callable
from functools import partial

import pytest

from bouncecheck.bounces.read import read_bounce
from fuzz.floods import PIECES, flood
from fuzz.linear import why_not_linear
from fuzz.patterns import Found, modules, patterns

REVIEWED = {
    "mime._MIME_PREAMBLE": "tried at one place, and of each line at most 400 bytes are read",
}
"""Patterns that the proof cannot see through, with the reason why they are linear all the same."""

COMPILES = ("phrases",)
"""Functions that compile for the head of a module."""

SMALL = 16_384
TIMES = 4
# Quadratic time grows 16-fold: enough room on both sides for a busy machine.
MOST_GROWTH = 2.5 * TIMES
ATTEMPTS = 4
TOO_SHORT_TO_TELL_S = 0.05


@pytest.mark.parametrize("found", patterns(), ids=lambda found: found.name)
def test_a_pattern_takes_linear_time_on_any_text(found: Found) -> None:
    reason = why_not_linear(found.pattern, is_searched=found.is_searched)

    assert (reason is None) != (found.name in REVIEWED), reason


def test_every_pattern_is_compiled_at_the_head_of_a_module() -> None:
    for module in modules():
        tree = ast.parse(inspect.getsource(module))
        inside = [
            call
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef) and function.name not in COMPILES
            for call in ast.walk(function)
            if isinstance(call, ast.Attribute)
            and isinstance(call.value, ast.Name)
            and call.value.id == "re"
            and call.attr not in ("Match", "Pattern")
        ]

        assert not inside, module.__name__
    assert set(REVIEWED) <= {found.name for found in patterns()}


@pytest.mark.parametrize(
    ("pattern", "is_searched"),
    [
        (r"\s+$", True),
        (r"(a+)+b", False),
        (r"(?:a|a)*b", False),
        (r"(?:,a?a?)*;", False),
        (r"(?:,(?:a|)(?:a|))*;", False),
        (r"(?:,(?:ab|[a-c]d))*;", False),
        (r".*x.*y", False),
        (r"x*x*y", False),
        (r"x*(?:a|x)x*y", False),
        (r"a.*x", True),
        (r"(?=.*a)b", True),
        (r"<a [^>]*>", True),
        (r"[a-z]+@[a-z]+", True),
        (r"([^\n]{8192})[^\n]++", True),
        (r"(?:x.*)?y", True),
        (r"(?i:A+)[a-z]*1", False),
        (r"(?>a.*)b", True),
        (r"a*(?:b|c*)?c*d", False),
    ],
)
def test_a_slow_pattern_is_refused(pattern: str, *, is_searched: bool) -> None:
    assert why_not_linear(re.compile(pattern), is_searched=is_searched)


@pytest.mark.parametrize(
    ("pattern", "is_searched"),
    [
        (r"\s+$", False),
        (r"<[^<>]*>", True),
        (r"\d+\.\d+x", False),
        (r"(?m)^[^\n]*x", True),
        (r"\Aa*x", True),
        (r"(?<![^,])[a-z]+;", True),
        (r"(?<=,)[a-z]+;", True),
        (r"a.*", True),
        (r"(?:,[a-z]*)*;", False),
        (r"a*+a*x", False),
        (r"(?>a*)a*x", False),
        (r"(a)\1b*", False),
        (r"(?:ab|cd){1,3}x", True),
        (r"(?:,(?:ab|c))*;", False),
        (r"(?:;\s*a\s*)*$", False),
    ],
)
def test_a_linear_pattern_is_accepted(pattern: str, *, is_searched: bool) -> None:
    assert why_not_linear(re.compile(pattern), is_searched=is_searched) is None


def is_slow(read: Callable[[bytes], object], made: Callable[[int], bytes]) -> bool:
    """Tell whether a text `TIMES` as long takes far more than as many times as long to read.

    What else runs here can make one measurement longer, and none shorter.
    """
    small, large = made(SMALL), made(SMALL * TIMES)
    spent_s = [(cost_s(read, large), cost_s(read, small))]
    while min(spent_s)[0] > max(TOO_SHORT_TO_TELL_S, MOST_GROWTH * min(s for _, s in spent_s)):
        if len(spent_s) == ATTEMPTS:
            return True
        spent_s.append((cost_s(read, large), cost_s(read, small)))
    return False


def cost_s(read: Callable[[bytes], object], raw: bytes) -> float:
    start = time.process_time()
    read(raw)
    return time.process_time() - start


@pytest.mark.parametrize("place", ["alone", "body", "html", "status", "returned", "failed fields"])
def test_a_flood_takes_time_in_proportion_to_its_size(place: str) -> None:
    slow = [piece for piece in PIECES if is_slow(read_bounce, partial(flood, place, piece))]

    assert not slow


def test_quadratic_time_would_be_seen() -> None:
    def quadratic(raw: bytes) -> None:
        # Each piece looks again at all that came before it.
        for at in range(0, len(raw), 64):
            raw[:at].replace(b"\x00", b"x")

    assert is_slow(quadratic, bytes)
