"""The words for people: each verdict is said as the rules write it."""

from urllib.parse import urlsplit

import pytest
from wording import FRIEND, PLAIN, words

from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import Kind
from bouncecheck.verdicts.answers import Answer, Reason, Verdict
from bouncecheck.verdicts.guidance_en import GUIDANCE_HOSTS
from bouncecheck.verdicts.missing import Missing
from bouncecheck.verdicts.word_facts import WordFacts
from bouncecheck.verdicts.words import guidance_for
from bouncecheck.verdicts.words_en import TEXTS
from builders import FAILED_ADDRESS


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


def test_43_what_left_without_a_copy_by_forwarding_is_said_to_be_forwarded() -> None:
    verdict = (Answer.SENT_MAYBE_COMPROMISED, Reason.LEFT_NO_COPY)
    seen = WordFacts(is_forwarded=True, no_rule_visible=True)

    said = words(*verdict, seen)

    assert said.title == "Your mailbox is forwarding mail"
    assert said.body == "We see forwarded mail but no rule that you can see."
    for other in (WordFacts(is_forwarded=True), WordFacts(no_rule_visible=True)):
        assert words(*verdict, other).title == "Did you send this?"


def test_guidance_leads_to_microsoft_and_is_given_for_abuse_alone() -> None:
    for answer, reason in TEXTS:
        for shared in (False, True):
            guides = guidance_for(Verdict(answer=answer, reason=reason), shared=shared)
            assert bool(guides) is (answer is Answer.SENT_MAYBE_COMPROMISED)
            for guide in guides:
                place = urlsplit(guide.href)
                assert (place.scheme, place.port) == ("https", None)
                assert place.hostname in GUIDANCE_HOSTS
                assert guide.text.endswith(".")
                assert not (shared and "your" in guide.text.replace("your administrators", ""))


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
    assert words(Answer.SENT, Reason.COPY, PLAIN).steps == ()
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
