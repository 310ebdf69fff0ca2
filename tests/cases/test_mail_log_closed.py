"""Cases at level 3 where the admin states that all mail leaves through known senders.

Also those of what was sent, and of who may ask, which do not depend on that.
"""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from bouncecheck.demo.story_notices import Failure
from bouncecheck.demo.story_people import CONTOSO, FABRIKAM, INFO
from cases.mail import STRANGER, Person, through_us
from cases.world import Product, running

LOG = "/v1.0/admin/exchange/tracing/messageTraces"
NO_COPY = ("sent", "no_copy")
PHONE = "9.9.9.9"
NOT_FOUND = Failure(address=STRANGER, status="5.1.10", said="Recipient not found by SMTP address")


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

    assert said.verdict == NO_COPY


def test_case_25_what_was_removed_for_good_still_stands_in_the_log(product: Product) -> None:
    me = product.new_person()
    me.keeps_copies()
    letter = me.letter()
    copy = me.sends(letter)
    with product.world.lock:
        product.world.mailboxes[me.user.id].forget(copy)

    said = me.check(me.gets_bounce_of(through_us(letter)))

    assert said.verdict == NO_COPY
    assert said.state("mail_log") == {"outbound"}


def test_case_26_an_app_that_keeps_no_copies_sent_it(product: Product) -> None:
    me = product.new_person()
    letter = me.letter()
    me.leaves(letter)

    said = me.check(me.gets_our_report_of(letter, NOT_FOUND))

    assert said.verdict == NO_COPY


@pytest.mark.parametrize("recipient", [STRANGER, "mara@contoso.com"])
def test_case_27_a_phone_or_scanner_sent_it(product: Product, recipient: str) -> None:
    me = product.new_person()
    letter = me.letter(to=(recipient,))
    me.leaves(letter, from_ip=PHONE)

    said = me.check(me.gets_bounce_of(through_us(letter)))

    assert said.verdict == NO_COPY


def test_case_28_a_copy_under_another_identifier_does_not_hide_what_left(product: Product) -> None:
    me = product.new_person()
    letter = me.letter()
    me.leaves(letter)
    copy = replace(letter, message_id="<of-the-client@contoso.com>")
    me.put(copy.mime(), letter.sent_at, folder="sentitems")

    said = me.check(me.gets_bounce_of(through_us(letter)))

    assert said.verdict[0] == "sent"


def test_case_69_who_may_not_read_a_shared_mailbox_learns_nothing(product: Product) -> None:
    me = product.new_person()
    info = Person(product=product, user=INFO)
    bounce = info.gets_bounce_of(info.forgery())

    answer = product.ask(
        "POST",
        "/api/checks",
        me.user,
        {"message": {"id": bounce.immutable_id}, "mailbox": INFO.upn},
    )

    assert answer.status_code == 403
    assert product.requests()[LOG] == 0


def test_case_70_a_second_tenant_of_this_server_sees_nothing_of_the_first(
    product: Product,
) -> None:
    me = product.new_person()
    bounce = me.gets_bounce_of(through_us(me.letter()))
    twin = replace(me.user, tenant_id=FABRIKAM.id)

    answer = product.ask("POST", "/api/checks", twin, {"message": {"id": bounce.immutable_id}})

    assert answer.status_code == 401
    assert product.requests()[LOG] == 0
