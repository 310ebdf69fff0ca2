"""How the mail log fails, and that it never looks like silence."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bouncecheck.errors import (
    ClaimsChallengeError,
    ConsentRequiredError,
    MailboxError,
    MailboxUnavailableError,
)
from bouncecheck.mailboxes.log_reader import MAX_PAGES
from bouncecheck.usecases.witnesses import LogAnswer, LogHint, MailLog
from bouncecheck.verdicts.facts import LogRecord
from builders import MY_ADDRESS, NOW, ORIGINAL_ID
from mailboxes.doubles import TOKEN, refusal, reply
from mailboxes.log_desk import SILENCE, LogDesk, a_question, a_row, rows

NO_PRINCIPAL = reply(
    401,
    {
        "error": {
            "code": "Unauthorized",
            "message": "Service principal-less Authentication failed: the service principal for "
            "App ID 8bd644d1-64a1-4d4b-ae52-2e0cbf64e373 was not found.",
        }
    },
)
NEXT = "https://graph.example.com/base/v1.0/admin/exchange/tracing/messageTraces?$skiptoken=2"


def test_a_row_is_read_as_the_rules_need_it() -> None:
    row = a_row(fromIP="203.0.113.25", recipientAddress="H@Example.net")

    answer = LogDesk(rows(row)).ask(a_question())

    assert answer.records == (
        LogRecord(
            message_id=ORIGINAL_ID,
            sender=MY_ADDRESS,
            recipient=answer.records[0].recipient,
            subject="Offer",
            from_ip="203.0.113.25",
            received_at=datetime(2026, 1, 5, 8, tzinfo=UTC),
            status="delivered",
        ),
    )
    assert answer.records[0].recipient == "h@example.net"
    assert answer.complete


def test_a_time_without_a_zone_is_in_utc() -> None:
    row = a_row(receivedDateTime="2026-01-05T08:00:00")

    answer = LogDesk(rows(row)).ask(a_question())

    assert answer.records[0].received_at == datetime(2026, 1, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failure", "hint"),
    [
        (NO_PRINCIPAL, LogHint.NO_SERVICE_PRINCIPAL),
        (refusal(401, "InvalidAuthenticationToken"), LogHint.UNAVAILABLE),
        (refusal(403, "Authorization_RequestDenied"), LogHint.NO_PERMISSION),
        (refusal(429, Retry_After="10"), LogHint.QUOTA),
        (refusal(400, "BadRequest"), LogHint.UNAVAILABLE),
        (refusal(404), LogHint.UNAVAILABLE),
        (refusal(500), LogHint.UNAVAILABLE),
        (refusal(503), LogHint.UNAVAILABLE),
        (reply(302, Location="https://evil.example.net/"), LogHint.UNAVAILABLE),
        (httpx.ConnectError("refused"), LogHint.UNAVAILABLE),
        (httpx.ReadTimeout("slow"), LogHint.UNAVAILABLE),
        (httpx.Response(200, content=b'{"value": [{"id":'), LogHint.UNAVAILABLE),
        (httpx.Response(200, content=b"<html>a gateway</html>"), LogHint.UNAVAILABLE),
        (reply(200, {"value": None}), LogHint.UNAVAILABLE),
        (reply(200, {"rows": []}), LogHint.UNAVAILABLE),
    ],
)
def test_a_failure_is_no_silence_and_says_why(
    failure: httpx.Response | Exception, hint: LogHint
) -> None:
    async def ask(log: MailLog) -> tuple[LogAnswer, LogHint | None]:
        question = a_question()
        return await log.ask(question), log.trouble(question.tenant_id)

    answer, trouble = LogDesk(failure).run(ask)

    assert (answer.records, answer.complete, answer.hint) == ((), False, hint)
    assert trouble is hint


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        (ConsentRequiredError("unauthorized_client"), LogHint.NO_PERMISSION),
        (ClaimsChallengeError("more", claims="{}"), LogHint.NO_PERMISSION),
        (MailboxUnavailableError("down"), LogHint.UNAVAILABLE),
        (MailboxError("invalid_client"), LogHint.UNAVAILABLE),
    ],
)
def test_what_the_authority_refuses_the_application_never_reaches_the_person(
    error: MailboxError, hint: LogHint
) -> None:
    class Refusing:
        async def token(self) -> str:
            raise error

        async def renew(self) -> None:
            raise AssertionError("there is nothing to renew")

    desk = LogDesk()
    desk.tokens = Refusing()

    answer = desk.ask(a_question())

    assert (answer.complete, answer.hint) == (False, hint)


def test_a_log_that_is_well_again_has_no_trouble() -> None:
    async def ask(log: MailLog) -> list[LogHint | None]:
        question = a_question()
        troubles = [log.trouble(question.tenant_id)]
        for _ in range(2):
            await log.ask(question)
            troubles.append(log.trouble(question.tenant_id))
        return troubles

    desk = LogDesk(refusal(400), SILENCE)

    assert desk.run(ask) == [None, LogHint.UNAVAILABLE, None]


@pytest.mark.parametrize(
    "member", ["messageId", "senderAddress", "recipientAddress", "receivedDateTime"]
)
def test_a_row_that_lacks_what_it_is_about_makes_the_answer_incomplete(member: str) -> None:
    row = a_row()
    del row[member]

    answer = LogDesk(rows(row)).ask(a_question())

    assert not answer.complete
    # What can be read of it still counts as a sign.
    assert len(answer.records) == (0 if member == "receivedDateTime" else 1)
    assert {record.message_id for record in answer.records} <= {ORIGINAL_ID}


@pytest.mark.parametrize("ids", [(ORIGINAL_ID,), ()])
def test_rows_that_nobody_asked_for_are_no_answer(ids: tuple[()]) -> None:
    row = a_row(messageId="<other@contoso.com>", senderAddress="bob@contoso.com")

    assert not LogDesk(rows(row)).ask(a_question(ids=ids)).complete


@pytest.mark.parametrize(
    "second",
    [refusal(500), refusal(429, Retry_After="1"), httpx.ReadTimeout("slow"), refusal(410)],
)
def test_a_missing_page_makes_the_answer_incomplete(second: httpx.Response | Exception) -> None:
    answer = LogDesk(rows(a_row(), more=NEXT), second).ask(a_question())

    assert not answer.complete
    assert len(answer.records) == 1


def test_a_page_elsewhere_is_not_followed() -> None:
    desk = LogDesk(rows(a_row(), more="https://evil.example.net/base/v1.0/admin?$skiptoken=2"))

    answer = desk.ask(a_question())

    assert not answer.complete
    assert [request.url.host for request in desk.network.requests] == ["graph.example.com"]


def test_pages_without_end_make_the_answer_incomplete() -> None:
    desk = LogDesk(rows(a_row(), more=NEXT))

    answer = desk.ask(a_question())

    assert not answer.complete
    assert len(desk.network.requests) == MAX_PAGES


def test_a_failure_that_may_pass_is_tried_once_more() -> None:
    desk = LogDesk(refusal(503), SILENCE)

    assert desk.ask(a_question()).complete
    assert len(desk.quota.taken) == 2


def test_a_refused_token_is_not_used_again() -> None:
    desk = LogDesk(refusal(401, "InvalidAuthenticationToken"), SILENCE)

    answers = desk.ask_all(a_question(), a_question())

    assert [answer.complete for answer in answers] == [False, True]
    assert desk.network.tokens.renewals == 1


@pytest.mark.parametrize(
    ("failure", "pause_s"),
    [(refusal(429, Retry_After="30"), 30), (refusal(429), 60), (refusal(403), 60)],
)
def test_a_log_that_refuses_is_left_alone_for_a_while(
    failure: httpx.Response, pause_s: float
) -> None:
    desk = LogDesk(failure, SILENCE)

    async def ask(log: MailLog) -> list[bool]:
        complete = []
        for seconds in (0, pause_s - 1, pause_s):
            desk.now = NOW + timedelta(seconds=seconds)
            complete.append((await log.ask(a_question(may_list=False))).complete)
        return complete

    assert desk.run(ask) == [False, False, True]
    assert len(desk.network.requests) == 2


def test_one_tenant_that_is_refused_holds_up_no_other() -> None:
    desk = LogDesk(refusal(403), SILENCE)
    other = "22222222-2222-4222-8222-222222222222"

    answers = desk.ask_all(a_question(), a_question(tenant_id=other))

    assert [answer.complete for answer in answers] == [False, True]


def test_a_listing_that_failed_serves_the_next_bounces_only_for_a_moment() -> None:
    desk = LogDesk(refusal(400), SILENCE)

    async def ask(log: MailLog) -> list[bool]:
        complete = []
        for seconds in (0, 29, 30):
            desk.now = NOW + timedelta(seconds=seconds)
            question = a_question(ids=(), slices=(a_question().slices[0],))
            complete.append((await log.ask(question)).complete)
        return complete

    assert desk.run(ask) == [False, False, True]


def test_only_graph_gets_the_token(caplog: pytest.LogCaptureFixture) -> None:
    desk = LogDesk(rows(a_row(subject="quetzalcoatl")))
    with caplog.at_level("DEBUG"):
        desk.ask(a_question())

    sent_to = {(one.url.host, one.headers["Authorization"]) for one in desk.network.requests}
    assert sent_to == {("graph.example.com", f"Bearer {TOKEN}")}
    assert not [record for record in caplog.records if "quetzalcoatl" in record.getMessage()]
    assert TOKEN not in caplog.text
