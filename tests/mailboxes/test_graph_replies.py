"""Answers in the inbox: what they answer, and where they came from."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.errors import MailboxUnavailableError
from bouncecheck.mailboxes.graph_mailbox import MAX_REPLIES
from bouncecheck.verdicts.facts import Reply, Stamp
from ports.rigs import NOW, USER, GraphRig, graph_rig, mail

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")

CAME_IN = "Received: from mx.example.net by gate.example\r\n"
JOE = Address("joe@example.net")
SINCE = NOW - timedelta(days=30)


@pytest.fixture
def rig() -> Iterator[GraphRig]:
    with graph_rig() as over_http:
        over_http.patience_s = 0.8
        yield over_http


def replies(rig: GraphRig) -> tuple[Reply, ...]:
    return rig.ask(lambda mailbox: mailbox.replies(SINCE))


def put_answer(rig: GraphRig, number: int, to: str, more: str = CAME_IN) -> None:
    answer = mail(
        f"a{number}@example.net",
        sender="joe@example.net",
        more=f"{more}In-Reply-To: {to}\r\n",
    )
    rig.put(answer, "inbox", NOW - timedelta(hours=number))


def test_an_answer_names_what_it_answers_with_our_servers_stamp(rig: GraphRig) -> None:
    put_answer(rig, 1, "<sent-1@contoso.com>")
    put_answer(rig, 2, "<sent-2@contoso.com>", more="")

    sent = [MessageId(f"sent-{number}@contoso.com") for number in (1, 2)]
    assert replies(rig) == (
        Reply(in_reply_to=sent[0], sender=JOE, stamp=Stamp.OTHER),
        Reply(in_reply_to=sent[1], sender=JOE, stamp=Stamp.NONE),
    )


def test_what_answers_nothing_is_no_answer(rig: GraphRig) -> None:
    rig.put(mail("a@example.net", more=CAME_IN), "inbox", NOW)
    put_answer(rig, 1, "your message of Monday")

    assert replies(rig) == ()


def test_only_the_inbox_and_only_that_time_is_asked_about(rig: GraphRig) -> None:
    answer = mail("a@example.net", more="In-Reply-To: <sent-1@contoso.com>\r\n")
    rig.put(answer, "junkemail", NOW)
    rig.put(answer, "inbox", SINCE - timedelta(hours=1))

    assert replies(rig) == ()


def test_where_the_property_does_not_come_the_header_tells(rig: GraphRig) -> None:
    put_answer(rig, 1, "<sent-1@contoso.com>")
    rig.world.faults.of(USER.id).properties_missing = True

    assert [one.in_reply_to for one in replies(rig)] == ["sent-1@contoso.com"]
    rig.world.faults.of(USER.id).headers_missing = True
    assert replies(rig) == ()


def test_the_newest_answers_come_with_one_request(rig: GraphRig) -> None:
    for number in range(MAX_REPLIES + 5):
        put_answer(rig, number, f"<sent-{number}@contoso.com>")
    rig.patience_s = 5

    found = replies(rig)

    assert len(found) == MAX_REPLIES
    assert found[0].in_reply_to == "sent-0@contoso.com"
    assert rig.world.counters["requests"] == 1


def test_an_outage_is_told(rig: GraphRig) -> None:
    rig.world.faults.of(USER.id).failing_folders = {"inbox": 500}

    with pytest.raises(MailboxUnavailableError):
        replies(rig)
