"""What sentences are filled with in tests: plenty, nothing, and hostile text."""

from datetime import UTC, datetime

from bouncecheck.bounces.identifiers import Address
from bouncecheck.verdicts.answers import Answer, CopyPlace, Reason, Verdict
from bouncecheck.verdicts.fake import Trait
from bouncecheck.verdicts.missing import Missing
from bouncecheck.verdicts.word_facts import WordFacts
from bouncecheck.verdicts.words import Words, words_for
from builders import FAILED_ADDRESS

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
