"""What is asked of the mail log, and how seldom."""

from datetime import timedelta

import pytest

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.mailboxes.limits import Deadline
from bouncecheck.mailboxes.log_listings import BURST, LogListings
from bouncecheck.mailboxes.log_reader import LogQuery, LogReader
from bouncecheck.usecases.witnesses import LogAnswer, LogHint, MailLog, Urgency
from builders import MY_ADDRESS, NOW, ORIGINAL_ID
from mailboxes.log_desk import (
    ALIAS,
    OTHER_TENANT,
    SILENCE,
    TENANT,
    LogDesk,
    a_question,
    a_row,
    rows,
    span,
)

DAYS_10, MINUTES_5 = timedelta(days=10), timedelta(minutes=5)
PATH = "/base/v1.0/admin/exchange/tracing/messageTraces"
LISTED = f"senderAddress eq '{MY_ADDRESS}' and "


def test_one_identifier_in_one_span_is_one_request() -> None:
    desk = LogDesk()

    answer = desk.ask(a_question())

    assert desk.filters == [
        (
            "messageId eq '<original-1@contoso.com>' and receivedDateTime ge 2025-12-26T10:00:00Z "
            "and receivedDateTime le 2026-01-05T10:00:00Z"
        )
    ]
    (request,) = desk.network.requests
    assert request.url.path == PATH
    assert request.url.params["$top"] == "5000"
    assert answer == LogAnswer(records=(), complete=True, asked_at=NOW, hint=None)


def test_every_identifier_is_asked_for_in_every_span() -> None:
    desk = LogDesk()
    slices = (span(DAYS_10), span(2 * DAYS_10, DAYS_10))

    desk.ask(a_question(ids=(MessageId("a@b.c"), MessageId("d@e.f")), slices=slices))

    assert len(desk.filters) == len(desk.quota.taken) == 4
    assert {(text.partition(" and ")[0]) for text in desk.filters} == {
        "messageId eq '<a@b.c>'",
        "messageId eq '<d@e.f>'",
    }


def test_a_quote_in_an_identifier_ends_no_literal() -> None:
    desk = LogDesk()

    answer = desk.ask(a_question(ids=(MessageId("x'or'1'eq'1&$top=1#%27@b.c"),)))

    (text,) = desk.filters
    assert text.startswith("messageId eq '<x''or''1''eq''1&$top=1#%27@b.c>' and receivedDateTime")
    assert desk.network.requests[0].url.params["$top"] == "5000"
    assert answer.complete


@pytest.mark.parametrize("bad", ["no at sign", "a b@c.d", "a@b.c> or '1'='1", "a@b.c\n", ""])
def test_an_identifier_that_fits_no_filter_is_not_asked_for_and_leaves_a_gap(bad: str) -> None:
    desk = LogDesk()

    answer = desk.ask(a_question(ids=(MessageId(bad), ORIGINAL_ID)))

    assert len(desk.filters) == 1
    assert not answer.complete


def test_without_an_identifier_what_the_addresses_sent_is_listed() -> None:
    desk = LogDesk()

    answer = desk.ask(a_question(ids=(), addresses=frozenset({MY_ADDRESS, ALIAS})))

    assert {text.partition(" and ")[0] for text in desk.filters} == {
        f"senderAddress eq '{MY_ADDRESS}'",
        f"senderAddress eq '{ALIAS}'",
    }
    assert answer.complete


@pytest.mark.parametrize("addresses", [{"vï@contoso.com"}, {"a@b.c' or '1", MY_ADDRESS}, set()])
def test_an_address_that_fits_no_filter_leaves_a_gap(addresses: set[str]) -> None:
    listed = frozenset(Address(one) for one in addresses)

    answer = LogDesk().ask(a_question(ids=(), addresses=listed))

    assert not answer.complete


def test_no_question_spans_more_than_ten_days_or_the_future() -> None:
    desk = LogDesk()

    desk.ask(a_question(ids=(), slices=(span(timedelta(days=30), timedelta(days=-1)),)))

    times = sorted(text.partition(LISTED)[2] for text in desk.filters)
    assert len(times) >= 3
    assert times[-1].endswith("receivedDateTime le 2026-01-05T10:00:00Z")
    assert all(times)


def test_what_lies_beyond_ninety_days_is_not_asked_for_and_leaves_a_gap() -> None:
    desk = LogDesk()
    day = timedelta(days=1)

    beyond = desk.ask(a_question(slices=(span(105 * day, 95 * day),)))
    across = desk.ask(a_question(slices=(span(95 * day, 85 * day),)))
    at_the_edge = desk.ask(a_question(slices=(span(90 * day, 80 * day),)))

    assert (beyond.complete, across.complete, at_the_edge.complete) == (False, False, True)
    assert [text.partition(" ge ")[2][:20] for text in desk.filters] == ["2025-10-07T10:05:00Z"] * 2


def test_a_burst_is_answered_by_one_listing() -> None:
    desk = LogDesk()
    questions = [
        a_question(
            ids=(MessageId(f"{number}@b.c"),),
            slices=(span(DAYS_10 + number * MINUTES_5, number * MINUTES_5),),
        )
        for number in range(50)
    ]

    answers = desk.ask_all(*questions)

    listed = [text for text in desk.filters if text.startswith(LISTED)]
    assert len(desk.filters) - len(listed) == BURST - 1
    assert len(listed) <= 3
    assert all(answer.complete for answer in answers)


def test_two_thousand_bounces_in_an_hour_need_at_most_sixty_questions_in_five_minutes() -> None:
    desk = LogDesk()
    asked_at: list[timedelta] = []

    async def ask(log: MailLog) -> int:
        complete = 0
        for number in range(2_000):
            since = number * timedelta(hours=1) / 2_000
            desk.now = NOW + since
            question = a_question(
                ids=(MessageId(f"{number}@b.c"),),
                addresses=frozenset({MY_ADDRESS, ALIAS, Address("vince@contoso.onmicrosoft.com")}),
                slices=(span(timedelta(hours=6) - since + DAYS_10, timedelta(hours=6) - since),),
            )
            complete += (await log.ask(question)).complete
            asked_at.extend([since] * (len(desk.network.requests) - len(asked_at)))
        return complete

    assert desk.run(ask) == 2_000
    busiest = max(sum(at <= one < at + MINUTES_5 for one in asked_at) for at in asked_at)
    assert busiest <= 60
    assert len(asked_at) <= 130


def test_what_the_origin_does_not_speak_against_is_asked_for_by_its_identifier() -> None:
    desk = LogDesk()

    desk.ask_all(*[a_question(may_list=False)] * 6)

    assert [text.startswith("messageId eq ") for text in desk.filters] == [True] * 6


def test_a_few_questions_over_hours_are_no_burst() -> None:
    desk = LogDesk()

    async def ask(log: MailLog) -> None:
        for _ in range(6):
            await log.ask(a_question())
            desk.now += timedelta(minutes=3)

    desk.run(ask)

    assert [text.startswith("messageId eq ") for text in desk.filters] == [True] * 6


def test_a_listing_says_how_old_it_is_and_ends_after_five_minutes() -> None:
    desk = LogDesk()

    async def ask(log: MailLog) -> list[LogAnswer]:
        answers = []
        for minutes in (0, 4, 5):
            desk.now = NOW + timedelta(minutes=minutes)
            answers.append(await log.ask(a_question(ids=())))
        return answers

    asked_at = [answer.asked_at - NOW for answer in desk.run(ask)]

    assert asked_at == [timedelta(0), timedelta(0), timedelta(minutes=5)]


def test_tenants_share_no_listing() -> None:
    desk = LogDesk()

    desk.ask_all(a_question(ids=()), a_question(ids=(), tenant_id=OTHER_TENANT))

    assert {tenant for tenant, _ in desk.quota.taken} == {TENANT, OTHER_TENANT}
    assert len(desk.filters) == 2 * len(set(desk.filters))


def test_the_oldest_listing_goes_where_too_many_rows_are_kept() -> None:
    desk = LogDesk(rows(a_row(), a_row()))
    first, second, third = (
        LogQuery(
            tenant_id=TENANT,
            subject=Address(f"{name}@contoso.com"),
            is_id=False,
            span=span(DAYS_10),
            urgency=Urgency.REST,
        )
        for name in ("first", "second", "third")
    )

    async def ask(reader: LogReader) -> list[int]:
        listings = LogListings(reader, desk.clock, max_rows=4)
        counts = []
        for query in (first, second, third, third, second, first):
            await listings.read(query, Deadline.after(5))
            counts.append(len(desk.network.requests))
        return counts

    assert desk.run_reader(ask) == [1, 2, 3, 3, 3, 4]


def test_the_urgency_of_a_question_reaches_the_quota() -> None:
    desk = LogDesk()

    desk.ask(a_question(urgency=Urgency.OPEN))

    assert desk.quota.taken == [(TENANT, Urgency.OPEN)]


def test_without_quota_nothing_is_asked_and_nothing_is_silent() -> None:
    desk = LogDesk()
    desk.quota.left = 1

    first, second = desk.ask_all(a_question(), a_question())

    assert first.complete
    assert (second.complete, second.hint) == (False, LogHint.QUOTA)
    assert len(desk.network.requests) == 1


def test_every_page_is_followed_and_takes_from_the_quota() -> None:
    more = "https://graph.example.com/base/v1.0/admin/exchange/tracing/messageTraces?$skiptoken=2&$filter=x"
    desk = LogDesk(rows(a_row(), more=more), rows(a_row(recipientAddress="j@example.net")), SILENCE)

    answer = desk.ask(a_question())

    assert [record.recipient for record in answer.records] == ["h@example.net", "j@example.net"]
    assert answer.complete
    assert len(desk.quota.taken) == 2
