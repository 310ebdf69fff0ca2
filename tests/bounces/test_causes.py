import pytest

from bouncecheck.bounces.causes import cause_of

MICROSOFT = "am0.mail.protection.outlook.com"
GMAIL = "gmail-smtp-in.l.google.com"
YAHOO = "mta5.am0.yahoodns.net"
STRANGER = "mx.example.com"

FULL = "The mailbox is full."
SENT_TOO_MUCH = "Your account has sent more than a day allows."
REFUSED = "The message was refused by a rule of the other side."
SERVER_BLOCKED = "The other side blocks the server that sent this."
HELD_BACK = "Mail from your side is held back for now."


@pytest.mark.parametrize(
    ("status", "diagnostic", "host", "cause"),
    [
        ("5.1.1", None, None, "The address does not exist."),
        ("5.1.10", None, None, "The address does not exist."),
        ("5.2.2", "552 mailbox full", None, "The mailbox is full."),
        (
            "5.2.2",
            "Submission quota exceeded",
            MICROSOFT,
            SENT_TOO_MUCH,
        ),
        ("5.4.1", None, MICROSOFT, "The recipient's mail system does not accept this address."),
        ("5.4.1", None, "mx.example.com", "The other mail server did not answer."),
        ("5.4.1", None, "notoutlook.com", "The other mail server did not answer."),
        ("5.7.520", None, None, "Your organisation does not allow forwarding to outside."),
        ("5.7.705", None, MICROSOFT, "Your organisation sent too much mail and is blocked."),
        (
            "5.7.705",
            None,
            "mx.example.com",
            "The message was refused by a rule of the other side.",
        ),
        (None, "550 5.1.1 no", None, "The address does not exist."),
        (None, "550 User unknown", None, "The address does not exist."),
        ("5.0.0", "mailbox is full", None, "The mailbox is full."),
        ("5.9.9", None, None, "The message could not be delivered."),
        ("4.9.9", None, None, "The message could not be delivered yet."),
        ("2.9.9", None, None, "The message arrived."),
        (None, "what?", None, "The notice does not say why."),
        ("nonsense", None, None, "The notice does not say why."),
    ],
)
def test_a_code_is_told_in_plain_words(
    status: str | None, diagnostic: str | None, host: str | None, cause: str
) -> None:
    assert cause_of(status, diagnostic, host).cause == cause


@pytest.mark.parametrize(
    ("diagnostic", "host", "cause"),
    [
        ("550 5.2.2 Submission quota exceeded", MICROSOFT, SENT_TOO_MUCH),
        ("550 5.2.2 SubmissionQuotaExceededException", None, SENT_TOO_MUCH),
        ("554 5.2.2 mailbox full; QuotaExceededException", MICROSOFT, FULL),
        ("554 5.2.2 mailbox full; QuotaExceededException", None, FULL),
        (None, MICROSOFT, FULL),
        ("550 5.2.2 Submission quota exceeded", STRANGER, FULL),
        ("552 5.2.2 over quota", STRANGER, FULL),
    ],
)
def test_5_2_2_is_a_full_mailbox_unless_microsoft_speaks_of_what_you_sent(
    diagnostic: str | None, host: str | None, cause: str
) -> None:
    assert cause_of("5.2.2", diagnostic, host).cause == cause


@pytest.mark.parametrize(
    ("status", "host", "cause"),
    [
        (
            "5.1.8",
            MICROSOFT,
            "Your account is blocked from sending: it sent what looked like spam.",
        ),
        ("5.1.8", None, "Your account is blocked from sending: it sent what looked like spam."),
        ("5.1.8", STRANGER, "The part after the @ of your own address was not accepted."),
        (
            "5.1.8",
            f"{MICROSOFT}.",
            "Your account is blocked from sending: it sent what looked like spam.",
        ),
        (
            "5.1.8",
            f"{MICROSOFT}.example.com",
            "The part after the @ of your own address was not accepted.",
        ),
        ("5.1.90", STRANGER, "Something is wrong with the address."),
        ("5.1.10", STRANGER, "The part after the @ takes no mail at all."),
        (
            "5.7.23",
            GMAIL,
            "Your organisation's domain does not name the server that sent this (SPF).",
        ),
        (
            "5.7.27",
            GMAIL,
            "Your organisation's domain does not name the server that sent this (SPF).",
        ),
        ("5.7.27", STRANGER, "Your own domain takes no mail, so the message was refused."),
        ("5.7.29", GMAIL, "The other side asks for a protected connection."),
        ("5.7.29", STRANGER, "The path of the message could not be proven (ARC)."),
        ("5.7.9", YAHOO, "The message could not be proven to come from you (SPF, DKIM)."),
        ("5.7.9", MICROSOFT, "The sending program signs in in a way that is not safe enough."),
    ],
)
def test_the_meaning_that_a_provider_gives_to_a_code_is_believed_from_it_alone(
    status: str, host: str | None, cause: str
) -> None:
    assert cause_of(status, None, host).cause == cause


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        ("5.7.605", REFUSED),
        ("5.7.606", SERVER_BLOCKED),
        ("5.7.649", SERVER_BLOCKED),
        ("5.7.650", REFUSED),
        ("4.7.499", REFUSED),
        ("4.7.500", HELD_BACK),
        ("4.7.699", HELD_BACK),
        ("5.7.700", "Your organisation may not send at the moment."),
        ("5.7.705", "Your organisation sent too much mail and is blocked."),
    ],
)
def test_a_range_has_one_row_and_a_code_of_its_own_wins_over_it(status: str, cause: str) -> None:
    assert cause_of(status, None, MICROSOFT).cause == cause


@pytest.mark.parametrize(
    ("status", "diagnostic", "cause"),
    [
        (None, "550 no", "The other side refused the address or the message."),
        (
            None,
            "550 Requested action not taken: mailbox unavailable",
            "The address does not exist.",
        ),
        (None, "450 mailbox unavailable", "The mailbox takes no mail at the moment."),
        (None, "552 no", FULL),
        (
            None,
            "552 message size exceeds size limit",
            "The message is too large for the other mail server.",
        ),
        (None, "452 no", "The other mail server has no room."),
        (
            None,
            "host said: 499 no, 421 closing",
            "The other mail server takes no mail at the moment.",
        ),
        (None, "599 no", "The notice does not say why."),
        ("5.0.0", "smtp; 553 no", "The address is not written as an address must be."),
        ("5.0.0", "no", "The other side gave no reason."),
        ("5.1.1", "552 no", "The address does not exist."),
    ],
)
def test_a_bare_smtp_reply_is_told_where_no_code_says_more(
    status: str | None, diagnostic: str, cause: str
) -> None:
    assert cause_of(status, diagnostic, STRANGER).cause == cause


def test_a_cause_names_where_its_meaning_is_written_down() -> None:
    assert cause_of("5.1.1", None, STRANGER).source == "RFC 3463, 3.2"
    assert cause_of("5.7.503", None, MICROSOFT).source == "Microsoft: NDR 5.7.502 and 5.7.503"


@pytest.mark.parametrize("subject", range(8))
@pytest.mark.parametrize("detail", range(12))
def test_every_subject_of_rfc_3463_has_words_and_a_fix(subject: int, detail: int) -> None:
    told = cause_of(f"5.{subject}.{detail}", None, "mx.example.com")

    assert told.cause.endswith(".")
    assert told.fix.endswith(".")
    assert told.cause != "The message could not be delivered."


def test_the_words_of_a_stranger_never_come_back() -> None:
    told = cause_of("5.1.1", "550 click https://example.com/evil user unknown", None)

    assert "example.com" not in told.cause + told.fix
