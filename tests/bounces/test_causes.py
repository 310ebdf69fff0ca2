import pytest

from bouncecheck.bounces.causes import cause_of

MICROSOFT = "am0.mail.protection.outlook.com"


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
            "Your account has sent more than a day allows.",
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
