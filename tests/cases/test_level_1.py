"""The harness at level 1: that a case can tell sent from forged at all."""

from dataclasses import replace

from bouncecheck.demo.story_notices import Failure
from cases.mail import STRANGER, through_us
from cases.world import Product

NOT_FOUND = Failure(
    address=STRANGER, status="5.1.10", said="RESOLVER.ADR.RecipientNotFound; Recipient not found"
)


def test_case_02_forged_spam_without_a_mail_log_was_not_sent(product: Product) -> None:
    me = product.new_person()
    me.keeps_copies()

    said = me.check(me.gets_bounce_of(me.forgery()))

    assert said.verdict == ("not_sent", "high")
    assert said.state("mail_log") == {"not_configured"}
    assert product.requests().total() <= 6


def test_case_28_a_copy_under_another_identifier_may_be_it(product: Product) -> None:
    me = product.new_person()
    letter = me.letter()
    copy = replace(letter, message_id="<of-the-client@contoso.com>")
    me.put(copy.mime(), letter.sent_at, folder="sentitems")

    said = me.check(me.gets_bounce_of(me.forgery(subject=letter.subject)))

    assert said.verdict == ("unsure", "maybe_yours")


def test_case_22_a_message_with_a_copy_in_sent_items_was_sent(product: Product) -> None:
    me = product.new_person()
    letter = me.letter()
    me.sends(letter)

    told = [
        me.check(bounce).verdict
        for bounce in (
            me.gets_bounce_of(through_us(letter)),
            me.gets_our_report_of(letter, NOT_FOUND),
        )
    ]

    assert told == [("sent", "copy")] * 2
