"""Subjects in the one form in which they are compared."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouncecheck.verdicts.subjects import is_reply, normal_subject


@pytest.mark.parametrize(
    ("subject", "normal"),
    [
        (None, ""),
        ("", ""),
        ("  \t ", ""),
        ("Replica watches", "replica watches"),
        ("Re: Replica  watches ", "replica watches"),
        ("RE: FW: re[2]: Fwd: Replica watches", "replica watches"),
        ("AW: WG: Angebot", "angebot"),
        ("回复\uff1a会议", "会议"),
        ("Re : Antw: Sv: x", "x"),
        ("Re^2: x", "x"),
        ("[List] Re: [EXTERNAL] Offer", "offer"),
        ("Re: [list-name] Offer", "offer"),
        ("[Ticket 12]", "[ticket 12]"),
        ("Re: [Ticket 12]", "[ticket 12]"),
        ("Re:", ""),
        ("Report: x", "report: x"),
        ("OFFRE SPÉCIALE", "offre spéciale"),
        ("\ufb01ne  \uff57\uff49\uff44\uff45", "fine wide"),
        ("so\u00adft hy\u200bphen", "soft hyphen"),
        ("line\r\n folded", "line folded"),
    ],
)
def test_a_subject_is_reduced_to_what_its_writer_wrote(subject: str | None, normal: str) -> None:
    assert normal_subject(subject) == normal


def test_a_reply_is_told_from_a_subject_that_begins_alike() -> None:
    assert is_reply("Fwd: Undeliverable: x")
    assert not is_reply("Undeliverable: x")
    assert not is_reply(None)


@given(st.text())
def test_a_reply_has_the_subject_of_what_it_answers(subject: str) -> None:
    assert normal_subject(f"Re: {subject}") == normal_subject(subject)


@pytest.mark.parametrize("unit", ["re: ", "[a] ", "[", "re ", "re(1", " ", "\u3000", "ﷺ"])
def test_a_hostile_subject_takes_no_time(unit: str) -> None:
    began = time.perf_counter()

    normal_subject(unit * 100_000)

    assert time.perf_counter() - began < 1
