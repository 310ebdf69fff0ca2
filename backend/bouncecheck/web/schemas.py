"""The JSON of the API as types: contract.md, section 3. Names may gain members, none changes."""

from datetime import datetime
from typing import Annotated, Literal

from flask import Response
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer
from pydantic.alias_generators import to_camel

from bouncecheck.bounces.model import Kind
from bouncecheck.usecases.ports import Sign, Source
from bouncecheck.verdicts.decide import Answer
from bouncecheck.verdicts.facts import Folder


def rfc3339(moment: datetime) -> str:
    """Return a moment as RFC 3339 in UTC with "Z". It must be aware and in UTC."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


Moment = Annotated[datetime, PlainSerializer(rfc3339, return_type=str)]


class Model(BaseModel):
    """JSON with members in camelCase."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, frozen=True, serialize_by_alias=True
    )


def json_response(value: Model) -> Response:
    """Return a value as a JSON answer."""
    return Response(value.model_dump_json(), content_type="application/json")


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


class GuideJson(Model):
    """One step that secures an account, and Microsoft's page about it. Never from mail."""

    text: str
    href: str


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
    guidance: list[GuideJson]
    recheck_at: Moment | None = Field(
        description="When asking again may bring another answer; null where waiting is no use."
    )


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


class ReportedJson(Model):
    """What became of a report."""

    id: str
    delivered_at: Moment | None = Field(
        description="Null where it is kept only: nobody is to be told, or not reached yet."
    )


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
