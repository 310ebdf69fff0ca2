"""The cases of verdicts.md, section 9, that the organisation's mail log decides."""

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bouncecheck.demo.graph_emulator import Faults, MailItem, TraceRow
from bouncecheck.demo.story_mail import Host, foreign_trail
from bouncecheck.demo.story_people import CONTOSO, FABRIKAM
from bouncecheck.mailboxes.graph_mail_log import PATIENCE_S
from cases.mail import GATE, Person, through_us
from cases.world import Product, running

LOG = "/v1.0/admin/exchange/tracing/messageTraces"
CERTAIN, HIGH = ("not_sent", "certain"), ("not_sent", "high")
PROBABLY_NOT, NO_COPY = ("unsure", "probably_not"), ("sent", "no_copy")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

ABROAD = Host(name="pool-8.dialup.example", ip="8.8.8.8")
"""A spammer at a public address, which those of the documentation are not."""

CRM = Host(name="mail.crm.example", ip="198.51.100.40")
"""A system that contoso.com's SPF record allows."""


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with running(mail_log="on") as product:
        yield product


def a_forged_bounce(me: Person) -> MailItem:
    """Put a bounce of forged spam beside some mail that was really sent."""
    me.keeps_copies()
    return me.gets_bounce_of(me.forgery())


def test_case_01_forged_spam_was_not_sent_for_certain(product: Product) -> None:
    me = product.new_person()

    said = me.check(a_forged_bounce(me))

    assert said.verdict == CERTAIN
    assert said.state("mail_log") == {"silent"}
    assert product.requests()[LOG] <= 2
    assert product.requests().total() <= 8


def test_case_03_without_copies_the_mail_log_and_the_origin_are_enough(product: Product) -> None:
    me = product.new_person()

    said = me.check(me.gets_bounce_of(me.forgery()))

    assert said.verdict == HIGH


def test_case_05_without_headers_an_open_route_leaves_a_doubt(product: Product) -> None:
    me = product.new_person()
    me.keeps_copies()

    said = me.check(me.gets_bounce_of(me.forgery(trail=())))

    assert said.verdict == PROBABLY_NOT
    assert said.state("mail_log") == {"silent"}


def test_case_09_a_forged_copy_that_came_in_as_well_did_not_leave(product: Product) -> None:
    me = product.new_person()
    me.keeps_copies()

    said = me.check(_bounce_of_what_came_in_twice(me))

    assert said.verdict == CERTAIN


def _bounce_of_what_came_in_twice(me: Person) -> MailItem:
    """Let a forgery reach two mailboxes of ours, and bounce elsewhere."""
    at = me.forgery().sent_at
    letter = me.forgery(trail=foreign_trail(GATE, ABROAD, at))
    for recipient in (me.user.upn, "mara@contoso.com"):
        me.notes(
            TraceRow(
                tenant_id=CONTOSO.id,
                message_id=letter.message_id,
                sender=me.user.upn,
                recipient=recipient,
                subject=letter.subject,
                received_at=at,
                from_ip=ABROAD.ip,
            )
        )
    return me.gets_bounce_of(letter)


def test_case_11_a_flood_of_forged_bounces_needs_few_questions(product: Product) -> None:
    me = product.new_person()
    me.keeps_copies()
    for number in range(150):
        ago = 5 * HOUR + number * HOUR / 150
        me.gets_bounce_of(me.forgery(ago=ago, message_id=f"<flood.{number}@spam.example>"))

    answer = product.ask("GET", "/api/bounces?days=1", me.user)
    lines = [json.loads(line) for line in answer.text.splitlines()]

    assert lines[-1]["type"] == "done", lines[-1]
    verdicts = Counter(
        (line["check"]["verdict"], line["check"]["reason"])
        for line in lines
        if line["type"] == "bounce"
    )
    assert verdicts == {CERTAIN: 150}
    assert product.requests()[LOG] <= 12


@pytest.mark.parametrize(
    "failing",
    [
        lambda faults: setattr(faults, "log_status", 429),
        lambda faults: setattr(faults, "log_status", 401),
        lambda faults: setattr(faults, "log_status", 403),
        lambda faults: setattr(faults, "log_status", 500),
        lambda faults: setattr(faults, "log_hang_ms", int(1000 * PATIENCE_S) + 500),
    ],
    ids=["429", "401", "403", "500", "timeout"],
)
def test_case_13_a_mail_log_that_fails_forbids(
    product: Product, failing: Callable[[Faults], None]
) -> None:
    me = product.new_person()
    bounce = a_forged_bounce(me)
    failing(product.world.faults.everyone)

    said = me.check(bounce)

    assert said.verdict == PROBABLY_NOT
    assert said.state("mail_log") == {"error"}


def test_case_13_the_person_is_told_by_the_state_of_the_sources_what_is_missing(
    product: Product,
) -> None:
    me = product.new_person()
    product.world.faults.everyone.log_status = 401
    me.check(a_forged_bounce(me))

    shown = product.ask("GET", "/api/me", me.user).json()

    assert shown["level"] == 3
    assert shown["sources"]["mail_log"] == "no_service_principal"


def test_what_is_asked_of_the_log_is_not_logged(
    product: Product, caplog: pytest.LogCaptureFixture
) -> None:
    me = product.new_person()
    bounces = [me.gets_bounce_of(me.forgery(message_id=f"<quetzal.{n}@x.y>")) for n in range(4)]
    with caplog.at_level(logging.DEBUG):
        for bounce in bounces:
            assert me.check(bounce).verdict == HIGH

    # The pretence is served by werkzeug, which logs its own addresses.
    said = "\n".join(r.getMessage() for r in caplog.records if r.name != "werkzeug")
    assert said
    assert {word for word in ("quetzal", me.user.upn, "eyJ") if word in said} == set()


def test_case_14_one_of_two_pages_missing_forbids(product: Product) -> None:
    me = product.new_person()
    me.keeps_copies()
    bounce = _bounce_of_what_came_in_twice(me)
    faults = product.world.faults.everyone
    faults.log_page_size = 1

    whole = me.check(bounce)
    faults.page_truncated = True
    cut = me.check(bounce)

    assert whole.verdict == CERTAIN
    assert cut.verdict == PROBABLY_NOT
    assert cut.state("mail_log") == {"error"}


def test_case_15_a_fresh_bounce_is_looked_at_again(product: Product) -> None:
    me = product.new_person()
    me.keeps_copies()
    bounce = me.gets_bounce_of(me.forgery(ago=timedelta(minutes=8)))

    told = [me.check(bounce).verdict]
    for _ in range(2):
        product.clock.let_pass(2 * HOUR)
        told.append(me.check(bounce).verdict)

    assert told == [("unsure", "checking_again"), ("unsure", "checking_again"), CERTAIN]


def test_case_15_what_shows_up_in_the_log_meanwhile_was_sent(product: Product) -> None:
    me = product.new_person()
    letter = through_us(me.letter(ago=timedelta(minutes=8)))
    bounce = me.gets_bounce_of(replace(letter, trail=me.forgery().trail))

    early = me.check(bounce).verdict
    me.leaves(letter)
    late = me.check(bounce).verdict

    assert (early, late) == (("unsure", "checking_again"), NO_COPY)


def test_case_20_an_older_original_is_looked_for_in_older_pieces(product: Product) -> None:
    me = product.new_person()
    me.keeps_copies()
    forged, sent = me.forgery(ago=60 * DAY), me.letter(ago=60 * DAY, subject="Old lamps")
    me.leaves(sent)

    not_sent = me.check(me.gets_bounce_of(forged, after=60 * DAY - 6 * HOUR))
    asked = product.requests()[LOG]
    was_sent = me.check(me.gets_bounce_of(through_us(sent), after=60 * DAY - 6 * HOUR))

    # The mailbox is not known to have kept copies as long ago as that.
    assert not_sent.verdict == HIGH
    assert 6 <= asked <= 8
    assert was_sent.verdict == NO_COPY


def test_case_20_what_is_older_than_any_source_reaches_is_never_not_sent(product: Product) -> None:
    me = product.new_person()
    me.keeps_copies()

    said = me.check(me.gets_bounce_of(me.forgery(ago=95 * DAY), after=95 * DAY - 6 * HOUR))

    assert said.verdict[0] == "unsure"


def test_case_44_what_our_crm_sent_is_not_called_forged(product: Product) -> None:
    me = product.new_person()
    me.keeps_copies()
    letter = me.forgery()
    from_crm = replace(letter, trail=foreign_trail(GATE, CRM, letter.sent_at))

    said = me.check(me.gets_bounce_of(from_crm))

    assert said.verdict == ("unsure", "other_system")
    assert said.state("mail_log") == {"silent"}


def test_case_70_the_same_object_id_in_another_tenant_is_somebody_else(product: Product) -> None:
    me = product.new_person()
    bounce = a_forged_bounce(me)
    twin = replace(me.user, tenant_id=FABRIKAM.id)

    answer = product.ask("POST", "/api/checks", twin, {"message": {"id": bounce.immutable_id}})

    assert answer.status_code in {401, 403}
    assert product.requests().total() == 0
