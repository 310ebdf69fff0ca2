"""Conditions over Evidence, as trees of plain values: what a rule asks can be read and counted."""

from dataclasses import dataclass, fields
from enum import StrEnum

from bouncecheck.verdicts.evidence import Evidence

ITEMS = tuple(field.name for field in fields(Evidence))
"""The names of the items of evidence, in their order."""


@dataclass(frozen=True, slots=True, init=False)
class Is:
    """Holds where one item has any of these values."""

    item: str
    values: tuple[StrEnum, ...]

    def __init__(self, item: str, *values: StrEnum) -> None:
        object.__setattr__(self, "item", item)
        object.__setattr__(self, "values", values)


@dataclass(frozen=True, slots=True)
class Not:
    """Holds where its part does not."""

    part: "Condition"


@dataclass(frozen=True, slots=True, init=False)
class All:
    """Holds where every part does; without parts, always."""

    parts: tuple["Condition", ...]

    def __init__(self, *parts: "Condition") -> None:
        object.__setattr__(self, "parts", parts)


@dataclass(frozen=True, slots=True, init=False)
class Any_:  # noqa: N801  # `Any` means another thing to every reader of typed Python
    """Holds where at least one part does; without parts, never."""

    parts: tuple["Condition", ...]

    def __init__(self, *parts: "Condition") -> None:
        object.__setattr__(self, "parts", parts)


@dataclass(frozen=True, slots=True, init=False)
class AtLeast:
    """Holds where so many parts do."""

    count: int
    parts: tuple["Condition", ...]

    def __init__(self, count: int, *parts: "Condition") -> None:
        object.__setattr__(self, "count", count)
        object.__setattr__(self, "parts", parts)


Condition = Is | Not | All | Any_ | AtLeast


def holds(condition: Condition, evidence: Evidence) -> bool:
    """Tell whether `condition` holds for `evidence`."""
    match condition:
        case Is(item, values):
            return value_of(evidence, item) in values
        case Not(part):
            return not holds(part, evidence)
        case All(parts):
            return all(holds(part, evidence) for part in parts)
        case Any_(parts):
            return any(holds(part, evidence) for part in parts)
        case _:
            return sum(holds(part, evidence) for part in condition.parts) >= condition.count


def value_of(evidence: Evidence, item: str) -> StrEnum:
    """Return the value of the item of that name."""
    value: StrEnum = getattr(evidence, item)
    return value
