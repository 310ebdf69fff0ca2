"""The JSON of the API as types: contract.md, section 3. Names may gain members, none changes."""

from datetime import datetime
from typing import Annotated, Literal

from flask import Response
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict

from bouncecheck.bounces.model import Kind
from bouncecheck.usecases.ports import Sign, Source
from bouncecheck.verdicts.decide import Answer
from bouncecheck.verdicts.facts import Folder

MAX_IDS = 1000
MAX_DAYS = 90


def rfc3339(moment: datetime) -> str:
    """Return a moment as RFC 3339 in UTC with "Z". It must be aware and in UTC."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


Moment = Annotated[datetime, PlainSerializer(rfc3339, return_type=str)]

GraphId = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=1024, pattern=r"^[\w=+/-]+$")
]
RestoreId = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=4096, pattern=r"^[\w=-]+$")
]

# The second control block by name: "\s" means U+0085 to some readers of a pattern only.
_PART = r"[^\s<>@\x00-\x20\x7f-\xa0]+"
MessageIdText = Annotated[
    str,
    StringConstraints(
        strict=True, max_length=998, pattern=rf"^(?:{_PART}@{_PART}|<{_PART}@{_PART}>)$"
    ),
]
AddressText = Annotated[
    str,
    StringConstraints(
        strict=True,
        max_length=320,
        pattern=r"""^[^\s<>@,;:"()'\x00-\x20\x7f-\xa0]+@[A-Za-z0-9.-]*[A-Za-z0-9]$""",
    ),
]


def _only(member: str, other: str) -> JsonDict:
    """Return a schema for objects that have one member and not the other."""
    kinds: JsonDict = {member: {"type": "string"}, other: {"type": "null"}}
    return {"required": [member], "properties": kinds}


class Model(BaseModel):
    """JSON with members in camelCase."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, frozen=True, serialize_by_alias=True
    )


class Request(BaseModel):
    """JSON that comes in: members that we do not know are refused."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, validate_by_alias=True
    )


def json_response(value: Model) -> Response:
    """Return a value as a JSON answer."""
    return Response(value.model_dump_json(), content_type="application/json")


class MessageQuestion(Request):
    """Which message is meant: exactly one of the two."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [_only("id", "internetMessageId"), _only("internetMessageId", "id")]
        }
    )

    id: GraphId | None = None
    internet_message_id: MessageIdText | None = None


class CheckRequest(Request):
    """Judge one message."""

    message: MessageQuestion
    mailbox: AddressText | None = Field(default=None, description="A shared mailbox.")


class BouncesQuery(Request):
    """Find and judge the bounces of the last days."""

    days: int = Field(default=14, ge=1, le=MAX_DAYS)
    mailbox: AddressText | None = Field(default=None, description="A shared mailbox.")


class DeletionsRequest(Request):
    """Delete what is still `not_sent`; with `force` the one message whatever its verdict."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"properties": {"force": {"enum": [False]}}},
                {"properties": {"ids": {"maxItems": 1}}},
            ]
        }
    )

    ids: Annotated[list[GraphId], Field(min_length=1, max_length=MAX_IDS)]
    force: Annotated[bool, Field(strict=True)] = False


class RestorationsRequest(Request):
    """Bring deleted messages back."""

    ids: Annotated[list[RestoreId], Field(min_length=1, max_length=MAX_IDS)]


class MessageJson(Model):
    """The notice, as it lies in the mailbox. Subject and sender are hostile text."""

    id: str
    internet_message_id: str | None
    subject: str | None
    sender: str | None = Field(serialization_alias="from")
    received_at: Moment
    folder: Folder
    web_link: str | None


class RecipientJson(Model):
    """One address that the notice speaks of."""

    address: str
    status: str | None
    cause: str
    fix: str | None
    """None where the mailbox did not send it: nobody mends a message of somebody else."""


class OriginalJson(Model):
    """What the notice claims about the original. Hostile text."""

    message_ids: list[str]
    subject: str | None
    sender: str | None = Field(serialization_alias="from")
    sent_at: Moment | None


class BounceJson(Model):
    """What the notice claims."""

    kind: Kind
    reporting_mta: str | None
    recipients: list[RecipientJson]
    original: OriginalJson


class FindingJson(Model):
    """One line of the evidence."""

    source: Source
    state: str
    sign: Sign
    text: str


class SentJson(Model):
    """The mailbox's own copy of the original."""

    id: str
    subject: str | None
    sent_at: Moment | None
    recipients: list[str]
    web_link: str | None
    folder: Folder


class CheckJson(Model):
    """One question with its answer."""

    id: str
    checked_at: Moment
    mailbox: str
    verdict: Answer
    reason: str
    title: str
    body: str
    steps: list[str]
    message: MessageJson | None
    bounce: BounceJson
    evidence: list[FindingJson]
    sent: SentJson | None
    actions: list[str]


class ProgressLine(Model):
    """How far a sweep has come."""

    type: Literal["progress"] = "progress"
    found: int
    judged: int


class BounceLine(Model):
    """One bounce with its check."""

    type: Literal["bounce"] = "bounce"
    message: MessageJson | None
    check: CheckJson


class DoneLine(Model):
    """The end of a sweep."""

    type: Literal["done"] = "done"
    counts: dict[Answer, int]
    complete: bool


class DeletedJson(Model):
    """One message moved to Deleted Items."""

    id: str
    restore_id: str


class KeptJson(Model):
    """One message left where it was."""

    id: str
    reason: str
    check: CheckJson | None


class DeletionsJson(Model):
    """What became of each message that was to be deleted."""

    deleted: list[DeletedJson]
    kept: list[KeptJson]


class RestoredJson(Model):
    """One message back where it came from."""

    id: str
    restore_id: str


class NotRestoredJson(Model):
    """One message that could not be brought back."""

    restore_id: str
    reason: str


class RestorationsJson(Model):
    """What became of each message that was to come back."""

    restored: list[RestoredJson]
    failed: list[NotRestoredJson]


class MeJson(Model):
    """The caller's mailbox and the reach of this deployment."""

    address: str | None
    addresses: list[str]
    level: int
    sources: dict[Source, str]


class Problem(Model):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    advice: str
    request_id: str
    claims: str | None = Field(default=None, description="For the next token request.")
    retry_after: int | None = Field(default=None, description="Seconds to wait.")
