"""One suite for every Mailbox: the one in memory, and Graph over the emulator."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.errors import MessageNotFoundError
from bouncecheck.usecases.ports import Mailbox, MessageRef, SearchQuestion
from bouncecheck.verdicts.facts import Folder, Identity, SearchAnswer, SearchWindow, Stamp
from ports.rigs import NOW, USER, MemoryRig, Rig, graph_rig, mail

# The SDK warns of its own classes when it is imported.
pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")

ME_ADDRESS = Address(USER.upn)
WINDOW = SearchWindow(start=NOW - timedelta(days=3), end=NOW)


@pytest.fixture(params=["memory", "graph"])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    if request.param == "memory":
        yield MemoryRig()
        return
    with graph_rig() as over_http:
        yield over_http


def asked(*ids: str, addresses: frozenset[Address] = frozenset({ME_ADDRESS})) -> SearchQuestion:
    return SearchQuestion(
        ids=tuple(MessageId(one) for one in ids),
        addresses=addresses,
        window=WINDOW,
        keeps_since=NOW - timedelta(days=30),
    )


def search(rig: Rig, question: SearchQuestion) -> SearchAnswer:
    return rig.ask(lambda mailbox: mailbox.search(question))


def test_it_says_whose_mailbox_it_is(rig: Rig) -> None:
    identity: Identity = rig.ask(lambda mailbox: mailbox.identity())

    assert identity.address == ME_ADDRESS
    assert ME_ADDRESS in identity.addresses
    assert "vince@fabrikam.com" not in identity.addresses
    assert "contoso.com" in identity.domains


def test_a_message_comes_with_its_content(rig: Rig) -> None:
    message_id = rig.put(mail("b1@example.net", subject="Undeliverable"), "inbox", NOW)

    fetched = rig.ask(lambda mailbox: mailbox.fetch(MessageRef(id=message_id)))

    assert fetched.message.id == message_id
    assert fetched.message.subject == "Undeliverable"
    assert fetched.message.folder is Folder.INBOX
    assert fetched.message.received_at == NOW
    assert b"Hello" in fetched.mime


def test_a_message_is_found_by_its_message_id_in_the_inbox_first(rig: Rig) -> None:
    rig.put(mail("b2@example.net"), "junkemail", NOW)
    wanted = rig.put(mail("b2@example.net"), "inbox", NOW - timedelta(hours=1))

    ref = MessageRef(internet_message_id=MessageId("b2@example.net"))
    fetched = rig.ask(lambda mailbox: mailbox.fetch(ref))

    assert fetched.message.id == wanted


@pytest.mark.parametrize(
    "ref",
    [
        MessageRef(id="AAkALgAAnobody"),
        MessageRef(internet_message_id=MessageId("nobody@example.com")),
    ],
)
def test_a_message_that_is_not_there_is_an_error_of_its_own(rig: Rig, ref: MessageRef) -> None:
    with pytest.raises(MessageNotFoundError):
        rig.ask(lambda mailbox: mailbox.fetch(ref))


def test_a_sent_message_is_found_by_its_message_id(rig: Rig) -> None:
    rig.put(mail("original-1@contoso.com"), "sentitems", NOW - timedelta(days=40))

    question = asked("original-1@contoso.com", addresses=frozenset())
    answer = search(rig, question)

    (copy,) = answer.copies
    assert copy.message_id == "original-1@contoso.com"
    assert copy.sender == ME_ADDRESS
    assert copy.recipients == {"h@example.net"}
    assert copy.folder is Folder.SENT
    assert copy.stamp is Stamp.NONE
    assert not copy.is_draft
    assert answer.complete


@pytest.mark.parametrize("folder", ["deleteditems", "recoverableitemsdeletions", "drafts", "inbox"])
def test_the_search_reaches_every_folder(rig: Rig, folder: str) -> None:
    rig.put(mail("original-2@contoso.com"), folder, NOW)

    (copy,) = search(rig, asked("original-2@contoso.com")).copies

    expected = Folder.RECOVERABLE if folder.startswith("recover") else Folder(folder)
    assert copy.folder is expected
    assert copy.is_draft == (folder == "drafts")


def test_copies_from_the_mailbox_are_listed_within_the_window_alone(rig: Rig) -> None:
    inside = rig.put(mail("near@contoso.com"), "sentitems", NOW)
    rig.put(mail("far@contoso.com", sent_at=NOW - timedelta(days=60)), "sentitems", NOW)
    rig.put(mail("other@example.net", sender="someone@example.net"), "inbox", NOW)

    answer = search(rig, asked())

    assert [copy.provider_id for copy in answer.copies] == [inside]
    assert answer.keeps_since <= NOW - timedelta(days=30)


def test_nothing_asked_and_nothing_there_is_a_complete_answer(rig: Rig) -> None:
    answer = search(rig, asked("nobody@contoso.com"))

    assert answer.copies == ()
    assert answer.complete


@pytest.mark.parametrize(
    "hostile",
    [
        "x'or'1'eq'1@example.com",
        "it''s@example.com",
        "50%25&$top=1@example.com",
        "a+b#c?d=e@example.com",
        "back\\slash@example.com",
        "hällo@example.com",
    ],
)
def test_hostile_identifiers_find_themselves_and_nothing_else(rig: Rig, hostile: str) -> None:
    rig.put(mail("innocent@contoso.com"), "sentitems", NOW)
    nothing = search(rig, asked(hostile, addresses=frozenset()))

    assert nothing.copies == ()
    assert nothing.complete


def test_an_identifier_with_an_apostrophe_is_found(rig: Rig) -> None:
    wanted = rig.put(mail("o'neil%27@contoso.com"), "sentitems", NOW)

    answer = search(rig, asked("o'neil%27@contoso.com", addresses=frozenset()))

    assert [copy.provider_id for copy in answer.copies] == [wanted]


def test_many_identifiers_are_all_asked_for(rig: Rig) -> None:
    names = [f"m{number}@contoso.com" for number in range(23)]
    for name in names:
        rig.put(mail(name), "sentitems", NOW)

    answer = search(rig, asked(*names, addresses=frozenset()))

    assert {copy.message_id for copy in answer.copies} == set(names)
    assert answer.complete


def test_notices_are_listed_newest_first(rig: Rig) -> None:
    def notice(number: int) -> bytes:
        return mail(f"n{number}@example.net", sender="mailer-daemon@example.net")

    old = rig.put(notice(1), "inbox", NOW - timedelta(hours=3))
    new = rig.put(notice(2), "junkemail", NOW - timedelta(hours=1))
    rig.put(notice(3), "inbox", NOW - timedelta(days=20))
    rig.put(notice(4), "deleteditems", NOW)

    listed = rig.ask(lambda mailbox: mailbox.list_notices(NOW - timedelta(days=14)))

    assert [message.id for message in listed.messages] == [new, old]
    assert listed.complete


def test_a_moved_message_keeps_its_id_and_comes_back(rig: Rig) -> None:
    message_id = rig.put(mail("b3@example.net"), "inbox", NOW)

    async def there_and_back(mailbox: Mailbox) -> list[Folder]:
        folders = []
        for folder in ("deleteditems", "inbox"):
            assert await mailbox.move(message_id, folder) == message_id
            folders.append((await mailbox.fetch(MessageRef(id=message_id))).message.folder)
        return folders

    assert rig.ask(there_and_back) == [Folder.DELETED, Folder.INBOX]


def test_moving_what_is_not_there_is_an_error(rig: Rig) -> None:
    with pytest.raises(MessageNotFoundError):
        rig.ask(lambda mailbox: mailbox.move("AAkALgAAnobody", "deleteditems"))


def test_graph_is_asked_as_little_as_promised() -> None:
    with graph_rig() as rig:
        message_id = rig.put(mail("b4@example.net"), "inbox", NOW)
        counters = rig.world.counters

        async def one_check(mailbox: Mailbox) -> list[tuple[int, int]]:
            counts = []
            for call in (
                mailbox.identity,
                lambda: mailbox.fetch(MessageRef(id=message_id)),
                lambda: mailbox.search(asked("original-1@contoso.com")),
                mailbox.identity,
            ):
                before = counters["requests"], counters["parts"]
                await call()
                counts.append((counters["requests"] - before[0], counters["parts"] - before[1]))
            return counts

        assert rig.ask(one_check) == [(1, 7), (2, 0), (1, 4), (0, 0)]
        assert counters["throttled"] == 0


def test_graph_never_sees_more_than_four_requests_for_one_mailbox() -> None:
    with graph_rig() as rig:
        message_id = rig.put(mail("b5@example.net"), "inbox", NOW)
        rig.world.faults.everyone.latency_ms = 30

        async def many(mailbox: Mailbox) -> None:
            await asyncio.gather(
                *(mailbox.fetch(MessageRef(id=message_id)) for _ in range(6)),
                *(mailbox.search(asked(f"m{n}@contoso.com")) for n in range(4)),
            )

        rig.ask(many)

        assert rig.world.counters["throttled"] == 0
