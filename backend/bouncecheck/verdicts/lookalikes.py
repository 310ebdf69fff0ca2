"""Look-alikes: domains that resemble one of ours and are not."""

from collections.abc import Iterable

_MIN_CHARS = 6
_FOLDED = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "-": None, ".": None})


def resembles(domain: str, domains: Iterable[str]) -> bool:
    """Tell whether `domain` could be taken for one of `domains` and is neither it nor below it."""
    return any(_resembles(domain, own) for own in domains if len(own) >= _MIN_CHARS)


def _resembles(domain: str, own: str) -> bool:
    if domain == own or domain.endswith(f".{own}"):
        return False
    first, second = domain.translate(_FOLDED), own.translate(_FOLDED)
    if first.startswith(second) or f".{own}." in f".{domain}.":
        return True
    return is_one_edit_away(first.replace("rn", "m"), second.replace("rn", "m"))


def is_one_edit_away(first: str, second: str) -> bool:
    """Tell whether at most one character is added, dropped, changed or swapped."""
    short, long = sorted((first, second), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next(
        (at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    rest, other = short[same:], long[same:]
    return (
        rest[1:] == other[1:]
        or rest == other[1:]
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )
