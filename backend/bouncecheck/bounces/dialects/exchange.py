"""Exchange and Outlook notices without a report part, in whatever language.

They describe the original in labelled lines and name each address with the time of failure. The
labels are translated and the order is not: a subject, then a date.

    Your message did not reach some or all of the intended recipients.
          Subject:  Price list
          Sent:     4/17/2008 8:17 AM
    The following recipient(s) could not be reached:
          user@example.com on 4/17/2008 10:04 AM
                The e-mail account does not exist at the organization ...
"""

import re
from datetime import datetime
from typing import NamedTuple

from bouncecheck.bounces.dates import When, read_date
from bouncecheck.bounces.fields import addresses_in
from bouncecheck.bounces.model import Action, FailedRecipient, Kind
from bouncecheck.bounces.notice import Claims, Notice
from bouncecheck.bounces.recipients import distinct, recipient_of
from bouncecheck.bounces.wording import speaks_of_delay

_LABELLED = re.compile(
    r"[ \t>]{0,12}([^\W\d_][^\n:\d<>@]{1,25}?)[ \t\u00a0]*[:\uff1a][ \t\u00a0]*(.*)"
)
_SENT_LABEL = re.compile(
    r"sent|gesendet|envoy|enviad|inviat|verzonden|skickat|sendt|l.hetetty|wys.an|отправлено|odesl"
    r"|elk.ld|送信日時|发送时间|傳送(?:時間|日期)|보낸|трима.|gönderil|trimis|στάλθηκε|נשלח|إرسال",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"^[ \t>]*+(?P<who>\S[^\n]{0,320}?)[ \t]{1,40}(?:\S{1,6}[ \t]{1,40}){0,2}(?:"
    r"(?:\w{2,12},?\.?[ \t])?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?[ \t]{1,40}"
    r"(?:[^\s\d]{1,6}[ \t]{1,40})?\d{1,2}[:.]\d{2}"
    r"|\w{2,12},?[ \t]\d{1,2}[ \t]\w{3,9}[ \t]\d{4}[ \t]{1,40}\d{1,2}:\d{2})"
)
_WORDS_OF_ONE = 12


class Description(NamedTuple):
    """What the labelled lines say of the original."""

    subject: str | None
    sent: When
    last_line: int


def read(notice: Notice) -> Claims | None:
    """Read a notice that describes the original and dates each failed address."""
    if notice.signs == 0 or notice.is_passed_on:
        return None
    lines = notice.words.split("\n")
    described = _describe(lines, notice.written_at)
    if not described:
        return None
    is_delay = speaks_of_delay(notice.words)
    recipients = _recipients(
        lines[described.last_line + 1 :], Action.DELAYED if is_delay else Action.FAILED
    )
    if not recipients:
        return None
    return Claims(
        kind=Kind.DELAY if is_delay else Kind.FAILURE,
        dialect="exchange",
        recipients=recipients,
        subject=described.subject,
        sent=described.sent,
    )


def _describe(lines: list[str], near: datetime | None) -> Description | None:
    """Return the labelled line that holds a date under a label for "sent", and the one above."""
    above: str | None = None
    for number, line in enumerate(lines):
        labelled = _LABELLED.match(line)
        if not labelled:
            above = above if not line.strip() else None
            continue
        if (
            _SENT_LABEL.search(labelled[1])
            and any(c.isdigit() for c in labelled[2])
            and above is not None
        ):
            return Description(above or None, read_date(labelled[2], near), number)
        above = labelled[2].strip()
    return None


def _recipients(lines: list[str], action: Action) -> tuple[FailedRecipient, ...]:
    """Return the addresses that a date follows; the indented lines below say why."""
    found: list[FailedRecipient] = []
    for number, line in enumerate(lines):
        dated = _DATED.match(line)
        addresses = addresses_in(dated["who"]) if dated else ()
        if not addresses:
            continue
        why = _explanation(lines[number + 1 : number + 1 + _WORDS_OF_ONE])
        found.append(recipient_of(addresses[-1], action, why))
    return distinct(found)


def _explanation(lines: list[str]) -> str:
    said: list[str] = []
    for line in lines:
        if _DATED.match(line) or (said and not line.strip()):
            break
        said.append(line.strip())
    return " ".join(part for part in said if part)
