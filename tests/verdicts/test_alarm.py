"""What a single notice can tell about an abused account."""

import pytest

from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import FailedRecipient, Headers
from bouncecheck.verdicts.alarm import EXCHANGE_SENDER, alarm_of
from bouncecheck.verdicts.evidence import Alarm
from builders import a_bounce, a_failed_recipient, an_identity

OURS = Address(f"{EXCHANGE_SENDER}@contoso.com")
INTERNAL = (("X-MS-Exchange-Organization-AuthAs", "Internal"),)
BLOCKED = a_failed_recipient(
    status="5.1.8",
    diagnostic="550 5.1.8 Access denied, bad outbound sender",
    remote_mta=None,
)


def alarm(
    recipient: FailedRecipient = BLOCKED,
    sender: Address | None = OURS,
    headers: Headers = INTERNAL,
) -> Alarm:
    return alarm_of(a_bounce(recipients=(recipient,), sender=sender), headers, an_identity())


@pytest.mark.parametrize(
    ("status", "diagnostic", "expected"),
    [
        ("5.1.8", None, Alarm.STRONG),
        ("5.1.90", None, Alarm.STRONG),
        ("5.7.501", None, Alarm.STRONG),
        ("5.7.502", None, Alarm.STRONG),
        ("5.7.503", None, Alarm.STRONG),
        ("5.7.705", None, Alarm.STRONG),
        (None, "Remote server returned '550 5.7.705 Access denied'", Alarm.STRONG),
        ("5.2.2", "550 5.2.2 SubmissionQuotaExceededException", Alarm.STRONG),
        ("5.2.2", "552 5.2.2 mailbox full", Alarm.NONE),
        ("5.1.1", "submission quota", Alarm.NONE),
        ("5.1.80", "550 5.1.80 or 15.1.8 or 5.1.8.1", Alarm.NONE),
        (None, None, Alarm.NONE),
    ],
)
def test_63_our_own_exchange_online_says_that_the_account_is_blocked(
    status: str | None, diagnostic: str | None, expected: Alarm
) -> None:
    said = a_failed_recipient(status=status, diagnostic=diagnostic, remote_mta=None)

    assert alarm(said) is expected


def test_a_remote_server_that_dislikes_our_domain_is_no_alarm() -> None:
    said = a_failed_recipient(status="5.1.8", remote_mta="mx.fabrikam.com")

    assert alarm(said) is Alarm.NONE


def test_a_server_of_microsoft_that_refuses_to_send_is_one() -> None:
    said = a_failed_recipient(status="5.1.8", remote_mta="a.prod.outlook.com.")

    assert alarm(said) is Alarm.STRONG


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        (None, INTERNAL),
        (Address("postmaster@contoso.com"), INTERNAL),
        (Address(f"{EXCHANGE_SENDER}@fabrikam.com"), INTERNAL),
        (OURS, ()),
        (OURS, (("X-MS-Exchange-Organization-AuthAs", "Anonymous"),)),
        (OURS, (*INTERNAL, ("x-ms-exchange-organization-authas", "Anonymous"))),
    ],
)
def test_64_what_comes_from_elsewhere_never_raises_an_alarm(
    sender: Address | None, headers: Headers
) -> None:
    assert alarm(sender=sender, headers=headers) is Alarm.NONE
