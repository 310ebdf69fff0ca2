"""GraphRequest and Answer: one question to Graph and what came back, as plain values."""

import base64
import binascii
import re
from dataclasses import dataclass, field

import msgspec

from bouncecheck.errors import (
    ClaimsChallengeError,
    ConsentRequiredError,
    MailboxAccessDeniedError,
    MailboxError,
    MailboxUnavailableError,
    MessageNotFoundError,
)

NO_ANSWER = 0
"""The status of an exchange that ended without an HTTP answer."""

BATCH_PATH = "/$batch"

_MAY_POST = re.compile(
    r"/(?:\$batch|(?:me|users/[^/?]+)/(?:messages/[^/?]+/move|translateExchangeIds))"
)
_CLAIMS = re.compile(r'claims="([^"]+)"')
_CODE = re.compile(r"[A-Za-z_.]{1,60}")
_RETRYABLE = frozenset({NO_ANSWER, 429, 503, 504})
_NOT_EXECUTED = frozenset({429})
_DEPENDENCY_FAILED = 424
_TRANSIENT = frozenset({408, 409, 424, 429})
_NEVER = frozenset({403, 404})

_BAD_IDS = frozenset({"ErrorInvalidIdMalformed", "ErrorInvalidMailboxItemId"})
# A user without a mailbox, or none at all, stays so however often one asks.
_NO_MAILBOX = frozenset(
    {"MailboxNotEnabledForRESTAPI", "Request_ResourceNotFound", "ErrorInvalidUser"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphRequest:
    """One request, relative to the configured Graph address. Nothing here can delete."""

    path: str
    """Path and query after the base address, percent-encoded."""

    method: str = "GET"
    body: bytes | None = field(default=None, repr=False)
    weight: int = 1
    """How many of the mailbox's concurrent requests it takes."""

    def __post_init__(self) -> None:
        if not may_be_sent(self.method, self.path):
            raise ValueError(f"Bounce Check never sends this {self.method} request")

    @property
    def is_repeatable(self) -> bool:
        """Whether sending it twice changes nothing. Batches hold reads only."""
        return self.method == "GET" or self.path == BATCH_PATH


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Graph answered: a whole exchange or one part of a batch."""

    status: int
    body: bytes = field(default=b"", repr=False)
    retry_after_s: float | None = None
    challenge: str = field(default="", repr=False)
    """The WWW-Authenticate header."""

    @property
    def is_success(self) -> bool:
        """Whether it brought what was asked."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the class of statuses (RFC 9110, 15.3)

    def may_be_repeated(self, request: GraphRequest) -> bool:
        """Whether the same request may bring more, and does no harm."""
        if self.status == _DEPENDENCY_FAILED:
            return request.is_repeatable
        return self.status in (_RETRYABLE if request.is_repeatable else _NOT_EXECUTED)

    def code(self) -> str:
        """Return Graph's error code such as "ErrorItemNotFound"; "" if there is none."""
        try:
            code = msgspec.json.decode(self.body, type=_ErrorBody).error.code
        except msgspec.MsgspecError:
            return ""
        return code if _CODE.fullmatch(code) else ""

    def checked(self) -> "Answer":
        """Return itself when it is a success.

        Raises:
            MailboxError: the one that tells whether the same call may work later.
        """
        if self.is_success:
            return self
        raise self.error()

    def error(self) -> MailboxError:
        """Return our error for this failure; its message holds no text of the mailbox."""
        code = self.code()
        said = f"Graph answered {self.status}" + (f" {code}" if code else "")
        if self.status == NO_ANSWER:
            return MailboxUnavailableError("Graph did not answer", self.retry_after_s)
        if self.status == 401:  # noqa: PLR2004 - the next lines say what it means
            claims = claims_of(self.challenge)
            return ClaimsChallengeError(said, claims) if claims else ConsentRequiredError(said)
        if code in _BAD_IDS or (self.status == 404 and code not in _NO_MAILBOX):  # noqa: PLR2004 - as above
            return MessageNotFoundError(said)
        if self.status in _TRANSIENT or not 400 <= self.status < 500:  # noqa: PLR2004 - server's failures, and what HTTP does not know
            return MailboxUnavailableError(said, self.retry_after_s)
        return MailboxAccessDeniedError(said) if self.status in _NEVER else MailboxError(said)


class _ErrorCode(msgspec.Struct):
    code: str = ""


class _ErrorBody(msgspec.Struct):
    error: _ErrorCode


def may_be_sent(method: str, path: str) -> bool:
    """Tell whether Bounce Check ever sends such a request: reads, moves and batches of reads."""
    bare = path.partition("?")[0]
    if not path.startswith("/") or path.startswith("//") or ".." in bare.split("/"):
        return False
    return method == "GET" or (method == "POST" and _MAY_POST.fullmatch(bare) is not None)


def claims_of(challenge: str) -> str | None:
    """Return the claims (JSON text) of a WWW-Authenticate header, or None."""
    found = _CLAIMS.search(challenge)
    if found is None:
        return None
    text = found.group(1)
    try:
        decoded = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=False)
        msgspec.json.decode(decoded)
        return decoded.decode()
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        return None


def retry_after_of(text: str | None) -> float | None:
    """Return the seconds of a Retry-After header; None where it names none."""
    try:
        seconds = float(text or "")
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None
