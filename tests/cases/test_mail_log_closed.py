"""Cases at level 3 where the admin states that all mail leaves through known senders."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from bouncecheck.demo.story_people import CONTOSO, FABRIKAM
from cases.mail import through_us
from cases.world import Product, running

LOG = "/v1.0/admin/exchange/tracing/messageTraces"


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    tenants = (UUID(CONTOSO.id), UUID(FABRIKAM.id))
    with running(mail_log="on", route_closed="yes", tenant_ids=tenants) as product:
        yield product


def test_case_04_without_headers_log_and_mailbox_agree_that_it_was_not_sent(
    product: Product,
) -> None:
    me = product.new_person()
    me.keeps_copies()

    said = me.check(me.gets_bounce_of(me.forgery(trail=())))

    assert said.verdict == ("not_sent", "high")
    assert said.state("mail_log") == {"silent"}


def test_case_04_a_message_in_the_log_alone_was_sent(product: Product) -> None:
    me = product.new_person()
    me.keeps_copies()
    letter = me.letter()
    me.leaves(letter)

    said = me.check(me.gets_bounce_of(letter))

    assert said.verdict == ("sent", "no_copy")


def test_case_70_a_second_tenant_of_this_server_sees_nothing_of_the_first(
    product: Product,
) -> None:
    me = product.new_person()
    bounce = me.gets_bounce_of(through_us(me.letter()))
    twin = replace(me.user, tenant_id=FABRIKAM.id)

    answer = product.ask("POST", "/api/checks", twin, {"message": {"id": bounce.immutable_id}})

    assert answer.status_code == 401
    assert product.requests()[LOG] == 0
