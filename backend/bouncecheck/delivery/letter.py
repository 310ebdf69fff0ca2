"""The letter to the administrators, as fields and as text. What came by mail is made harmless."""

from collections.abc import Iterable
from datetime import datetime

from bouncecheck.usecases.report import Marks, News, ReportKind
from bouncecheck.verdicts.answers import Answer
from bouncecheck.verdicts.guidance_en import CHECKLIST
from bouncecheck.verdicts.phrases_en import shown

MAX_FIELD_CHARS = 1_000

SAYS = {
    ReportKind.NOT_ME: "I did not send this.",
    ReportKind.ASK_IT: "Please look at this.",
    ReportKind.PHISHING: "This may be phishing.",
}
"""What the person who pressed the button says."""

# What starts markup somewhere, and how it looks without doing so.
_MARKUP = str.maketrans("<>[]`|", "()()'/")
_FORMULA = ("=", "+", "-", "@")

Field = str | list[str] | dict[str, str] | None


def harmless(text: str | None) -> str | None:
    """Return text from outside as one line that is no markup, no link and no formula anywhere.

    Administrators read it in mail programs, chats and spreadsheets, each of which makes something
    else out of text (OWASP, CSV injection; Markdown; automatic links).
    """
    if not text:
        return None
    line = shown(text, MAX_FIELD_CHARS).translate(_MARKUP)
    line = line.replace("://", ": //").replace("www.", "www .")
    return f"'{line}" if line.startswith(_FORMULA) else line


def fields_of(news: News) -> dict[str, Field]:
    """Return the letter as JSON members; times in RFC 3339, nothing of the mail but its ids."""
    report = news.report
    return {
        "type": "bouncecheck.report",
        "id": report.id,
        "at": _moment(report.at),
        "kind": report.kind.value,
        "says": SAYS[report.kind],
        "note": harmless(report.note),
        "tenantId": report.account.tenant_id,
        "userId": report.account.user_id,
        "checkId": report.check_id,
        "verdict": report.verdict.value,
        "reason": report.reason.value,
        "evidence": dict(report.evidence),
        **_marks(news.marks),
        "checklist": list(_checklist(report.verdict)),
    }


def subject_of(news: News) -> str:
    """Return the subject of the letter: our own words only."""
    report = news.report
    return f"Bounce Check: {SAYS[report.kind]} ({report.verdict.value}/{report.reason.value})"


def text_of(news: News) -> str:
    """Return the letter as plain text."""
    return "\n".join(_lines(fields_of(news))) + "\n"


def _marks(marks: Marks | None) -> dict[str, Field]:
    if marks is None:
        return {}
    return {
        "noticeId": harmless(marks.notice_id),
        "receivedAt": _moment(marks.received_at),
        "originalIds": [harmless(one) or "" for one in marks.original_ids],
        "leftAt": _moment(marks.left_at),
        "originIp": harmless(marks.ip),
        "originHost": harmless(marks.host),
        "signedBy": harmless(marks.signed_by),
        "selector": harmless(marks.selector),
    }


def _moment(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat(timespec="seconds").replace("+00:00", "Z")


def _checklist(verdict: Answer) -> tuple[str, ...]:
    return CHECKLIST if verdict is Answer.SENT_MAYBE_COMPROMISED else ()


_NAMES = {
    "says": "What the person says",
    "note": "Note",
    "at": "Reported at",
    "userId": "Reported by (object id)",
    "tenantId": "Organisation",
    "verdict": "Verdict",
    "reason": "Reason",
    "evidence": "Evidence",
    "noticeId": "Message-ID of the bounce",
    "receivedAt": "Bounce received at",
    "originalIds": "Message-IDs that it names",
    "leftAt": "Left at",
    "originIp": "Entered the mail system at",
    "originHost": "Called itself",
    "signedBy": "Signature of",
    "selector": "Selector",
    "id": "Report",
    "checkId": "Check",
    "checklist": "What to do",
}


def _lines(fields: dict[str, Field]) -> Iterable[str]:
    for name, label in _NAMES.items():
        value = fields.get(name)
        if not value:
            continue
        match value:
            case str():
                yield f"{label}: {value}"
            case list():
                yield f"{label}:"
                yield from (f"  - {each}" for each in value)
            case dict():
                yield f"{label}: " + ", ".join(f"{key} {each}" for key, each in value.items())
