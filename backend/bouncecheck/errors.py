"""Every error that Bounce Check raises on purpose.

    BounceCheckError
    ├── SettingsError                a setting is missing or impossible
    ├── CallerError                  the request, or who sent it, is not acceptable
    │   ├── UnauthenticatedError     no valid access token for this API
    │   ├── ForbiddenError           a valid token without the right that is needed
    │   └── BadRequestError          the request is not what the contract asks for
    ├── MailboxError                 the mailbox did not give what was asked
    │   ├── MailboxUnavailableError  not now; the same call may work later
    │   ├── MailboxAccessDeniedError never with these rights
    │   ├── ConsentRequiredError     not before somebody consents or signs in again
    │   └── MessageNotFoundError     the message is no longer there
    ├── StoreError                   our own database did not answer
    └── DeliveryError                the administrators could not be told

Each class has a stable `code` for programs, and `title` and `advice` for the person who sees it.
No class knows HTTP: `web/responses.py` holds the table to statuses, `cli.py` the one to exit codes.
"""

from typing import ClassVar


class BounceCheckError(Exception):
    """The root: everything that we raise on purpose is one of these."""

    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong"
    advice: ClassVar[str] = "Try again; if it stays, tell your administrator."


class SettingsError(BounceCheckError):
    """A setting is missing or impossible; the message names it and says how to mend it."""

    code = "bad_settings"
    title = "Bounce Check is not set up right"
    advice = "Mend the setting that the message names and start again."


class CallerError(BounceCheckError):
    """The request, or who sent it, is not acceptable; the same request never will be."""

    code = "bad_caller"
    title = "This request cannot be answered"


class UnauthenticatedError(CallerError):
    """There is no valid access token for this API. What was wrong is only for our log."""

    code = "unauthenticated"
    title = "Please sign in"
    advice = "Sign in again."


class ForbiddenError(CallerError):
    """The caller is known but may not do this."""

    code = "forbidden"
    title = "You may not do this"
    advice = "Ask your administrator for access."


class BadRequestError(CallerError):
    """The request is not what the contract asks for; the message says which member and why."""

    code = "bad_request"
    advice = "Reload the page; if it stays, tell your administrator."


class MailboxError(BounceCheckError):
    """The mailbox did not give what was asked."""

    code = "mailbox_error"
    title = "Microsoft 365 answered with an error"


class MailboxUnavailableError(MailboxError):
    """The mailbox does not answer now; the same call may work later."""

    code = "mailbox_unavailable"
    title = "Microsoft 365 does not answer"
    advice = "Wait a little and try again."

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        """Seconds to wait that the service asked for; None when it did not say."""


class MailboxAccessDeniedError(MailboxError):
    """These rights never open this mailbox."""

    code = "mailbox_access_denied"
    title = "This mailbox is closed to you"
    advice = "Ask your administrator for access to it."


class ConsentRequiredError(MailboxError):
    """Microsoft 365 asks the person for something first: consent, or another sign-in."""

    code = "consent_required"
    title = "Bounce Check needs your permission"
    advice = "Sign in again and accept what Bounce Check asks for, or ask your administrator to."

    def __init__(self, message: str, claims: str | None = None) -> None:
        super().__init__(message)
        self.claims = claims
        """The claims challenge (JSON text) for the next token request, or None."""


class ClaimsChallengeError(ConsentRequiredError):
    """A policy asks for a fresh or stronger sign-in; `claims` says which."""

    code = "claims_challenge"
    title = "One more step to sign in"
    advice = "Sign in again: your organisation asks for one more step."


class MessageNotFoundError(MailboxError):
    """The message is no longer in the mailbox."""

    code = "message_not_found"
    title = "That message is gone"
    advice = "The message was moved or deleted meanwhile. Refresh the list."


class StoreError(BounceCheckError):
    """Our own database does not answer."""

    code = "store_unavailable"
    title = "Bounce Check's database does not answer"
    advice = "Try again; if it stays, tell your administrator."


class DeliveryError(BounceCheckError):
    """The administrators could not be told. The report is stored all the same."""

    code = "not_delivered"
    title = "Your administrators could not be reached"
    advice = "Nothing to do: your report is kept, and it is tried again."
