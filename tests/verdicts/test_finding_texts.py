"""What each source says, and what was not looked at and why."""

import pytest
from wording import LEFT_AT

from bouncecheck.usecases.witnesses import LogHint
from bouncecheck.verdicts.evidence import Index, Origin, Search, Signature, Trace
from bouncecheck.verdicts.fake import Trait
from bouncecheck.verdicts.findings import finding_text
from bouncecheck.verdicts.findings_en import HINTS
from bouncecheck.verdicts.word_facts import FindingFacts


def test_every_reason_of_a_mail_log_that_does_not_answer_has_a_sentence_of_its_own() -> None:
    texts = {finding_text(Trace.ERROR, FindingFacts(log_hint=hint.value)) for hint in LogHint}

    assert HINTS.keys() == {hint.value for hint in LogHint}
    assert len(texts) == len(LogHint)
    assert finding_text(Trace.ERROR, FindingFacts()) not in texts


@pytest.mark.parametrize(
    ("hint", "names"),
    [
        (LogHint.NO_SERVICE_PRINCIPAL, "8bd644d1-64a1-4d4b-ae52-2e0cbf64e373"),
        (LogHint.NO_PERMISSION, "ExchangeMessageTrace.Read.All"),
        (LogHint.QUOTA, "too often"),
        (LogHint.UNAVAILABLE, "did not answer"),
    ],
)
def test_administrators_read_what_to_mend(hint: LogHint, names: str) -> None:
    assert names in finding_text(Trace.ERROR, FindingFacts(log_hint=hint.value))


def test_a_mail_log_that_is_not_there_is_told_from_one_that_was_not_asked() -> None:
    off = finding_text(Trace.NOT_CONFIGURED, FindingFacts())
    unasked = finding_text(Trace.NOT_CONFIGURED, FindingFacts(log_is_set_up=True))

    assert off == "The organisation's mail log is not set up."
    assert unasked.endswith("was not asked: the bounce names no message.")


def test_what_left_says_when() -> None:
    facts = FindingFacts(left_at=LEFT_AT)

    for state in (Trace.OUTBOUND, Index.SENT, Index.SENT_DELETED):
        assert ", at 5 January 2026, 08:17 UTC" in finding_text(state, facts)
        assert ", at" not in finding_text(state, FindingFacts())


def test_a_signature_names_its_domain_and_its_key() -> None:
    facts = FindingFacts(domain="contoso.com", signed_by="mail.contoso.com", selector="s1")

    assert finding_text(Signature.OWN_VALID, facts) == (
        "It carries a valid signature of mail.contoso.com (key s1)."
    )


def test_a_server_is_shown_by_what_it_called_itself() -> None:
    facts = FindingFacts(domain="contoso.com", ip="203.0.113.9", host="contoso.com\r\n<b>")

    assert finding_text(Origin.FOREIGN, facts) == (
        "It entered the mail system at 203.0.113.9 (it called itself contoso.com <b>), "
        "which may not send for contoso.com."
    )


def test_every_trait_of_a_pretence_is_a_line_of_its_own() -> None:
    texts = {finding_text(trait, FindingFacts()) for trait in Trait}

    assert len(texts) == len(Trait)
    assert not [text for text in texts if "one does," in text]


def test_an_archive_that_was_refused_is_named_once() -> None:
    for state in (Search.CLEAN, Search.ERROR):
        text = finding_text(state, FindingFacts(unread=("archive", "versions")))
        assert text.endswith(" Not searched: the online archive, older versions.")
        assert text.count("archive") == 1
