"""The words for people, and the rules that hold over all of them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

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
from bouncecheck.verdicts.words import Action, Words, actions_for, words_for
from bouncecheck.verdicts.words_en import TEXTS
from builders import FAILED_ADDRESS, some_evidence

LEFT_AT = datetime(2026, 1, 5, 8, 17, tzinfo=UTC)
FRIEND = Address("friend@fabrikam.com")
HOSTILE = '<b>{title}</b>\r\n\u202e100 % safe, you were hacked " {0.__class__}'

RICH = WordFacts(
    subject="Offer",
    recipients=(FAILED_ADDRESS,),
    failed=(FAILED_ADDRESS,),
    cause="The address does not exist.",
    fix="Check the address.",
    copy_place=CopyPlace.DELETED,
    left_at=LEFT_AT,
    delegate=Address("anna@contoso.com"),
    similar_at=LEFT_AT,
    similar_to=(FRIEND, FAILED_ADDRESS),
    host="crm.example.org",
    original_sender=FRIEND,
    missing=Missing.ORIGIN,
    trait=Trait.PENDING_COUNT,
    mail_log_asked=True,
)
PLAIN = WordFacts()


def words(answer: Answer, reason: Reason, facts: WordFacts = RICH) -> Words:
    return words_for(Verdict(answer=answer, reason=reason), facts)


@pytest.mark.parametrize(
    ("answer", "reason", "title", "body"),
    [
        (
            Answer.NOT_SENT,
            Reason.CERTAIN,
            "You didn't send this - safe to delete",
            (
                "Someone put your address on their own message. Your organisation's mail "
                "log and your "
                "mailbox show that it never left your account."
            ),
        ),
        (
            Answer.NOT_SENT,
            Reason.HIGH,
            "You didn't send this - safe to delete",
            (
                "Someone put your address on their own message. Two separate checks agree "
                "that it did "
                "not leave your account."
            ),
        ),
        (
            Answer.SENT,
            Reason.COPY,
            "You sent this, and it did not arrive",
            'Your message "Offer" to h@example.net failed: The address does not exist.',
        ),
        (
            Answer.SENT,
            Reason.COPY_DELETED,
            "You sent this, and it did not arrive",
            "We found your copy in Deleted Items.",
        ),
        (
            Answer.SENT,
            Reason.NO_COPY,
            "This left your account, but you kept no copy",
            (
                "The mail log shows it left at 5 January 2026, 08:17 UTC. "
                "Some phones, apps and settings keep no copy."
            ),
        ),
        (
            Answer.SENT,
            Reason.DELEGATE,
            "A colleague sent this for you",
            "It left through anna@contoso.com with your name.",
        ),
        (
            Answer.SENT_AUTOMATICALLY,
            Reason.OOF,
            "Your mailbox sent this by itself",
            "It was an automatic reply. The target does not work.",
        ),
        (
            Answer.SENT_AUTOMATICALLY,
            Reason.RULE,
            "Your mailbox sent this by itself",
            "It was a forward by a rule. The target does not work.",
        ),
        (
            Answer.SENT_MAYBE_COMPROMISED,
            Reason.ALARM,
            "Someone may be using your account",
            "Messages left your account in a way that is not normal for you.",
        ),
        (
            Answer.SENT_MAYBE_COMPROMISED,
            Reason.LEFT_NO_COPY,
            "Did you send this?",
            "It left your account and its copy was removed or never kept.",
        ),
        (
            Answer.SUSPICIOUS_BOUNCE,
            Reason.FAKE_TRAITS,
            "This may be a fake bounce",
            (
                "Real delivery reports do not ask you to sign in, release or resend. "
                "This one counts messages that are said to wait for you."
            ),
        ),
        (
            Answer.UNSURE,
            Reason.CHECKING_AGAIN,
            "Checking your mail log...",
            (
                "A fresh message needs up to an hour to show up in the log. "
                "We look again by ourselves."
            ),
        ),
        (
            Answer.UNSURE,
            Reason.PROBABLY_NOT,
            "You probably didn't send this",
            (
                "Nothing in your mailbox matches it, but one check is not enough to be sure: "
                "the bounce does not show where the message came from."
            ),
        ),
        (
            Answer.UNSURE,
            Reason.NO_COVERAGE,
            "We can't tell",
            "The bounce does not show where the message came from.",
        ),
        (
            Answer.UNSURE,
            Reason.LOOKS_SENT,
            "This looks like it left your organisation",
            (
                "It carries your organisation's signature or stamps, but the mail log does "
                "not show "
                "it."
            ),
        ),
        (
            Answer.UNSURE,
            Reason.OTHER_SYSTEM,
            "Another system may have sent this in your name",
            "It came from a server your organisation allows (crm.example.org).",
        ),
        (
            Answer.UNSURE,
            Reason.MAYBE_YOURS,
            "You wrote something similar",
            "5 January 2026, 08:17 UTC, to h@example.net.",
        ),
        (
            Answer.UNSURE,
            Reason.ID_REUSED,
            "This bounce mixes things up",
            "It names one of your messages, but the content differs.",
        ),
        (
            Answer.UNSURE,
            Reason.ABOUT_SOMEONE_ELSE,
            "This is about another sender",
            "The message was from friend@fabrikam.com, not from this mailbox.",
        ),
        (Answer.NOT_A_BOUNCE, Reason.NOT_A_BOUNCE, "Not a bounce", "A normal message."),
        (Answer.NOT_A_BOUNCE, Reason.MDN, "Not a bounce", "A read receipt."),
        (Answer.NOT_A_BOUNCE, Reason.SUCCESS, "Not a bounce", "A delivery confirmation."),
        (Answer.NOT_A_BOUNCE, Reason.FEEDBACK_REPORT, "Not a bounce", "A report about spam."),
    ],
)
def test_each_verdict_is_said_as_the_rules_write_it(
    answer: Answer, reason: Reason, title: str, body: str
) -> None:
    said = words(answer, reason)

    assert (said.title, said.body) == (title, body)


def test_every_reason_has_words() -> None:
    assert {reason for _, reason in TEXTS} == set(Reason)


def test_32_a_message_that_failed_beyond_its_recipients_failed_further_on() -> None:
    said = words(
        Answer.SENT, Reason.COPY, WordFacts(recipients=(FRIEND,), failed=(FAILED_ADDRESS,))
    )

    assert said.title == "You sent this; it failed further on"
    assert said.body == (
        "You wrote to friend@fabrikam.com. Their system passed it on to h@example.net, "
        "which failed."
    )


def test_43_forwarding_without_a_visible_rule_is_named() -> None:
    said = words(Answer.SENT_AUTOMATICALLY, Reason.FORWARD, WordFacts(no_rule_visible=True))

    assert said.title == "Your mailbox is forwarding mail"
    assert said.steps == ("Tell IT today.",)


@pytest.mark.parametrize(
    ("kind", "noun"),
    [
        (Kind.DELAY, "The message is still being tried."),
        (Kind.AUTO_REPLY, "This is an automatic reply to a message you didn't send."),
        (
            Kind.CHALLENGE,
            "It asks you to confirm a message you didn't send: do not confirm.",
        ),
        (Kind.VIRUS_NOTICE, "It blames you for a message you didn't send."),
    ],
)
def test_10_other_kinds_are_said_with_another_noun(kind: Kind, noun: str) -> None:
    said = words(Answer.NOT_SENT, Reason.HIGH, WordFacts(kind=kind))

    assert said.title == "You didn't send this - safe to delete"
    assert said.body.startswith(f"{noun} Someone put your address")
    assert noun not in words(Answer.UNSURE, Reason.LOOKS_SENT, WordFacts(kind=kind)).body or (
        kind is Kind.DELAY
    )
    assert "did not arrive" not in words(Answer.SENT, Reason.COPY, WordFacts(kind=kind)).title


def test_what_is_not_known_is_left_out() -> None:
    assert words(Answer.SENT, Reason.COPY, PLAIN).body == (
        "Your message to its recipient failed: the other side did not say why."
    )
    assert words(Answer.SENT, Reason.COPY, PLAIN).steps == ("Open my message.",)
    assert words(Answer.SENT, Reason.NO_COPY, PLAIN).body.startswith("Our records show that it")
    assert words(Answer.UNSURE, Reason.MAYBE_YOURS, PLAIN).body == "Around that time, to somebody."
    assert "no copy of it" in words(Answer.UNSURE, Reason.LOOKS_SENT, PLAIN).body
    assert words(Answer.UNSURE, Reason.NO_COVERAGE, PLAIN).body == (
        "The checks do not give a clear answer."
    )


def test_a_mailbox_that_could_not_be_read_is_not_said_to_hold_nothing() -> None:
    said = words(Answer.UNSURE, Reason.PROBABLY_NOT, WordFacts(missing=Missing.MAILBOX))

    assert said.body == (
        "One check is not enough to be sure: your mailbox could not be searched to the end."
    )


def test_a_similar_message_names_who_shares_the_domain_of_the_failed_address() -> None:
    colleague = Address("colleague@example.net")
    facts = WordFacts(failed=(FAILED_ADDRESS,), similar_to=(FRIEND, colleague))

    assert words(Answer.UNSURE, Reason.MAYBE_YOURS, facts).body == (
        "Around that time, to colleague@example.net."
    )


def test_many_addresses_are_counted() -> None:
    many = tuple(Address(f"a{number}@example.net") for number in range(5))

    assert "a0@example.net, a1@example.net, a2@example.net and 2 more" in (
        words(Answer.SENT, Reason.COPY, WordFacts(failed=many)).body
    )


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
    facts = FindingFacts(domain="contoso.com", ip="203.0.113.9", unread=("purges", "other"))

    for item in ITEMS:
        for state in type(value_of(Evidence(), item)):
            for text in (finding_text(state, facts), finding_text(state, FindingFacts())):
                assert text.endswith("."), text
                assert not FORBIDDEN.search(text), text
                assert not re.search(r"\bsafe", text), text


def test_findings_name_our_domain_and_the_address() -> None:
    facts = FindingFacts(domain="contoso.com", ip="203.0.113.9", unread=("purges",))

    assert finding_text(Origin.FOREIGN, facts) == (
        "It entered the mail system at 203.0.113.9, which may not send for contoso.com."
    )
    assert finding_text(Search.CLEAN, facts).endswith(
        "or in Recoverable Items. Not readable here: purged items."
    )
    assert finding_text(Search.SENT_COPY, FindingFacts(copy_place=CopyPlace.SENT)) == (
        "The message is in Sent Items, as sent."
    )


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
