"""What administrators read: everything that helps, and nothing that does something by itself."""

import json
from dataclasses import replace

import pytest

from bouncecheck.delivery.letter import fields_of, harmless, subject_of, text_of
from bouncecheck.usecases.report import News
from bouncecheck.verdicts.answers import Answer, Reason
from delivery.values import HOSTILE, NEWS, REPORT


def test_a_letter_has_verdict_reason_ids_and_times() -> None:
    text = text_of(NEWS)

    for told in (
        "What the person says: I did not send this.",
        "Note: I was on holiday.",
        "Verdict: sent",
        "Reason: no_copy",
        "Evidence: kind failure, trace outbound",
        "Reported at: 2026-01-05T10:00:00Z",
        "Reported by (object id): 22222222-2222-4222-8222-222222222222",
        "Message-ID of the bounce: notice-1@mx.example.net",
        "  - original-1@contoso.com",
        "Left at: 2026-01-05T08:00:00Z",
        "Entered the mail system at: 203.0.113.9",
        "Signature of: contoso.com",
        "Selector: s1",
        "Report: rep_1",
    ):
        assert f"{told}\n" in text
    assert subject_of(NEWS) == "Bounce Check: I did not send this. (sent/no_copy)"


def test_an_earlier_report_is_told_without_what_was_not_kept() -> None:
    fields = fields_of(News(report=REPORT, marks=None))

    assert fields["verdict"] == "sent"
    assert not fields.keys() & {"noticeId", "originalIds", "originHost"}


def test_what_may_be_abuse_brings_the_containment_checklist() -> None:
    abused = replace(REPORT, verdict=Answer.SENT_MAYBE_COMPROMISED, reason=Reason.ALARM)

    text = text_of(News(report=abused, marks=None))

    assert "What to do:\n  - Reset the password and revoke all sessions.\n" in text
    assert "hidden ones included" in text
    assert "What to do" not in text_of(NEWS)


def test_nothing_from_outside_is_markup_a_link_or_a_formula() -> None:
    text = text_of(HOSTILE)
    values = json.dumps(fields_of(HOSTILE))

    for letter in (text, values.replace('\\"', "")):
        for sign in ("<", ">", "](", "`", "://", "www.evil", "|"):
            assert sign not in letter
    fields = fields_of(HOSTILE)
    outside = [fields[name] for name in ("note", "noticeId", "originHost", "selector")]
    assert not [one for one in outside if str(one).startswith(("=", "+", "-", "@"))]
    assert not [line for line in text.splitlines() if line.startswith(("Bcc", "Subject"))]


@pytest.mark.parametrize("text", ["", None, "\r\n\u202e\x00"])
def test_nothing_is_left_out_without_a_word(text: str | None) -> None:
    assert not harmless(text)
