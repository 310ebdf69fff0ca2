"""Kind: what sort of notice it is, once the mailbox has said how it classes it."""

from dataclasses import replace

from bouncecheck.bounces.model import Bounce, Kind

NO_BOUNCE = frozenset({Kind.NOT_A_BOUNCE, Kind.SUCCESS, Kind.MDN, Kind.FEEDBACK_REPORT})
"""Kinds that do not say that a message failed to arrive."""

_BY_ENDING = (
    (".delayed.dr", Kind.DELAY),
    (".delayed", Kind.DELAY),
    (".ndr", Kind.FAILURE),
    (".ipnrn", Kind.MDN),
    (".ipnnrn", Kind.MDN),
    (".dr", Kind.SUCCESS),
)
"""How report classes end, the longer ending first (MS-OXCMAIL, 2.2.3.7.1)."""


def with_item_class(bounce: Bounce, item_class: str | None) -> Bounce:
    """Return the notice with the kind that its message class in the mailbox says, if it says one.

    Our own server derives the class from the report, and a sender cannot choose another.

    Args:
        bounce: What was read from its content.
        item_class: PidTagMessageClass such as "REPORT.IPM.Note.NDR"; None if unknown.
    """
    name = (item_class or "").lower()
    if not name.startswith("report."):
        return bounce
    kind = next((kind for ending, kind in _BY_ENDING if name.endswith(ending)), bounce.kind)
    return replace(bounce, kind=kind)
