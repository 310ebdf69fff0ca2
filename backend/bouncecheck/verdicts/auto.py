"""Auto: whether the original was itself sent by a machine, and by which.

The marks stand in headers that came back, so anyone can write them: they matter only together with
a hard sign.
"""

import re
from collections.abc import Callable

from bouncecheck.bounces.model import Bounce
from bouncecheck.verdicts.answers import AutoKind
from bouncecheck.verdicts.evidence import Auto

_Fields = dict[str, str]

_MEETING_ANSWER = re.compile(
    # The first words of meeting answers, in the languages that Outlook speaks most.
    r"(?:accepted|declined|tentative|zugesagt|abgesagt|abgelehnt|mit vorbehalt|accepté"
    r"|refusé|provisoire|aceptad[oa]|rechazad[oa]|provisional|accettato|rifiutato"
    r"|provvisorio|geaccepteerd|geweigerd|aceito|recusado|承諾|辞退|仮承諾) ?:",
    re.IGNORECASE,
)

_OUT_OF_OFFICE = re.compile(
    # Exchange's own subjects of automatic replies; its rules agent marks them like any rule's.
    r"(?:automatic reply|automatische antwort|réponse automatique|respuesta automática|risposta"
    r" automatica|resposta automática|automatisch antwoord|autosvar|automaattinen vastaus|autom"
    r"atická odpověď|automatyczna odpowiedź|автоматический ответ|自動応答|自动答复|자동 회신"
    r"|out of office)\b",
)

_PARTS = "parts of the body"
"""Among the fields; no header field has such a name."""

_MEETING_PART = re.compile(r"text/calendar; method=(?:reply|counter|declinecounter)\b")
_BY_PERSON = re.compile(r"method ?= ?\"?(?:request|cancel|publish|add)\b")


def auto_of(bounce: Bounce) -> tuple[Auto, AutoKind | None]:
    """Return whether the headers that came back carry a machine's mark, and which machine's.

    A meeting request is a person's; an answer to one is Outlook's.
    """
    fields: _Fields = {_PARTS: " ".join(bounce.returned.part_types)}
    for name, value in bounce.returned.headers:
        fields.setdefault(name.lower(), value.strip().lower())
    for kind, marked in _MARKS:
        if marked(fields):
            return Auto.YES, kind
    return Auto.NO, None


def _is_receipt(fields: _Fields) -> bool:
    kind = fields.get("content-type", "")
    is_report = kind.startswith("multipart/report")
    return "disposition-notification" in kind or (
        is_report and "disposition-notification" in fields[_PARTS]
    )


def _is_meeting_answer(fields: _Fields) -> bool:
    kind = fields.get("content-type", "")
    if kind.startswith("text/calendar"):
        return _BY_PERSON.search(kind) is None
    if _MEETING_PART.search(fields[_PARTS]):
        return True
    if "calendarmessage" not in fields.get("content-class", ""):
        return False
    return _MEETING_ANSWER.match(fields.get("subject", "")) is not None


def _is_out_of_office(fields: _Fields) -> bool:
    return (
        fields.get("auto-submitted", "").startswith("auto-replied")
        or "oof" in fields.get("x-ms-exchange-generated-message-source", "")
        or "oof" in fields.get("x-ms-exchange-message-class", "")
        or fields.get("precedence") == "auto_reply"
        or not fields.keys().isdisjoint({"x-autoreply", "x-autorespond"})
        or _is_rule_reply(fields)
    )


def _is_rule_reply(fields: _Fields) -> bool:
    """Tell whether it is an automatic reply with no mark but a rule's or an application's."""
    is_automatic = _is_by_rule(fields) or _is_by_app(fields)
    return is_automatic and _OUT_OF_OFFICE.match(fields.get("subject", "")) is not None


def _is_by_rule(fields: _Fields) -> bool:
    return "x-ms-exchange-inbox-rules-loop" in fields or "mailbox rules" in fields.get(
        "x-ms-exchange-generated-message-source", ""
    )


def _is_forwarded(fields: _Fields) -> bool:
    return "x-ms-exchange-forwardingloop" in fields


def _is_by_app(fields: _Fields) -> bool:
    submitted = fields.get("auto-submitted", "no").partition(";")[0].strip()
    return submitted != "no" or "x-ms-exchange-generated-message-source" in fields


_MARKS: tuple[tuple[AutoKind, Callable[[_Fields], bool]], ...] = (
    (AutoKind.RECEIPT, _is_receipt),
    (AutoKind.CALENDAR, _is_meeting_answer),
    (AutoKind.OOF, _is_out_of_office),
    (AutoKind.RULE, _is_by_rule),
    (AutoKind.FORWARD, _is_forwarded),
    (AutoKind.APP, _is_by_app),
)
"""The most telling mark first: an automatic reply made by a rule is an automatic reply."""
