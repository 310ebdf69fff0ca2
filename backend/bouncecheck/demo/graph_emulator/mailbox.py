"""One mailbox: its folders and messages, and what moving and deleting do to them."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from bouncecheck.demo.graph_emulator.graph_errors import not_found
from bouncecheck.demo.graph_emulator.mail_text import MailText, header_block, read_mail_text
from bouncecheck.demo.graph_emulator.tenants import User

ROOT = "msgfolderroot"
WELL_KNOWN = {
    "inbox": "Inbox",
    "drafts": "Drafts",
    "sentitems": "Sent Items",
    "deleteditems": "Deleted Items",
    "junkemail": "Junk Email",
    "archive": "Archive",
    "outbox": "Outbox",
    "conversationhistory": "Conversation History",
}
RECOVERABLE = {
    "recoverableitemsdeletions": "Deletions",
    "recoverableitemspurges": "Purges",
    "recoverableitemsversions": "Versions",
}

OWN_WRITING = frozenset({"sentitems", "drafts", "outbox"})

FLAG_READ = 0x01
FLAG_UNSENT = 0x08
FLAG_FROM_ME = 0x20


@dataclass(slots=True, kw_only=True)
class Folder:
    """One folder; its id never changes."""

    id: str
    name: str
    parent_id: str
    well_known: str | None = None
    is_hidden: bool = False


@dataclass(kw_only=True, eq=False)
class MailItem:
    """One message in a mailbox."""

    immutable_id: str
    id: str
    """The default id, which changes when the message moves to another folder."""

    folder_id: str
    mime: bytes
    received_at: datetime
    modified_at: datetime
    item_class: str = "IPM.Note"
    is_draft: bool = False
    is_read: bool = False
    from_me: bool = False
    """Whether the mailbox itself wrote it: it has no transport headers then."""

    categories: tuple[str, ...] = ()
    version: int = 1
    properties: dict[str, str] = field(default_factory=dict)
    """Further extended properties: "Binary 0x25" to value."""

    @cached_property
    def text(self) -> MailText:
        """What the bytes say; read once."""
        return read_mail_text(self.mime)

    @property
    def sent_at(self) -> datetime:
        """When it says it was sent; drafts and broken dates show the time of arrival."""
        return self.text.sent_at or self.received_at

    @property
    def change_key(self) -> str:
        """The version of the message, which changes with every change."""
        return _token("CQAAABYAAAC", f"{self.immutable_id}/{self.version}", 18)

    @property
    def conversation_id(self) -> str:
        """The conversation: whatever answers the same message or bears the same topic."""
        topic = self.text.subject.rpartition(":")[2].strip().lower()
        return _token("AAQkADY", topic, 24)

    def extended_property(self, tag: str) -> str | None:
        """Return a MAPI property as Graph writes it, or None if the message lacks it.

        Args:
            tag: Type and number as `normal_tag` writes them, such as "String 0x1a".
        """
        if tag in self.properties:
            return self.properties[tag]
        known: dict[str, Callable[[], str | None]] = {
            "String 0x1a": lambda: self.item_class,
            "Integer 0xe07": lambda: str(self._flags()),
            "String 0x1035": lambda: self.text.message_id,
            "String 0x1042": lambda: self.text.first("In-Reply-To"),
            "String 0x7d": lambda: None if self.from_me else header_block(self.mime),
            "Binary 0x300b": self._search_key,
        }
        return known[tag]() if tag in known else None

    def _flags(self) -> int:
        flags = FLAG_READ if self.is_read else 0
        flags |= FLAG_UNSENT if self.is_draft else 0
        return flags | (FLAG_FROM_ME if self.from_me else 0)

    def _search_key(self) -> str:
        return search_key(self.text.message_id or self.immutable_id)

    def touch(self, now: datetime) -> None:
        """Note a change."""
        self.version += 1
        self.modified_at = now


class Mailbox:
    """All that one user has. Not locked itself: the world's lock is held around every call."""

    def __init__(self, owner: User) -> None:
        self.owner = owner
        self.folders: dict[str, Folder] = {}
        self.rules: list[dict[str, object]] = []
        """The inbox rules that their owner can see, as Graph shows them."""

        self._items: dict[str, MailItem] = {}
        self._immutable: dict[str, MailItem] = {}
        self._count = 0
        self._well_known: dict[str, str] = {}
        self._add_well_known(ROOT, "Top of Information Store", _token("AQMkAD", owner.id, 15))
        for key, name in WELL_KNOWN.items():
            self._add_well_known(key, name, self.folder_id(ROOT))
        for key, name in RECOVERABLE.items():
            self._add_well_known(key, name, _token("AQMkAR", owner.id, 15), hidden=True)

    def add_folder(self, name: str, parent: str = ROOT) -> Folder:
        """Create a folder below another one (an id or a well-known name)."""
        parent_id = self.folder(parent).id
        folder_id = _token("AAMkAF", f"{self.owner.id}/{parent_id}/{name}", 30)
        folder = Folder(id=folder_id, name=name, parent_id=parent_id)
        self.folders[folder_id] = folder
        return folder

    def folder(self, key: str) -> Folder:
        """Return a folder by its id, which is case-sensitive, or by its well-known name."""
        found = self.folders.get(self._well_known.get(key.lower(), key))
        if found is None:
            raise not_found()
        return found

    def folder_id(self, well_known: str) -> str:
        """Return the id of a well-known folder."""
        return self._well_known[well_known]

    def children(self, folder_id: str) -> list[Folder]:
        """Return the visible folders directly below one."""
        return [f for f in self.folders.values() if f.parent_id == folder_id and not f.is_hidden]

    def add(self, mime: bytes, folder: str, received_at: datetime) -> MailItem:
        """Put a message into a folder (an id or a well-known name) and return it.

        What begins its life in Sent Items, Drafts or the Outbox was written by the mailbox itself.
        """
        self._count += 1
        mark = f"{self.owner.id}/{self._count}"
        place = self.folder(folder)
        item = MailItem(
            immutable_id=_token("AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A", mark, 18),
            id=_token("AAMkAGI2", f"{mark}/0", 48),
            folder_id=place.id,
            mime=mime,
            received_at=received_at,
            modified_at=received_at,
            from_me=place.well_known in OWN_WRITING,
            is_draft=place.well_known == "drafts",
        )
        self._items[item.id] = self._immutable[item.immutable_id] = item
        return item

    def item(self, key: str) -> MailItem:
        """Return a message by one of its two ids, which are case-sensitive."""
        found = self._items.get(key) or self._immutable.get(key)
        if found is None:
            raise not_found()
        return found

    def items(self, folder_id: str | None = None) -> Iterator[MailItem]:
        """Return the messages of a folder, or of all but Recoverable Items, newest first."""
        hidden = {self._well_known[key] for key in RECOVERABLE}
        chosen = [
            item
            for item in self._items.values()
            if (item.folder_id == folder_id if folder_id else item.folder_id not in hidden)
        ]
        return iter(sorted(chosen, key=lambda item: item.received_at, reverse=True))

    def move(self, item: MailItem, folder: str, now: datetime) -> None:
        """Move a message: it gets a new default id and keeps the immutable one."""
        target = self.folder(folder)
        del self._items[item.id]
        item.touch(now)
        item.id = _token("AAMkAGI2", f"{item.immutable_id}/{item.version}", 48)
        item.folder_id = target.id
        self._items[item.id] = item

    def forget(self, item: MailItem) -> None:
        """Remove a message for good."""
        self._items.pop(item.id, None)
        self._immutable.pop(item.immutable_id, None)

    def __len__(self) -> int:
        return len(self._items)

    def _add_well_known(self, key: str, name: str, parent_id: str, *, hidden: bool = False) -> None:
        folder_id = _token("AQMkADYA", f"{self.owner.id}/{key}", 30)
        self.folders[folder_id] = Folder(
            id=folder_id,
            name=name,
            parent_id=parent_id,
            well_known=key,
            is_hidden=hidden or key == ROOT,
        )
        self._well_known[key] = folder_id


def search_key(message_id: str) -> str:
    """Return the PidTagSearchKey of a message, which the ParentKey of its report repeats."""
    return base64.b64encode(hashlib.sha256(message_id.encode()).digest()[:16]).decode()


def _token(prefix: str, mark: str, length: int) -> str:
    """Return an id that looks like Exchange's and is the same in every run."""
    digest = hashlib.sha512(mark.encode("utf-8", "surrogatepass")).digest()[:length]
    return prefix + base64.urlsafe_b64encode(digest).decode().rstrip("=") + "="
