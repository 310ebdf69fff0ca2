"""Pretences, what is no bounce at all, damage and languages (verdicts.md, section 9)."""

import json
from dataclasses import replace

import pytest

from bouncecheck.demo.story_mail import arrived, arrived_inside
from bouncecheck.demo.story_notices import (
    Head,
    exchange_report,
    plain_mail,
    postfix_report,
    qmail_notice,
)
from cases.mail import GATE, REPORT, Person
from cases.notices import (
    BROKEN,
    LANGUAGES,
    PHISHING,
    UNKNOWN,
    broken,
    kind_of,
    notice_in,
    pending_notice,
    pretence,
    report_with,
    told,
)


def test_case_55_a_link_in_a_proper_report_changes_nothing_and_is_shown_nowhere(
    me: Person,
) -> None:
    letter = me.forgery()
    words = f"Sign in to release your message: {PHISHING}"

    said = told(me, report_with(words, letter, me.user.upn), REPORT)

    assert said.verdict == ("not_sent", "high")
    assert "mail-portal" not in json.dumps(said.json)
    assert said.json["guidance"] == []


def test_case_56_pending_messages_to_send_again_are_a_pretence(me: Person) -> None:
    said = told(me, pending_notice(me.letter(), me.user.upn))

    assert said.verdict == ("suspicious_bounce", "fake_traits")
    assert said.json["actions"] == ["phishing", "delete"]
    assert {"yes", "asks_by_link", "pending_count"} <= said.state("bounce")
    assert "not-a-bounce" not in said.state("bounce")
    assert "mail-portal.example/release" not in json.dumps(said.json)


@pytest.mark.parametrize(
    ("attachment", "words"),
    [
        ("text/html; report.html", ""),
        ("image/svg+xml; report.svg", ""),
        ("application/octet-stream; details.htm", ""),
        ("image/png; qr-code.png", ""),
        (
            "image/png; image001.png",
            "Your message could not be delivered.\nScan the QR code to release it.\n",
        ),
    ],
)
def test_case_57_a_page_or_a_qr_code_attached_is_a_pretence(
    me: Person, attachment: str, words: str
) -> None:
    said = told(me, pretence(me.letter(), me.user.upn, attachment=attachment, words=words))

    assert said.verdict == ("suspicious_bounce", "fake_traits")
    assert "attachment" in said.json["body"]


def test_case_58_a_genuine_report_with_help_links_is_no_pretence(me: Person) -> None:
    letter = me.letter()
    me.sends(letter)
    text = exchange_report(letter, "contoso.com", replace(UNKNOWN, said="5.1.10"), to=me.user.upn)
    place = "<p>Diagnostic information"
    links = (
        '<p><a href="https://go.microsoft.com/fwlink/?LinkId=532972">Retry</a> or <a href='
        '"https://support.microsoft.com/office/x">sign in for help</a></p>'
    )
    helped = text.replace(place, f"{links}{place}")
    assert helped != text

    # Also without the class of a report, as a client may have lost it.
    said = [told(me, arrived_inside(helped, letter.sent_at), kind) for kind in (REPORT, "IPM.Note")]

    assert [one.verdict for one in said] == [("sent", "copy")] * 2


def test_case_59_a_notice_of_qmail_is_a_failure_and_no_pretence(me: Person) -> None:
    letter = me.forgery()
    mime = arrived(qmail_notice(letter, GATE, UNKNOWN, to=me.user.upn), GATE, letter.sent_at)

    said = told(me, mime)

    assert kind_of(said) == "failure"
    assert said.verdict == ("not_sent", "high")


def test_case_60_a_subject_that_merely_says_undeliverable_is_no_bounce(me: Person) -> None:
    letter = me.letter()
    head = Head(sender="Pia Lange <pia@example.com>", to=me.user.upn,
                subject="Undeliverable: which address shall we use?")  # fmt: skip
    mime = plain_mail(
        "Our letter came back as undeliverable. Which address is right?", letter, head
    )

    said = told(me, arrived(mime, GATE, letter.sent_at, return_path="pia@example.com"))

    assert said.verdict == ("not_a_bounce", "not-a-bounce")
    assert said.json["actions"] == []


def test_case_61_a_bounce_that_somebody_passes_on_is_no_bounce(me: Person) -> None:
    letter = me.letter()
    inner = postfix_report(letter, GATE, UNKNOWN, to="mara@contoso.com")
    edge = "=_fwd"
    words = f"--{edge}\nContent-Type: text/plain\n\nDo you know what this is?\n--{edge}\n"
    head = Head(
        sender="Mara Lind <mara@contoso.com>",
        to=me.user.upn,
        subject="FW: Undelivered Mail Returned to Sender",
        content_type=f'multipart/mixed; boundary="{edge}"',
    )
    attached = f"{words}Content-Type: message/rfc822\n\n{inner}\n--{edge}--\n"

    said = told(me, arrived_inside(plain_mail(attached, letter, head), letter.sent_at))

    assert said.verdict == ("not_a_bounce", "not-a-bounce")


@pytest.mark.parametrize("form", BROKEN)
def test_case_71_damage_is_survived_and_never_called_not_sent(me: Person, form: str) -> None:
    said = told(me, broken(form, me.letter()))

    assert said.verdict in {
        ("unsure", "no_coverage"),
        ("not_a_bounce", "not-a-bounce"),
        ("suspicious_bounce", "fake_traits"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_case_72_a_notice_in_another_language_is_a_failure(me: Person, language: str) -> None:
    letter = me.forgery()

    said = told(me, notice_in(language, letter, me.user.upn))

    assert kind_of(said) == "failure"
    assert said.verdict == ("not_sent", "high")
