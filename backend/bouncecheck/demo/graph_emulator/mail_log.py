"""The organisation's mail log: one row for each message and each of its recipients."""

import hashlib
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_REQUESTS = 100
PER = timedelta(minutes=5)
"""Microsoft's limit: so many requests in this time for a whole organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceRow:
    """What the mail system noted of one message on its way to one recipient."""

    tenant_id: str
    """Whose log it stands in."""

    message_id: str
    """With angle brackets, as the header has it."""

    sender: str
    """The envelope sender."""

    recipient: str
    subject: str
    received_at: datetime
    """When the mail system took it in: aware, in UTC."""

    from_ip: str = ""
    """Where a message came in from; empty for what our own people send."""

    to_ip: str = ""
    status: str = "delivered"
    size: int = 4_096

    @property
    def id(self) -> str:
        """Return the id of the message in the log, the same for all of its recipients."""
        mark = f"{self.tenant_id}/{self.message_id}/{self.received_at.isoformat()}"
        digest = hashlib.sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"


class MailLog:
    """The mail logs of all organisations. The world's lock is held around every call."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        """What time it is to the log, whose limits may pass faster than anybody's sign-in."""

        self.rows: list[TraceRow] = []
        self._asked: dict[str, deque[datetime]] = defaultdict(deque)

    def wait_s(self, tenant_id: str) -> int | None:
        """Count one request; return how long to wait if it is one too many, else None."""
        now, asked = self.clock(), self._asked[tenant_id]
        while asked and asked[0] <= now - PER:
            asked.popleft()
        if len(asked) >= MAX_REQUESTS:
            return int((asked[0] + PER - now).total_seconds()) + 1
        asked.append(now)
        return None
