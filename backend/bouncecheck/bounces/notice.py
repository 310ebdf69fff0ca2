"""Notice: a message laid out for the dialects; Claims: what a dialect read out of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bouncecheck.bounces.dates import NEVER, When, read_date
from bouncecheck.bounces.fields import addresses_in, mailbox_in, value_of
from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.markup import links_in_html, links_in_text, text_of_html
from bouncecheck.bounces.mime import Mail, MailPart
from bouncecheck.bounces.model import FailedRecipient, FoundId, Headers, Kind
from bouncecheck.bounces.returned import (
    NOTHING_RETURNED,
    ReturnedBlock,
    returned_in_parts,
    split_text,
)
from bouncecheck.bounces.speakers import is_list_local_part, is_system_local_part, is_system_name
from bouncecheck.bounces.subjects import speaks_of_bounce

MAX_WORDS = 65_536
"""So many characters of a notice's own words are read."""

MAX_SEARCHED_CHARS = 262_144
"""So many characters of all texts together are searched for what came back."""

_MEANT_FOR_PEOPLE = 40
"""Fewer characters before a header block are no explanation; what follows it is read too."""

_FORWARDED = re.compile(
    r"\s*(?:\[[^\]]{0,40}\]\s*)?(?:fwd?|wg|tr|rv|enc|vs|vb|i|re|aw|sv|antw)\s*:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message, laid out: who speaks, what is said, what came back."""

    headers: Headers
    parts: tuple[MailPart, ...]
    """The leaves, in order."""

    root: MailPart
    words: str
    """What it says to people, without the returned message; bounded."""

    links: tuple[str, ...]
    returned: ReturnedBlock
    also_returned: tuple[ReturnedBlock, ...]
    """Further header blocks, less worth than `returned`."""

    subject: str
    sender: Address | None
    return_path: str | None
    truncated: bool
    """Whether a limit cut reading short."""

    @property
    def written_at(self) -> datetime | None:
        """When it says that it was written; aware."""
        return read_date(value_of(self.headers, "date")).at

    @property
    def signs(self) -> int:
        """How many of the marks of a mail system it carries, out of five."""
        return sum(
            (
                self.is_from_system,
                self.has_null_path,
                self.has_bounce_subject,
                self.is_automatic,
                self.declares_report,
            )
        )

    @property
    def declares_report(self) -> bool:
        """Whether it calls itself a delivery report, even if the fields are missing."""
        return self.root.parameters.get("report-type", "").lower() == "delivery-status"

    @property
    def is_from_system(self) -> bool:
        """Whether its From names a mail system."""
        author = value_of(self.headers, "from") or value_of(self.headers, "sender") or ""
        if author.replace(" ", "") == "<>":
            # The null path in place of an author: only a program has no address to answer to.
            return True
        local_part = (self.sender or author).partition("@")[0].strip(" <\"'")
        return is_system_local_part(local_part) or is_system_name(author)

    @property
    def is_from_list(self) -> bool:
        """Whether its From names the manager of a mailing list."""
        return is_list_local_part((self.sender or "").partition("@")[0])

    @property
    def is_answer_of_list(self) -> bool:
        """Whether the manager of a list answers a message to that list."""
        return self.is_from_list and value_of(self.headers, "in-reply-to") is not None

    @property
    def is_from_exchange(self) -> bool:
        """Whether Exchange itself wrote it, by the address or the fields that only it uses."""
        if (self.sender or "").startswith("microsoftexchange"):
            return True
        content_class = value_of(self.headers, "content-class") or ""
        return content_class.strip().lower().endswith((":dsn", ":mdn")) or (
            value_of(self.headers, "x-ms-has-attach") is not None
            and value_of(self.headers, "in-reply-to") is not None
        )

    @property
    def has_null_path(self) -> bool:
        """Whether our server noted the null return path, or a mail system's."""
        if self.return_path is None:
            return False
        return self.return_path == "" or is_system_local_part(self.return_path.partition("@")[0])

    @property
    def has_bounce_subject(self) -> bool:
        """Whether its subject has the words of a delivery report, and no mark of a forward."""
        return speaks_of_bounce(self.subject) and not self.is_passed_on

    @property
    def is_passed_on(self) -> bool:
        """Whether the subject says that somebody replied or forwarded."""
        return bool(_FORWARDED.match(self.subject))

    @property
    def gives_back(self) -> bool:
        """Whether it brings a message back to the very address that the message is from.

        This needs no words, so it holds in any language.
        """
        authors = {
            mailbox_in(value_of(self.returned.headers, name)) for name in ("from", "return-path")
        }
        return not authors.isdisjoint(addresses_in(value_of(self.headers, "to") or ""))

    @property
    def is_automatic(self) -> bool:
        """Whether its header fields say that a program wrote it."""
        submitted = (value_of(self.headers, "auto-submitted") or "no").strip().lower()
        return (
            not submitted.startswith("no")
            or value_of(self.headers, "x-failed-recipients") is not None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What one dialect read; what it does not say is None or empty."""

    kind: Kind
    dialect: str
    has_report: bool = False
    recipients: tuple[FailedRecipient, ...] = ()
    reporting_mta: str | None = None
    arrived_at: datetime | None = None
    message_ids: tuple[FoundId, ...] = ()
    sender: Address | None = None
    subject: str | None = None
    sent: When = NEVER
    truncated: bool = False
    """Whether a limit cut reading short."""


def notice_from(mail: Mail) -> Notice:
    """Lay out a message: words apart from what came back, the speaker apart from the rest."""
    root = mail.root
    parts = tuple(root.leaves())
    words, markups, inline, was_cut = _read_words(parts)
    blocks = sorted(
        (block for block in (returned_in_parts(parts), *inline) if block.headers),
        key=lambda block: block.is_inline,
    )
    best = blocks[0] if blocks else NOTHING_RETURNED
    path = value_of(root.headers, "return-path")
    return Notice(
        headers=root.headers,
        parts=parts,
        root=root,
        words=words,
        links=tuple(dict.fromkeys((*links_in_html("\n".join(markups)), *links_in_text(words)))),
        returned=best,
        also_returned=tuple(blocks[1:]),
        subject=value_of(root.headers, "subject") or "",
        sender=mailbox_in(value_of(root.headers, "from") or value_of(root.headers, "sender")),
        return_path=None if path is None else path.strip().strip("<>").strip(),
        truncated=mail.truncated or was_cut or any(block.truncated for block in blocks),
    )


def _read_words(parts: Sequence[MailPart]) -> tuple[str, list[str], list[ReturnedBlock], bool]:
    """Return the words of all text parts, the markup among them, and header blocks found inside.

    And whether a limit cut any of it short.
    """
    plain = [
        p.text
        for p in parts
        if p.content_type.startswith("text/")
        and not p.is_returned
        and p.content_type != "text/html"
    ]
    markups = [part.text for part in parts if part.content_type == "text/html"]
    if not any(text.strip() for text in plain):
        plain = [text_of_html(markup) for markup in markups]
    words, blocks = [], []
    was_cut = sum(map(len, plain)) > MAX_SEARCHED_CHARS
    for text in _beginnings(plain):
        before, block, after, block_was_cut = split_text(text)
        was_cut = was_cut or block_was_cut
        explains = not after or len(before.strip()) >= _MEANT_FOR_PEOPLE
        # A few lines that describe the original stand among the words; no message came back.
        explains = explains and not block.is_description
        words.append(before if explains else f"{before}\n{after}")
        if block.headers:
            blocks.append(block)
    said = "\n".join(words)
    return said[:MAX_WORDS], markups, blocks, was_cut or len(said) > MAX_WORDS


def _beginnings(texts: Iterable[str]) -> Iterator[str]:
    """Yield as much of `texts` as is searched."""
    left = MAX_SEARCHED_CHARS
    for text in texts:
        yield text[: max(0, left)]
        left -= len(text)
