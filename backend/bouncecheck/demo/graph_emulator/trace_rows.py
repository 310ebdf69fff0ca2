"""The organisation's mail log: one row for each message and each of its recipients."""

import hashlib
from dataclasses import dataclass
from datetime import datetime


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

    from_ip: str
    to_ip: str = ""
    status: str = "delivered"
    size: int = 4_096

    @property
    def id(self) -> str:
        """Return the id of the message in the log, the same for all of its recipients."""
        mark = f"{self.tenant_id}/{self.message_id}/{self.received_at.isoformat()}"
        digest = hashlib.sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"
