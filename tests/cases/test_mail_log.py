"""The cases of verdicts.md, section 9, that the organisation's mail log decides."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from cases.world import Product, running

LOG = "/v1.0/admin/exchange/tracing/messageTraces"
CERTAIN = ("not_sent", "certain")
HIGH = ("not_sent", "high")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with running(mail_log="on") as product:
        yield product


def test_case_01_forged_spam_was_not_sent_for_certain(product: Product) -> None:
    me = product.new_person()
    me.keeps_copies()
    said = me.check(me.gets_bounce_of(me.forgery()))

    assert said.verdict == CERTAIN
    assert said.state("mail_log") == {"silent"}
    assert product.requests()[LOG] <= 2


def test_case_03_without_copies_the_mail_log_and_the_origin_are_enough(product: Product) -> None:
    me = product.new_person()

    assert me.check(me.gets_bounce_of(me.forgery())).verdict == HIGH
