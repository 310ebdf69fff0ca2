"""What can go wrong on purpose, for one user or for all."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True, kw_only=True)
class Faults:
    """Switches; every one is off at first. Set them from any thread."""

    graph_down: bool = False
    """Graph answers 503 to everything."""

    throttle_next: int = 0
    """So many of the next requests are answered 429."""

    throttle_until: datetime | None = None
    """Requests before this moment (aware, UTC) are answered 429."""

    retry_after_s: int = 1
    """What those answers ask to wait."""

    latency_ms: int = 0
    """Every request takes this much longer, inside its mailbox's concurrency limit."""

    consent_missing: bool = False
    """On-behalf-of is refused: AADSTS65001, consent_required."""

    claims_challenge: bool = False
    """On-behalf-of is refused until the assertion carries the authentication context "c1"."""

    revoked_before: datetime | None = None
    """Graph answers tokens issued before this moment with a claims challenge (CAE)."""

    failing_folders: dict[str, int] = field(default_factory=dict)
    """Well-known name or id to the status that listing it answers.

    "" is the whole mailbox, "messageRules" the rules of the inbox.
    """

    page_truncated: bool = False
    """Every page after the first is answered 500."""

    vanish_after_read: bool = False
    """A message is gone after it was read once by its id."""

    refuse_or_filters: bool = False
    """`or` in $filter is answered InefficientFilter."""

    properties_missing: bool = False
    """Extended properties never come, as if no message had any."""

    headers_missing: bool = False
    """internetMessageHeaders never come, as if no message had ever come in."""

    log_status: int | None = None
    """What the mail log answers to everything, instead of rows."""

    log_hang_ms: int = 0
    """How much longer every request to the mail log takes."""

    log_page_size: int | None = None
    """More rows than this never come on one page, whatever was asked."""

    log_rows_bare: bool = False
    """The rows of the mail log come without their members, as those that may not be shown."""


class FaultBoard:
    """The switches of everyone and of single users."""

    def __init__(self) -> None:
        self.everyone = Faults()
        self._of: dict[str, Faults] = {}
        self._lock = threading.Lock()

    def of(self, user_id: str) -> Faults:
        """Return one user's own switches."""
        with self._lock:
            return self._of.setdefault(user_id, Faults())

    def both(self, user_id: str | None) -> tuple[Faults, ...]:
        """Return the switches that count for a user: everyone's, and the user's own."""
        return (self.everyone,) if user_id is None else (self.everyone, self.of(user_id))

    def clear(self) -> None:
        """Switch everything off."""
        with self._lock:
            self.everyone = Faults()
            self._of.clear()

    def is_on(self, switch: Callable[[Faults], bool], user_id: str | None) -> bool:
        """Return whether a switch is on for a user: `is_on(lambda s: s.graph_down, user_id)`."""
        return any(switch(faults) for faults in self.both(user_id))

    def retry_after(self, user_id: str | None, now: datetime) -> int | None:
        """Use up one request; return how long to wait if it is to be refused, else None."""
        with self._lock:
            own = self._of.get(user_id or "")
            for faults in (self.everyone, own):
                if faults is None:
                    continue
                if faults.throttle_next > 0:
                    faults.throttle_next -= 1
                    return faults.retry_after_s
                if faults.throttle_until is not None and now < faults.throttle_until:
                    return faults.retry_after_s
        return None

    def folder_status(self, user_id: str, *names: str) -> int | None:
        """Return the status that a folder (by any of its names) is to fail with, or None."""
        for faults in self.both(user_id):
            for name in names:
                if name in faults.failing_folders:
                    return faults.failing_folders[name]
        return None

    def latency_ms(self, user_id: str | None) -> int:
        """Return how much longer a request takes."""
        return max(faults.latency_ms for faults in self.both(user_id))

    def revoked_before(self, user_id: str | None) -> datetime | None:
        """Return the moment before which tokens no longer count, or None."""
        moments = [f.revoked_before for f in self.both(user_id) if f.revoked_before]
        return max(moments, default=None)
