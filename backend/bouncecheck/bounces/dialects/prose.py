"""Notices in plain text only: qmail, Exim, older Postfix, sendmail, and whatever writes like them.

One mechanism for all: a mail system must speak, say that something did not arrive, and name an
address or a reply code. Where an address stands tells how far it is believed.
"""

import re
from collections.abc import Callable, Iterable
from itertools import islice

from bouncecheck.bounces.codes import has_full_reply, has_permanent_code, has_reply_code
from bouncecheck.bounces.described import described_in
from bouncecheck.bounces.fields import addresses_in, mailbox_in, value_of, values_of
from bouncecheck.bounces.identifiers import Address, address_from
from bouncecheck.bounces.model import Action, FailedRecipient, Kind
from bouncecheck.bounces.notice import Claims, Notice
from bouncecheck.bounces.recipients import distinct, recipient_of
from bouncecheck.bounces.speakers import is_list_local_part, is_system_local_part
from bouncecheck.bounces.wording import speaks_of_delay, speaks_of_failure

MAX_RECIPIENTS = 500
"""More recipients than this are not read."""

_LEAST_SIGNS = 2
_SIGNS_ENOUGH = 3
_MAX_LINES = 2_000
_LINES_OF_ONE = 12
_LINE_CHARS = 1_000
_CHARS_OF_ONE = 4_000
_ADDRESS = r"[^\s<>@\"'(),;:\[\]|*]{1,64}@[^\W_][\w.-]{0,253}+"
_OPENED = r"[<\"'(\[]{0,2}(?:(?:smtp|mailto|rfc822):)?"
_AT_LINE_START = re.compile(
    rf"[ \t>*+|-]{{0,30}}(?:\d{{1,3}}[.)][ \t])?{_OPENED}({_ADDRESS})"
    r"(?:[>\"')\]]{0,2}[ \t]*(?:$|[:;,(=<|]|- |\.\.\. )|>?\.{0,3}(?<=\.\.\.)|>?[ \t]*(?<=[.> \t])"
    r"(?:unknown|invalid|not|is|was|does|user|mailbox|address|said|failed|error|[45]\d\d)\b)",
    re.IGNORECASE,
)
_AFTER_LABEL = re.compile(
    r"(?:\b(?:rcpt )?to|\brecipients?(?:\(s\))?|\baddress(?:es)?|\badresse|\busers?|\buserid"
    r"|\bmailbox|\baccount|\bhost|\bfor|\bdestinat\w{2,6}|\bempf.nger|\bodbiorca|宛先|受信者|attempts|unknown)"
    r"(?:[ \t]*[:=][ \t]*|[ \t]+(?:\w{1,12}[ \t]{1,4})?|[ \t]*(?=[<\"']))"
    rf"{_OPENED}({_ADDRESS})",
    re.IGNORECASE,
)
# As sendmail and its kin write a server's answer into a transcript: "550 <user@x>... Unknown".
_ANSWER = re.compile(
    r"[ \t]{0,8}(?:<<<[ \t]{0,3})?[45]\d\d[ \t-]{1,3}(?:[45]\.\d{1,3}\.\d{1,3}[ \t]{1,3})?"
    rf"<({_ADDRESS})>"
)
_ONE_MORE = re.compile(rf"[>\"')\]]{{0,2}}[ \t]*[,;][ \t]*{_OPENED}({_ADDRESS})", re.IGNORECASE)
_VIA = re.compile(
    rf"<?({_ADDRESS})>?[ \t]{{0,20}}\n?[ \t]{{0,20}}\((?:via|expanded from:?|originally"
    rf"|(?:ultimately )?generated from)[ \t]*<?({_ADDRESS})>?",
    re.IGNORECASE,
)
_HAS_VIA = re.compile(
    r"\((?:via|expanded from|originally|ultimately generated|generated from)\b", re.IGNORECASE
)
_FAILED_HEADER = ("x-failed-recipients", "x-failed-recipient")


def read(notice: Notice) -> Claims | None:
    """Read a notice that says in words what did not arrive."""
    if not _speaks_as_a_system(notice):
        return None
    words = f"{notice.subject}\n{notice.words}"
    # "Try again later" stands in many a final refusal.
    is_delay = speaks_of_delay(words) and not has_permanent_code(notice.words)
    if not is_delay and not _needs_no_words(notice) and not speaks_of_failure(words):
        return None
    action = Action.DELAYED if is_delay else Action.FAILED
    recipients = _recipients(notice, action)
    if _says_too_little(notice, recipients):
        return None
    described = described_in(notice.words, notice.written_at)
    return Claims(
        kind=Kind.DELAY if is_delay else Kind.FAILURE,
        dialect="prose",
        recipients=recipients,
        reporting_mta=described.reporting_mta,
        sender=described.sender,
        message_ids=described.message_ids,
        subject=described.subject,
        sent=described.sent,
        truncated=notice.words.count("\n") >= _MAX_LINES or len(recipients) >= MAX_RECIPIENTS,
    )


def _says_too_little(notice: Notice, recipients: tuple[FailedRecipient, ...]) -> bool:
    """Tell whether it names nobody, or nobody but its reader, and so reports to no sender."""
    if recipients:
        return _is_about_mail_to_the_reader(notice, recipients)
    if not notice.returned.headers and not _has_a_systems_address(notice):
        return True
    signs_wanted = _LEAST_SIGNS if has_reply_code(notice.words) else _SIGNS_ENOUGH
    return notice.signs < signs_wanted and not notice.is_answer_of_list


def _is_about_mail_to_the_reader(notice: Notice, recipients: tuple[FailedRecipient, ...]) -> bool:
    """Tell whether it speaks of mail to its own reader, which is no report to a sender.

    Phishers write so: "12 messages could not be delivered to you@example.com".
    """
    readers = addresses_in(value_of(notice.headers, "to") or "")
    named = {recipient.address for recipient in recipients}
    return named <= set(readers) and not notice.returned.headers and not notice.has_null_path


def _has_a_systems_address(notice: Notice) -> bool:
    """Tell whether an address says that a system speaks, and not only a name put before one."""
    local_part = (notice.sender or "").partition("@")[0]
    return not notice.sender or is_system_local_part(local_part) or notice.is_answer_of_list


def _speaks_as_a_system(notice: Notice) -> bool:
    """Tell whether a mail system speaks; a name or a subject alone is easily put on."""
    if any(part.content_type == "text/calendar" for part in notice.parts):
        # Calendars have their own words for what was not accepted.
        return False
    if notice.is_from_system:
        # A person who answers for the postmaster replies; a program does not, or says so.
        return not notice.is_passed_on or notice.return_path == "" or notice.is_automatic
    return not notice.is_passed_on and (_gives_back(notice) or _has_proof(notice))


def _gives_back(notice: Notice) -> bool:
    is_manager = notice.has_bounce_subject or notice.is_from_list
    return is_manager and (notice.gives_back or notice.is_answer_of_list)


def _has_proof(notice: Notice) -> bool:
    has_form = notice.has_null_path or notice.declares_report or bool(notice.returned.headers)
    return has_form and notice.signs >= _LEAST_SIGNS


def _needs_no_words(notice: Notice) -> bool:
    """Tell whether structure alone says that something failed: words may be in any language."""
    if not notice.is_from_system:
        return False
    if notice.gives_back or has_full_reply(notice.words):
        return True
    lines = notice.words.split("\n")[:_MAX_LINES]
    return notice.has_null_path and bool(_beside_codes(lines, frozenset()))


def _recipients(notice: Notice, action: Action) -> tuple[FailedRecipient, ...]:
    """Return the addresses of the most trusted place that names any."""
    lines = notice.words.split("\n")[:_MAX_LINES]
    strangers = _strangers(notice)
    lower = [line.lower() for line in lines]
    from_header = (
        (a, _line_of(lower, a))
        for name in _FAILED_HEADER
        for value in values_of(notice.headers, name)
        for a in addresses_in(value)
    )
    places: tuple[Callable[[], Iterable[tuple[Address, int]]], ...] = (
        lambda: from_header,
        lambda: (
            *_found(lines, _AT_LINE_START.match, strangers),
            *_found(lines, _ANSWER.match, strangers),
        ),
        lambda: _described_to(notice, lines),
        lambda: _found(lines, _AFTER_LABEL.search, strangers),
        lambda: _beside_codes(lines, strangers),
        lambda: _anywhere(lines, strangers) if notice.is_from_system else (),
        lambda: _found(lines, _AT_LINE_START.match, frozenset()),
        lambda: _only_one_written_to(notice, len(lines)),
    )
    originals = _originals(notice.words)
    for place in places:
        if found := dict(reversed(tuple(islice(place(), MAX_RECIPIENTS)))):
            # Whatever is said in a notice about one address is said of it.
            reach = _LINES_OF_ONE if len(found) > 1 else _MAX_LINES
            return distinct(
                recipient_of(originals.get(a, a), action, _said_of(lines, at, reach), final=a)
                for a, at in reversed(found.items())
            )
    return ()


def _found(
    lines: list[str],
    matcher: Callable[[str], re.Match[str] | None],
    strangers: frozenset[Address],
) -> list[tuple[Address, int]]:
    found = []
    for number, line in enumerate(lines):
        match = matcher(line[:_LINE_CHARS]) if "@" in line else None
        while match:
            address = address_from(match[1].rstrip(".?!*"))
            if address and address not in strangers and not _is_to_be_asked(address):
                found.append((address, number))
            match = _ONE_MORE.match(line, match.end(1), _LINE_CHARS)
    return found


def _is_to_be_asked(address: Address) -> bool:
    """Tell whether somebody answers questions there: the manager of a list fails for nobody."""
    return is_list_local_part(address.partition("@")[0])


def _beside_codes(lines: list[str], strangers: frozenset[Address]) -> list[tuple[Address, int]]:
    return [
        (address, number)
        for number, line in enumerate(lines)
        if "@" in line and has_reply_code(line)
        for address in addresses_in(line)
        if address not in strangers and not _is_to_be_asked(address)
    ]


def _anywhere(lines: list[str], strangers: frozenset[Address]) -> list[tuple[Address, int]]:
    """Return the one address that is named at all; of several, none is known to have failed."""
    found = {
        address: number
        for number, line in enumerate(lines)
        for address in addresses_in(line)
        if address not in strangers
        and not is_system_local_part(address.partition("@")[0])
        and not _is_to_be_asked(address)
    }
    return list(found.items()) if len(found) == 1 else []


def _described_to(notice: Notice, lines: list[str]) -> list[tuple[Address, int]]:
    """Return whom a few lines say that the original was for, where no message came back."""
    return _only_one_written_to(notice, len(lines)) if notice.returned.is_description else []


def _only_one_written_to(notice: Notice, nowhere: int) -> list[tuple[Address, int]]:
    """Return whom the returned message was for, if that was one alone."""
    to = addresses_in(value_of(notice.returned.headers, "to") or "")
    return [(to[0], nowhere)] if len(to) == 1 else []


def _strangers(notice: Notice) -> frozenset[Address]:
    """Return the addresses that a notice names without their having failed: its own two ends."""
    ends = [notice.sender, mailbox_in(value_of(notice.returned.headers, "from"))]
    ends += addresses_in(value_of(notice.headers, "to") or "")
    wanted = set(addresses_in(value_of(notice.returned.headers, "to") or ""))
    return frozenset(end for end in ends if end and end not in wanted)


def _originals(words: str) -> dict[Address, Address]:
    """Return the address that the sender used for each one that it led to, where told."""
    found: dict[Address, Address] = {}
    if not _HAS_VIA.search(words):
        return found
    for final, original in _VIA.findall(words):
        end, start = address_from(final), address_from(original)
        if end and start:
            found[end] = start
    return found


def _said_of(lines: list[str], at: int, reach: int) -> str:
    """Return the lines from the address on; those above it only if no code stands below."""
    below = lines[at : at + reach]
    if reach < _MAX_LINES:
        return _joined(below)[:_CHARS_OF_ONE]
    enough = any(map(has_reply_code, below))
    return _joined(below if enough else [*below, *lines[:at]])


def _joined(lines: Iterable[str]) -> str:
    return " ".join(bare for line in lines if (bare := line.strip()))


def _line_of(lower: list[str], address: Address) -> int:
    return next((n for n, line in enumerate(lower) if address in line), len(lower))
