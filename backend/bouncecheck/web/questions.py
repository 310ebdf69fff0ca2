"""What comes in, as types: contract.md, section 3. Names may gain members, none changes."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict

from bouncecheck.usecases.report import MAX_NOTE_CHARS, ReportKind

MAX_IDS = 1000
MAX_DAYS = 90

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


class Request(BaseModel):
    """JSON that comes in: members that we do not know are refused."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, validate_by_alias=True
    )


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


class ReportRequest(Request):
    """Tell the administrators about a message."""

    id: GraphId
    kind: ReportKind
    note: Annotated[str, StringConstraints(strict=True, max_length=MAX_NOTE_CHARS)] = ""
    mailbox: AddressText | None = Field(default=None, description="A shared mailbox.")
