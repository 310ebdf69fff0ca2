"""Sets of characters, as far as patterns tell them apart: ASCII, and a few from beyond it."""

import unicodedata
from importlib import import_module
from typing import Any

Chars = frozenset[int]

# The parser's own names for what it read: there is no public way to a pattern's tree.
Op = Any
Arg = Any
c: Any = import_module("re._constants")

_BEYOND_ASCII = (0x80, 0x85, 0xA0, 0xDF, 0xE9, 0x130, 0x131, 0x17F, 0x434, 0x661, 0x2028, 0x212A)
_FURTHER = (0x300, 0x4E00, 0xFEFF, 0xFF1A, 0xFFFF, 0x1F600)
ALL: Chars = frozenset((*range(128), *_BEYOND_ASCII, *_FURTHER))
NEWLINE: Chars = frozenset((10,))

_WORD = frozenset(n for n in ALL if chr(n).isalnum() or chr(n) == "_")
_DIGIT = frozenset(n for n in ALL if unicodedata.category(chr(n)) == "Nd")
_SPACE = frozenset(n for n in ALL if chr(n).isspace())
_CATEGORIES: dict[Any, Chars] = {
    c.CATEGORY_WORD: _WORD,
    c.CATEGORY_NOT_WORD: ALL - _WORD,
    c.CATEGORY_DIGIT: _DIGIT,
    c.CATEGORY_NOT_DIGIT: ALL - _DIGIT,
    c.CATEGORY_SPACE: _SPACE,
    c.CATEGORY_NOT_SPACE: ALL - _SPACE,
}


def chars_of(op: Op, arg: Arg, *, any_case: bool) -> Chars | None:
    """Return what an item of a pattern's tree matches; None if it is not one character."""
    if op is c.ANY:
        return ALL - NEWLINE
    if op is c.ANY_ALL:
        return ALL
    if op is c.LITERAL:
        return _in_any_case(frozenset((arg,)), any_case=any_case)
    if op is c.NOT_LITERAL:
        return ALL - _in_any_case(frozenset((arg,)), any_case=any_case)
    return _of_class(arg, any_case=any_case) if op is c.IN else None


def _of_class(items: Arg, *, any_case: bool) -> Chars:
    found: set[int] = set()
    is_negated = False
    for op, arg in items:
        if op is c.NEGATE:
            is_negated = True
        elif op is c.LITERAL:
            found.add(arg)
        elif op is c.RANGE:
            found |= {n for n in ALL if arg[0] <= n <= arg[1]}
        else:
            found |= _CATEGORIES[arg]
    chars = _in_any_case(frozenset(found), any_case=any_case)
    return ALL - chars if is_negated else chars


def _in_any_case(chars: Chars, *, any_case: bool) -> Chars:
    if not any_case:
        return chars
    spelled = {form for n in chars for form in (chr(n).lower(), chr(n).upper(), chr(n).swapcase())}
    return chars | {ord(form) for form in spelled if len(form) == 1}
