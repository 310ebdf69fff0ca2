"""One measured figure, and the bar that it is held against."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A line of the table."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    beside: str = ""
    """The absolute figures that a ratio was made of."""

    @property
    def is_missed(self) -> bool:
        """Whether the bar is missed."""
        too_much = self.at_most is not None and self.value > self.at_most
        too_little = self.at_least is not None and self.value < self.at_least
        return too_much or too_little

    def line(self) -> str:
        """Return the line as text."""
        bar = ""
        if self.at_most is not None:
            bar = f"at most {self.at_most:g}"
        if self.at_least is not None:
            bar = f"at least {self.at_least:g}"
        return f"{self.name:<58} {self.value:>9.2f} {self.unit:<10} {bar:<14} {self.beside}"
