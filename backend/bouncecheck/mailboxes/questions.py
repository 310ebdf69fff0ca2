"""GraphQuestions: what we ask Graph about one mailbox, built by msgraph-sdk's request builders.

No text from a mail or a caller enters a query but through `filters.quoted` and percent-encoding.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
from kiota_abstractions.authentication import AnonymousAuthenticationProvider
from kiota_abstractions.request_information import RequestInformation
from kiota_http.httpx_request_adapter import HttpxRequestAdapter
from msgraph import GraphServiceClient

from bouncecheck.bounces.identifiers import address_from
from bouncecheck.errors import BadRequestError
from bouncecheck.mailboxes.exchange import GraphRequest

ME = "me"
"""The mailbox of the person whose token it is."""

MAX_ID_CHARS = 1_024
PAGE_SIZE = 999
"""The most that Graph lists on one page of messages."""

MAX_FOLDERS = 250

FLAGS = "Integer 0x0E07"
"""PidTagMessageFlags (MS-OXPROPS 2.791)."""

ITEM_CLASS = "String 0x001A"
"""PidTagMessageClass (MS-OXPROPS 2.781)."""

IN_REPLY_TO = "String 0x1042"
"""PidTagInReplyToId (MS-OXPROPS 2.737)."""

_ID = re.compile(r"[A-Za-z0-9_\-]{1,1024}={0,3}")
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_BASE = "https://graph.invalid"
_USER_FIELDS = ["id", "mail", "userPrincipalName", "proxyAddresses"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What to list of a folder, or of the whole mailbox."""

    fields: Sequence[str]
    folder: str | None = None
    """A well-known name; None for the whole mailbox."""

    filter: str | None = None
    order: str | None = None
    property: str | None = None
    """One MAPI property to bring along. Two in one request bring none at times."""

    top: int = PAGE_SIZE


class GraphQuestions:
    """Builds the requests about one mailbox; sends nothing."""

    def __init__(self, mailbox: str = ME) -> None:
        """Take the mailbox: ME, an object id or an address.

        Raises:
            BadRequestError: it is none of these.
        """
        self._client = _builders()
        self._path = "/me" if mailbox == ME else None
        self._user = self._client.users.by_user_id(_checked_mailbox(mailbox))

    def identity(self) -> GraphRequest:
        """Ask whose mailbox it is. Never for otherMails: those are no mailboxes."""
        return self._get(self._user.to_get_request_information(), select=_USER_FIELDS)

    def organization(self) -> GraphRequest:
        """Ask for the tenant and its verified domains."""
        information = self._client.organization.to_get_request_information()
        return self._get(information, select=["id", "verifiedDomains"])

    def folder(self, well_known: str) -> GraphRequest:
        """Ask for the id of a folder with a well-known name."""
        builder = self._user.mail_folders.by_mail_folder_id(well_known)
        return self._get(builder.to_get_request_information(), select=["id"])

    def folders(self) -> GraphRequest:
        """Ask for the names of the folders at the top of the mailbox."""
        information = self._user.mail_folders.to_get_request_information()
        return self._get(information, select=["id", "displayName"], top=MAX_FOLDERS)

    def rules(self) -> GraphRequest:
        """Ask for the rules of the inbox."""
        inbox = self._user.mail_folders.by_mail_folder_id("inbox")
        return self._get(inbox.message_rules.to_get_request_information())

    def message(self, message_id: str, fields: Sequence[str], *, prop: str) -> GraphRequest:
        """Ask for one message. Raises BadRequestError where the id cannot be one."""
        builder = self._user.messages.by_message_id(checked_id(message_id))
        information = builder.to_get_request_information()
        return self._get(information, select=list(fields), expand=[_property(prop)])

    def content(self, message_id: str) -> GraphRequest:
        """Ask for the content of one message. Raises BadRequestError as `message` does."""
        builder = self._user.messages.by_message_id(checked_id(message_id)).content
        return self._get(builder.to_get_request_information())

    def messages(self, listing: Listing) -> GraphRequest:
        """Ask for a listing."""
        user, folder = self._user, listing.folder
        builder = user.mail_folders.by_mail_folder_id(folder) if folder else user
        return self._get(
            builder.messages.to_get_request_information(),
            select=list(listing.fields),
            filter=listing.filter,
            orderby=[listing.order] if listing.order else None,
            expand=[_property(listing.property)] if listing.property else None,
            top=listing.top,
        )

    def traces(self, text: str, top: int) -> GraphRequest:
        """Ask for the rows of the organisation's mail log that a filter chooses."""
        builder = self._client.admin.exchange.tracing.message_traces
        return self._get(builder.to_get_request_information(), filter=text, top=top)

    def move(self, message_id: str, folder_id: str) -> GraphRequest:
        """Ask to move a message. Raises BadRequestError where an id cannot be one."""
        body = msgspec.json.encode({"destinationId": checked_id(folder_id)})
        builder = self._user.messages.by_message_id(checked_id(message_id)).move
        # The SDK's own body type would load its models, which takes seconds.
        request = self._get(RequestInformation(None, builder.url_template, builder.path_parameters))
        return replace(request, method="POST", body=body)

    def _get(self, information: Any, **query: object) -> GraphRequest:  # noqa: ANN401 - SDK type, skipped by mypy
        information.path_parameters["baseurl"] = _BASE
        path = urlsplit(information.url).path
        if self._path:
            path = path.replace("/users/" + ME, self._path, 1)
        # The SDK's template encodes a query letter by letter, which took a quarter of a check.
        given = {name: value for name, value in sorted(query.items()) if value is not None}
        text = "&".join(f"${name}={_encoded(value)}" for name, value in given.items())
        return GraphRequest(path=f"{path}?{text}" if text else path)


def checked_id(graph_id: str) -> str:
    """Return an id as Graph's REST interface writes it; EWS writes "/" for "-" and "+" for "_".

    Raises:
        BadRequestError: it cannot be the id of anything.
    """
    rest_id = graph_id.replace("/", "-").replace("+", "_")
    if len(rest_id) > MAX_ID_CHARS or not _ID.fullmatch(rest_id):
        raise BadRequestError("the id is not one that Microsoft Graph gives out")
    return rest_id


@cache
def _builders() -> GraphServiceClient:
    """Return the SDK's request builders, once: making them takes 30 ms. They send nothing."""
    adapter = HttpxRequestAdapter(AnonymousAuthenticationProvider())
    adapter.base_url = _BASE
    return GraphServiceClient(request_adapter=adapter)


def _encoded(value: object) -> str:
    """Return the value of a query parameter; a list's entries singly (RFC 6570, 3.2.8)."""
    if isinstance(value, list):
        return ",".join(_encoded(entry) for entry in value)
    return quote(str(value), safe="")


def _checked_mailbox(mailbox: str) -> str:
    if mailbox == ME or _GUID.fullmatch(mailbox):
        return mailbox
    address = address_from(mailbox)
    if address is None or not address.isascii() or any(c in address for c in "/?#%\\"):
        raise BadRequestError("the mailbox is neither an address nor an object id")
    return address


def _property(name: str) -> str:
    return f"singleValueExtendedProperties($filter=id eq '{name}')"
