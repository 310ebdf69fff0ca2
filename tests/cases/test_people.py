"""What people read about what they sent, and about what they did not (verdicts.md, section 9)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bouncecheck.demo.story_mail import arrived
from bouncecheck.demo.story_notices import (
    Failure,
    Head,
    postfix_report,
    reply_with_original,
    success_report,
)
from cases.mail import GATE, STRANGER, Person, through_us
from cases.notices import UNKNOWN, kind_of, told, with_id

TYPO = Failure(
    address="julia@partnr.example", status="5.1.10", said="RESOLVER.ADR.RecipientNotFound"
)
AWAY = "I am out of the office until further notice and read no mail.\n"
CHALLENGE = (
    "This address is protected by a challenge/response filter against junk mail.\n"
    "Your message is held until you confirm that you are a person: please reply to\n"
    "this message and leave the subject as it is. Then your message is delivered.\n"
)
VIRUS = (
    "V I R U S   A L E R T\n\nOur virus scanner found a virus in a message that you sent:\n\n"
    f"    Recipient: <{STRANGER}>\n    Virus name: Example.Worm.B\n\nDelivery was stopped.\n"
)
NOUNS = {
    "auto-reply": ("Out of office: Replica watches at half price", AWAY, "automatic reply"),
    "challenge": ("Please confirm your message: Replica [conf#5d1a]", CHALLENGE, "do not confirm"),
    "virus-notice": ("VIRUS (Example.Worm.B) IN MAIL FROM YOU", VIRUS, "blames you"),
}


@pytest.mark.parametrize("kind", NOUNS)
def test_case_10_an_answer_to_a_forged_message_was_not_sent_with_another_noun(
    me: Person, kind: str
) -> None:
    subject, words, noun = NOUNS[kind]
    sender = f"Mail Virus Scanner <postmaster@{GATE.name}>" if kind == "virus-notice" else STRANGER
    extra = "Auto-Submitted: auto-replied\nPrecedence: bulk\n"
    head = Head(sender=sender, to=me.user.upn, subject=subject, mark=kind, extra=extra)
    letter = me.forgery()
    mime = arrived(reply_with_original(words, letter, head), GATE, letter.sent_at)

    said = told(me, mime)

    assert said.verdict == ("not_sent", "high")
    assert kind_of(said) == kind
    assert noun in said.json["body"]


def test_case_10_a_delay_of_a_forged_message_was_not_sent(me: Person) -> None:
    letter = me.forgery()
    late = postfix_report(letter, GATE, UNKNOWN, to=me.user.upn, action="delayed")

    said = told(me, arrived(late, GATE, letter.sent_at), "REPORT.IPM.Note.Delayed.DR")

    assert said.verdict == ("not_sent", "high")
    assert said.json["body"].startswith("The message is still being tried.")


@pytest.mark.parametrize("status", ["5.1.1", "5.1.10"])
def test_case_22_a_typo_in_the_address_is_told_with_its_cause_and_its_fix(
    me: Person, status: str
) -> None:
    letter = me.letter(to=(TYPO.address,), subject="Offer for Julia")
    me.sends(letter)

    said = me.check(me.gets_our_report_of(letter, replace(TYPO, status=status)))

    assert said.verdict == ("sent", "copy")
    assert said.json["title"] == "You sent this, and it did not arrive"
    assert said.json["body"].startswith(
        'Your message "Offer for Julia" to julia@partnr.example failed: '
    )
    assert "does not exist" in said.json["body"]
    (failed,) = said.json["bounce"]["recipients"]
    assert (failed["status"], failed["fix"]) == (status, said.json["steps"][0])
    assert said.json["sent"]["folder"] == "sentitems"


def test_case_32_what_the_recipients_server_passed_on_failed_further_on(me: Person) -> None:
    letter = through_us(me.letter(to=("anna@example.org",)))
    me.sends(letter)

    said = me.check(me.gets_bounce_of(letter, failed="anna.old@far.example.org"))

    assert said.verdict == ("sent", "copy")
    assert said.json["title"] == "You sent this; it failed further on"
    assert said.json["body"] == (
        "You wrote to anna@example.org. Their system passed it on to anna.old@far.example.org, "
        "which failed."
    )


def test_case_36_a_bounce_five_days_after_sending_was_sent(me: Person) -> None:
    letter = through_us(me.letter(ago=timedelta(days=5, hours=2)))
    me.sends(letter)

    assert me.check(me.gets_bounce_of(letter, after=timedelta(days=5))).verdict == ("sent", "copy")


def test_case_37_a_success_report_is_no_bounce(me: Person) -> None:
    letter = through_us(me.letter())
    me.sends(letter)
    mime = arrived(success_report(letter, GATE, STRANGER, to=me.user.upn), GATE, letter.sent_at)

    said = told(me, mime, "REPORT.IPM.Note.DR")

    assert said.verdict == ("not_a_bounce", "success")
    assert said.json["body"] == "A delivery confirmation."


@pytest.mark.parametrize(
    "strange",
    [
        "<it's%27%20or%201@contoso.com>",
        "<a' or internetMessageId ne 'b@contoso.com>",
        "<a@contoso.com' or startswith(subject,'M') or 'x' eq '>",
        "<%24filter=isDraft%20eq%20false&$top=1@contoso.com>",
        "<folded\n\tin-the-middle@contoso.com>",
        f"<{'x' * 10_000}@contoso.com>",
        "<@>",
    ],
    ids=[
        "quotes",
        "operators",
        "a function",
        "percent",
        "newlines",
        "10,000 characters",
        "nothing",
    ],
)
def test_case_54_a_strange_id_is_no_id_or_an_exact_match_only(me: Person, strange: str) -> None:
    me.sends(me.letter(ago=timedelta(hours=9), subject="Something else", to=("pia@example.com",)))
    letter = with_id(me.forgery(), strange)

    said = me.check(me.gets_bounce_of(letter))

    assert said.json["verdict"] in {"not_sent", "unsure"}
    assert said.json["sent"] is None
    assert said.state("mailbox") & {"clean", "error"}


def test_case_54_a_quoted_id_that_was_really_sent_is_found(me: Person) -> None:
    letter = with_id(me.letter(), "<o'neil%20and''sons@contoso.com>")
    me.sends(letter)

    assert me.check(me.gets_bounce_of(through_us(letter))).verdict == ("sent", "copy")


def test_case_73_markup_in_a_subject_stays_text(me: Person) -> None:
    markup = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
    letter = through_us(me.letter(subject=markup))
    me.sends(letter)

    said = me.check(me.gets_bounce_of(letter))

    assert said.verdict == ("sent", "copy")
    assert said.json["sent"]["subject"] == markup
    assert said.json["bounce"]["original"]["subject"] == markup
    assert "<" not in said.json["title"]
