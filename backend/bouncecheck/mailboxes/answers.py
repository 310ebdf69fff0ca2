"""The shapes of Graph's answers, as far as we read them, and the one place that decodes them."""

from datetime import datetime
from typing import TypeVar

import msgspec

from bouncecheck.errors import MailboxUnavailableError
from bouncecheck.mailboxes.exchange import Answer, retry_after_of

T = TypeVar("T")


def decode(body: bytes, shape: type[T]) -> T:
    """Return `body` (JSON) in the shape it should have.

    Raises:
        MailboxUnavailableError: it has another; gateways answer for Graph at times.
    """
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MailboxUnavailableError("Graph's answer could not be read") from error


class BatchPart(msgspec.Struct):
    """One answer of a batch (json-batching in Graph's documentation)."""

    id: str
    status: int
    headers: dict[str, str] = {}
    body: msgspec.Raw = msgspec.Raw(b"")

    def answer(self) -> Answer:
        """Return it in the form of a whole exchange."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Answer(
            status=self.status,
            body=bytes(self.body),
            retry_after_s=retry_after_of(headers.get("retry-after")),
            challenge=headers.get("www-authenticate", ""),
        )


class BatchReply(msgspec.Struct):
    """The answer of a batch."""

    responses: list[BatchPart]


class EmailAddress(msgspec.Struct):
    """A name and address; only the address is read."""

    address: str | None = None


class Recipient(msgspec.Struct, rename="camel"):
    """Sender or recipient of a message."""

    email_address: EmailAddress | None = None


class Header(msgspec.Struct):
    """One line of internetMessageHeaders."""

    name: str = ""
    value: str | None = None


class ExtendedProperty(msgspec.Struct):
    """One MAPI property; Graph writes the id its own way ("Integer 0xe07")."""

    id: str = ""
    value: str | None = None


class Message(msgspec.Struct, rename="camel"):
    """A message, of which only what was selected is there."""

    id: str
    internet_message_id: str | None = None
    subject: str | None = None
    sender: Recipient | None = msgspec.field(default=None, name="from")
    to_recipients: list[Recipient] | None = None
    cc_recipients: list[Recipient] | None = None
    bcc_recipients: list[Recipient] | None = None
    sent_date_time: datetime | None = None
    received_date_time: datetime | None = None
    last_modified_date_time: datetime | None = None
    parent_folder_id: str | None = None
    change_key: str | None = None
    is_draft: bool | None = None
    web_link: str | None = None
    internet_message_headers: list[Header] | None = None
    single_value_extended_properties: list[ExtendedProperty] | None = None


class MessagePage(msgspec.Struct):
    """One page of a listing."""

    value: list[Message]
    next_link: str | None = msgspec.field(default=None, name="@odata.nextLink")


class User(msgspec.Struct, rename="camel"):
    """Whose mailbox it is."""

    id: str
    mail: str | None = None
    user_principal_name: str | None = None
    proxy_addresses: list[str] = []


class VerifiedDomain(msgspec.Struct):
    """One domain of the tenant."""

    name: str


class Organization(msgspec.Struct, rename="camel"):
    """The tenant."""

    id: str
    verified_domains: list[VerifiedDomain] = []


class Organizations(msgspec.Struct):
    """The listing of /organization: one entry, one's own."""

    value: list[Organization]


class Identified(msgspec.Struct):
    """Anything of which only the id matters."""

    id: str


class NamedFolder(msgspec.Struct, rename="camel"):
    """A folder by its id, and its name in the mailbox's language."""

    id: str
    display_name: str = ""


class FolderPage(msgspec.Struct):
    """One page of folders."""

    value: list[NamedFolder]


class RuleActions(msgspec.Struct, rename="camel"):
    """What a rule does with a message (resources/messageruleactions)."""

    delete: bool | None = None
    permanent_delete: bool | None = None
    move_to_folder: str | None = None
    forward_to: list[Recipient] | None = None
    redirect_to: list[Recipient] | None = None
    forward_as_attachment_to: list[Recipient] | None = None


class MessageRule(msgspec.Struct, rename="camel"):
    """One inbox rule (resources/messagerule)."""

    is_enabled: bool | None = None
    actions: RuleActions | None = None
    conditions: dict[str, object] | None = None


class RulePage(msgspec.Struct):
    """The rules of the inbox."""

    value: list[MessageRule]
    next_link: str | None = msgspec.field(default=None, name="@odata.nextLink")
