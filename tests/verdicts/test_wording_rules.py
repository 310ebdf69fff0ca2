"""Rules that hold over all words for people."""

import re
from collections.abc import Iterator

import pytest
from wording import HOSTILE, LEFT_AT, RICH, words

from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import Kind
from bouncecheck.verdicts.answers import Answer, AutoKind, CopyPlace, Reason, Verdict
from bouncecheck.verdicts.conditions import ITEMS, value_of
from bouncecheck.verdicts.evidence import (
    Alarm,
    Comparable,
    Control,
    Evidence,
    Index,
    Keeps,
    Key,
    Origin,
    Route,
    Search,
    Trace,
    Window,
)
from bouncecheck.verdicts.fake import Trait
from bouncecheck.verdicts.findings import finding_text
from bouncecheck.verdicts.missing import Missing, missing_of
from bouncecheck.verdicts.phrases_en import shown
from bouncecheck.verdicts.word_facts import FindingFacts, WordFacts
from bouncecheck.verdicts.words import Action, Words, actions_for
from bouncecheck.verdicts.words_en import TEXTS
from builders import some_evidence


def all_words() -> Iterator[tuple[Answer, bool, Words]]:
    hostile = WordFacts(
        subject=HOSTILE,
        recipients=(Address(HOSTILE),),
        failed=(Address(HOSTILE),),
        host=HOSTILE,
        original_sender=Address(HOSTILE),
    )
    for answer, reason in TEXTS:
        for kind in Kind:
            for shared in (False, True):
                for missing in (None, *Missing):
                    yield (
                        answer,
                        shared,
                        words(
                            answer,
                            reason,
                            WordFacts(
                                kind=kind, shared=shared, missing=missing, no_rule_visible=shared
                            ),
                        ),
                    )
        yield answer, False, words(answer, reason, RICH)
        titled = words(answer, reason, hostile)
        yield answer, False, Words(title=titled.title, body="", steps=())
    for trait in Trait:
        facts = WordFacts(trait=trait)
        yield Answer.UNSURE, False, words(Answer.SUSPICIOUS_BOUNCE, Reason.FAKE_TRAITS, facts)


FORBIDDEN = re.compile(
    r"%|percent|hacked|your fault|you should have|careless|mistake|[<>{}]", re.IGNORECASE
)


def test_no_sentence_breaks_the_wording_rules() -> None:
    for answer, _, said in all_words():
        text = " ".join((said.title, said.body, *said.steps))
        assert not FORBIDDEN.search(text), text
        assert answer is Answer.NOT_SENT or not re.search(r"\bsafe", text, re.IGNORECASE), text
        assert "  " not in text
        assert said.title


def test_a_shared_mailbox_is_called_this_mailbox() -> None:
    yours = re.compile(
        r"\byou (?:didn't|sent|wrote|kept|probably)|\byour (?:mailbox|account|address|name|copy)",
        re.IGNORECASE,
    )
    for _, shared, said in all_words():
        text = " ".join((said.title, said.body, *said.steps))
        assert not (shared and yours.search(text)), text


def test_a_shared_mailbox_sent_the_message() -> None:
    said = words(Answer.SENT, Reason.COPY, WordFacts(shared=True, subject="Offer"))

    assert said.title == "This mailbox sent this, and it did not arrive"
    assert said.body.startswith('The message "Offer" to')


def test_73_text_from_mail_becomes_one_short_plain_line() -> None:
    assert shown(HOSTILE) == '<b>{title}</b> 100 % safe, you were hacked " {0.__class__}'
    assert len(shown("x" * 10_000)) == 120
    assert shown(None) == ""


def test_hostile_text_is_never_a_template() -> None:
    said = words(Answer.SENT, Reason.COPY, WordFacts(subject="{failed}"))

    assert said.body.startswith('Your message "{failed}" to')


@pytest.mark.parametrize(("answer", "reason"), list(TEXTS))
def test_delete_all_like_this_is_offered_for_not_sent_alone(answer: Answer, reason: Reason) -> None:
    verdict = Verdict(answer=answer, reason=reason)
    offered = actions_for(verdict, has_copy=False)

    assert (Action.DELETE_LIKE_THIS in offered) is (answer is Answer.NOT_SENT)
    assert (Action.DELETE in offered) is (answer is not Answer.NOT_A_BOUNCE)
    assert Action.OPEN_SENT not in offered
    assert set(offered) == set(actions_for(verdict, has_copy=True)) - {Action.OPEN_SENT}
    assert len(set(offered)) == len(offered)


def test_actions_stand_in_the_order_of_the_contract() -> None:
    verdict = Verdict(answer=Answer.NOT_SENT, reason=Reason.HIGH)

    assert actions_for(verdict, has_copy=False) == ("delete", "delete_like_this", "report_not_me")


def test_every_state_of_every_source_has_a_sentence() -> None:
    facts = FindingFacts(
        domain="contoso.com",
        ip="203.0.113.9",
        host=HOSTILE,
        unread=("purges", "other"),
        signed_by="contoso.com",
        selector=HOSTILE,
        left_at=LEFT_AT,
        log_is_set_up=True,
    )

    for item in ITEMS:
        for state in type(value_of(Evidence(), item)):
            for text in (finding_text(state, facts), finding_text(state, FindingFacts())):
                ours = text.replace(shown(HOSTILE), "")
                assert text.endswith("."), text
                assert not FORBIDDEN.search(ours), text
                assert "\n" not in text
                assert not re.search(r"\bsafe", ours), text


def test_findings_name_our_domain_and_the_address() -> None:
    facts = FindingFacts(domain="contoso.com", ip="203.0.113.9", unread=("purges",))

    assert finding_text(Origin.FOREIGN, facts) == (
        "It entered the mail system at 203.0.113.9, which may not send for contoso.com."
    )
    assert finding_text(Search.CLEAN, facts).endswith(
        "or in Recoverable Items. Not searched: purged items."
    )
    assert finding_text(Search.SENT_COPY, FindingFacts(copy_place=CopyPlace.SENT)) == (
        "The message is in Sent Items, as sent."
    )


@pytest.mark.parametrize("state", list(Search))
def test_every_finding_about_the_mailbox_says_where_nobody_looked(state: Search) -> None:
    facts = FindingFacts(unread=("archive", "versions"))

    told = finding_text(state, facts)

    assert told.endswith(" Not searched: the online archive, older versions.")
    assert "Not searched" not in finding_text(Origin.UNKNOWN, facts)


@pytest.mark.parametrize(
    ("evidence", "missing"),
    [
        (some_evidence(search=Search.ERROR, window=Window.OUTSIDE), Missing.MAILBOX),
        (some_evidence(window=Window.OUTSIDE), Missing.TOO_OLD),
        (some_evidence(trace=Trace.ERROR), Missing.MAIL_LOG),
        (some_evidence(index=Index.GAP), Missing.INDEX),
        (some_evidence(key=Key.NONE), Missing.NO_MESSAGE),
        (
            some_evidence(comparable=Comparable.NO, control=Control.NONE),
            Missing.ONLY_AN_ID,
        ),
        (some_evidence(alarm=Alarm.STRONG), Missing.ACCOUNT),
        (some_evidence(index=Index.NOT_CONFIGURED, keeps=Keeps.NO), Missing.COPIES),
        (some_evidence(origin=Origin.UNKNOWN), Missing.ORIGIN),
        (some_evidence(trace=Trace.NOT_CONFIGURED), Missing.MAIL_LOG_OFF),
        (some_evidence(), Missing.ROUTE),
        (some_evidence(route=Route.CLOSED), None),
    ],
)
def test_the_most_important_gap_is_named(evidence: Evidence, missing: Missing | None) -> None:
    assert missing_of(evidence) is missing


def test_every_machine_has_its_phrase() -> None:
    bodies = {words(Answer.SENT_AUTOMATICALLY, Reason(kind.value)).body for kind in AutoKind}

    assert len(bodies) == len(AutoKind)
