"""What to do where an account may be abused, in English: our own short steps."""

from typing import NamedTuple

GUIDANCE_HOSTS = frozenset({"learn.microsoft.com", "support.microsoft.com"})
"""The only places that guidance leads to; the pane has the same list and trusts no other."""


class Guide(NamedTuple):
    """One step, and the page of Microsoft's that explains it. Nothing here comes from mail."""

    text: str
    href: str


GUIDES = (
    Guide(
        "Change your password, to one that you use nowhere else.",
        "https://support.microsoft.com/account-billing/reset-your-work-or-school-password-"
        "using-security-info-23dde81f-08bb-4776-ba72-e6b72b9dda9e",
    ),
    Guide(
        "Look at your recent sign-ins, and mark those that were not you.",
        "https://support.microsoft.com/account-billing/view-your-work-or-school-account-"
        "sign-in-activity-from-my-sign-ins-9e7d108c-8e3f-42aa-ac3a-bca892898972",
    ),
    Guide(
        "Look for rules that you did not make, and remove them.",
        "https://support.microsoft.com/office/c24f5dea-9465-4df4-ad17-a50704d66c59",
    ),
    Guide(
        "For your administrators: secure the account, step by step.",
        "https://learn.microsoft.com/defender-office-365/responding-to-a-compromised-email-account",
    ),
)

SHARED_GUIDES = (
    "Let its members change their passwords, to ones that they use nowhere else.",
    "Let its members look at their recent sign-ins, and mark those that were not them.",
    "Look for rules that nobody of you made, and remove them.",
)
"""What to say instead of the first ones for a shared mailbox; the pages are the same."""

CHECKLIST = (
    "Reset the password and revoke all sessions.",
    "Renew app passwords.",
    "Ask for a second factor.",
    "Remove forwarding to the outside.",
    "Review the inbox rules, hidden ones included.",
    "Check delegates and connected apps.",
    "Look through sent and deleted items.",
    "Unblock sending only after the cause is gone.",
    "Warn the recipients.",
)
"""For administrators: containment, in this order."""
