"""What goes wrong at Graph, and that it never looks like silence."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.demo.graph_emulator.faults import Faults
from bouncecheck.errors import (
    BadRequestError,
    ClaimsChallengeError,
    MailboxAccessDeniedError,
    MailboxUnavailableError,
)
from bouncecheck.mailboxes.wire import MAX_MIME_BYTES
from bouncecheck.usecases.ports import MessageRef, SearchQuestion
from bouncecheck.verdicts.facts import SearchAnswer, SearchWindow
from ports.rigs import NOW, USER, Authority, GraphRig, graph_rig, mail

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")

QUESTION = SearchQuestion(
    ids=(MessageId("original-1@contoso.com"), MessageId("original-2@contoso.com")),
    addresses=frozenset({Address(USER.upn), Address("sales@contoso.com")}),
    window=SearchWindow(start=NOW - timedelta(days=3), end=NOW),
    keeps_since=NOW - timedelta(days=30),
)


@pytest.fixture
def rig() -> Iterator[GraphRig]:
    with graph_rig() as over_http:
        over_http.put(mail("original-1@contoso.com"), "sentitems", NOW)
        over_http.patience_s = 0.8
        yield over_http


def search(rig: GraphRig) -> SearchAnswer:
    return rig.ask(lambda mailbox: mailbox.search(QUESTION))


def faults(rig: GraphRig) -> Faults:
    return rig.world.faults.of(USER.id)


@pytest.mark.parametrize("place", ["", "recoverableitemsdeletions"])
@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_a_place_that_must_answer_and_fails_makes_the_answer_incomplete(
    rig: GraphRig, place: str, status: int
) -> None:
    faults(rig).failing_folders = {place: status}

    answer = search(rig)

    assert not answer.complete
    assert len(answer.copies) == (0 if place == "" else 1)


@pytest.mark.parametrize(
    ("place", "note"),
    [("recoverableitemspurges", "purges"), ("recoverableitemsversions", "versions")],
)
@pytest.mark.parametrize("status", [403, 404])
def test_a_place_that_need_not_answer_is_only_noted(
    rig: GraphRig, place: str, note: str, status: int
) -> None:
    faults(rig).failing_folders = {place: status}

    answer = search(rig)

    assert answer.complete
    assert answer.notes == (note,)


@pytest.mark.parametrize("place", ["recoverableitemspurges", "recoverableitemsversions"])
def test_an_outage_of_such_a_place_is_no_refusal(rig: GraphRig, place: str) -> None:
    faults(rig).failing_folders = {place: 500}

    assert not search(rig).complete


def test_a_filter_that_graph_calls_inefficient_is_asked_in_parts(rig: GraphRig) -> None:
    faults(rig).refuse_or_filters = True

    answer = search(rig)

    assert answer.complete
    assert [copy.message_id for copy in answer.copies] == ["original-1@contoso.com"]


def test_a_listing_that_was_cut_short_is_incomplete(rig: GraphRig) -> None:
    for number in range(1_005):
        rig.put(mail(f"m{number}@contoso.com"), "sentitems", NOW)
    rig.patience_s = 20

    whole = search(rig)
    faults(rig).page_truncated = True
    cut = search(rig)

    assert whole.complete
    assert len(whole.copies) == 1_006
    assert not cut.complete
    assert cut.copies


def test_a_property_that_did_not_come_is_not_made_up(rig: GraphRig) -> None:
    faults(rig).properties_missing = True

    (copy,) = search(rig).copies

    assert copy.from_me is None


def test_where_nothing_answers_at_all_it_says_so(rig: GraphRig) -> None:
    faults(rig).graph_down = True

    with pytest.raises(MailboxUnavailableError):
        search(rig)


def test_a_revoked_token_asks_for_another_sign_in(rig: GraphRig) -> None:
    faults(rig).revoked_before = datetime(2099, 1, 1, tzinfo=NOW.tzinfo)

    with pytest.raises(ClaimsChallengeError) as caught:
        search(rig)
    assert caught.value.claims
    assert "{" in caught.value.claims


def test_one_throttled_request_is_not_noticed(rig: GraphRig) -> None:
    faults(rig).throttle_next = 1
    faults(rig).retry_after_s = 0

    assert search(rig).complete


def test_a_long_throttling_is_told_with_the_time_to_wait(rig: GraphRig) -> None:
    message_id = rig.put(mail("b@example.net"), "inbox", NOW)
    faults(rig).throttle_next = 100
    faults(rig).retry_after_s = 60

    with pytest.raises(MailboxUnavailableError) as caught:
        rig.ask(lambda mailbox: mailbox.fetch(MessageRef(id=message_id)))
    assert caught.value.retry_after_s == 60


def test_somebody_elses_mailbox_is_refused(rig: GraphRig) -> None:
    rig.mailbox = "nobody@contoso.com"

    with pytest.raises(MailboxAccessDeniedError):
        rig.ask(lambda mailbox: mailbox.identity())


@pytest.mark.parametrize("ref", [MessageRef(id="../x"), MessageRef(id=""), MessageRef()])
def test_a_reference_that_names_nothing_is_a_bad_request(rig: GraphRig, ref: MessageRef) -> None:
    with pytest.raises(BadRequestError):
        rig.ask(lambda mailbox: mailbox.fetch(ref))


def test_a_listing_of_notices_that_breaks_off_keeps_what_it_has(rig: GraphRig) -> None:
    for number in range(1_005):
        rig.put(mail(f"n{number}@example.net", sender="mailer-daemon@example.net"), "inbox", NOW)
    rig.patience_s = 20

    def listed() -> tuple[int, bool]:
        found = rig.ask(lambda mailbox: mailbox.list_notices(NOW - timedelta(days=14)))
        return len(found.messages), found.complete

    whole = listed()
    faults(rig).page_truncated = True
    count, complete = listed()

    assert whole == (1_005, True)
    assert 0 < count < 1_005
    assert not complete


def test_moving_to_deleted_items_deletes_nothing(rig: GraphRig) -> None:
    message_id = rig.put(mail("b@example.net"), "inbox", NOW)

    rig.ask(lambda mailbox: mailbox.move(message_id, "deleteditems"))

    assert rig.world.forbidden_calls == []
    assert rig.world.mailbox_of(USER.upn).item(message_id).immutable_id == message_id


def test_the_app_reads_a_mailbox_by_its_name(rig: GraphRig) -> None:
    message_id = rig.put(mail("b@example.net"), "inbox", NOW)
    rig.asker, rig.mailbox = None, USER.id

    identity = rig.ask(lambda mailbox: mailbox.identity())
    fetched = rig.ask(lambda mailbox: mailbox.fetch(MessageRef(id=message_id)))

    assert identity.address == USER.upn
    assert fetched.message.id == message_id


def test_a_huge_message_arrives_cut(rig: GraphRig) -> None:
    huge = mail("b@example.net") + b"x" * 6_000_000
    message_id = rig.put(huge, "inbox", NOW)
    rig.patience_s = 5

    fetched = rig.ask(lambda mailbox: mailbox.fetch(MessageRef(id=message_id)))

    assert fetched.mime == huge[:MAX_MIME_BYTES]


def test_only_a_server_that_the_given_authority_vouches_for_is_spoken_to(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with graph_rig(authority.context) as rig:
        rig.patience_s = 0.5
        with pytest.raises(MailboxUnavailableError):
            rig.ask(lambda mailbox: mailbox.identity())

        rig.ca_file = authority.ca_file
        rig.patience_s = 5

        assert rig.ask(lambda mailbox: mailbox.identity()).address == USER.upn
