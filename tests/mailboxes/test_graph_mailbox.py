"""GraphMailbox on a network in memory: what the emulator cannot be made to do."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import httpx
import pytest

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.errors import ConsentRequiredError, MailboxError, MailboxUnavailableError
from bouncecheck.mailboxes.graph_mailbox import GraphMailbox
from bouncecheck.mailboxes.profiles import KEPT_FOR, Profile, Profiles
from bouncecheck.mailboxes.remembered import MAX_REMEMBERED
from bouncecheck.usecases.ports import SearchQuestion
from bouncecheck.verdicts.facts import Folder, Identity, SearchWindow
from mailboxes.doubles import GRAPH, Network, batch_of, refusal, reply

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")

NOW = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
ME_ADDRESS = Address("vince@contoso.com")
ME = {"id": "u", "mail": ME_ADDRESS, "proxyAddresses": [f"SMTP:{ME_ADDRESS}"]}
TENANT = {"value": [{"id": "t", "verifiedDomains": [{"name": "contoso.com"}]}]}
FOLDERS = [(200, {"id": name}) for name in ("i", "s", "d", "j", "f")]
WHO = batch_of((200, ME), (200, TENANT), *FOLDERS)
EMPTY: tuple[int, object] = (200, {"value": []})
A_COPY = {"id": "AAk1", "internetMessageId": "<original-1@contoso.com>", "parentFolderId": "s"}

Answer = TypeVar("Answer")


def asked(*ids: str, addresses: frozenset[Address] = frozenset({ME_ADDRESS})) -> SearchQuestion:
    return SearchQuestion(
        ids=tuple(MessageId(one) for one in ids),
        addresses=addresses,
        window=SearchWindow(start=NOW - timedelta(days=3), end=NOW),
        keeps_since=NOW - timedelta(days=30),
    )


QUESTION = asked("original-1@contoso.com")


def ask(network: Network, script: Callable[[GraphMailbox], Awaitable[Answer]]) -> Answer:
    return network.run(
        lambda session: script(
            GraphMailbox(session, Profiles(lambda: NOW), profile_key="t/u/me", patience_s=0.3)
        )
    )


def test_a_next_page_at_another_host_is_not_asked_and_the_answer_is_incomplete() -> None:
    page = {"value": [A_COPY], "@odata.nextLink": "https://evil.example.net/base/v1.0/me"}
    network = Network(WHO, batch_of((200, page), EMPTY, EMPTY, EMPTY), reply(200, {"value": []}))

    answer = ask(network, lambda mailbox: mailbox.search(QUESTION))

    assert [copy.provider_id for copy in answer.copies] == ["AAk1"]
    assert not answer.complete
    assert {request.url.host for request in network.requests} == {httpx.URL(GRAPH).host}


def test_pages_without_end_are_left_behind_at_some_point() -> None:
    page = {"value": [A_COPY], "@odata.nextLink": f"{GRAPH}/me/messages?$skip=1"}
    network = Network(WHO, batch_of((200, page), EMPTY, EMPTY, EMPTY), reply(200, page))

    answer = ask(network, lambda mailbox: mailbox.search(QUESTION))

    assert not answer.complete
    assert len(network.requests) < 20


@pytest.mark.parametrize("body", [{}, {"value": 1}, {"value": [{"no": "id"}]}, "text", None])
def test_an_answer_of_another_shape_makes_the_answer_incomplete(body: object) -> None:
    network = Network(WHO, batch_of(EMPTY, (200, body), EMPTY, EMPTY))

    assert not ask(network, lambda mailbox: mailbox.search(QUESTION)).complete


@pytest.mark.parametrize(
    ("members", "complete"),
    [
        ({"internetMessageId": "<a@contoso.com>"}, True),
        ({"internetMessageId": "odd but there"}, True),
        ({"isDraft": True}, True),
        ({"isDraft": False}, False),
        ({}, False),
    ],
)
def test_a_message_without_its_identifier_was_not_read(
    members: dict[str, object], *, complete: bool
) -> None:
    page = {"value": [{"id": "AAk1", **members}]}
    network = Network(WHO, batch_of((200, page), EMPTY, EMPTY, EMPTY))

    assert ask(network, lambda mailbox: mailbox.search(QUESTION)).complete is complete


def test_a_whole_batch_that_fails_is_an_outage() -> None:
    network = Network(WHO, refusal(429, Retry_After="60"))

    with pytest.raises(MailboxUnavailableError) as caught:
        ask(network, lambda mailbox: mailbox.search(QUESTION))
    assert caught.value.retry_after_s == 60


@pytest.mark.parametrize("second", [batch_of(*[(401, {})] * 4), refusal(401)])
def test_a_refused_sign_in_is_never_an_empty_answer(second: httpx.Response) -> None:
    network = Network(WHO, second)

    with pytest.raises(ConsentRequiredError):
        ask(network, lambda mailbox: mailbox.search(QUESTION))


@pytest.mark.parametrize(
    "question",
    [
        asked(addresses=frozenset()),
        asked("x", addresses=frozenset()),
        asked("a@x.y", addresses=frozenset({Address("vinçe@contoso.com")})),
        asked("a@x.y", "no identifier"),
    ],
)
def test_what_could_not_be_asked_is_not_silent(question: SearchQuestion) -> None:
    network = Network(WHO, batch_of(EMPTY, EMPTY, EMPTY, EMPTY))

    assert not ask(network, lambda mailbox: mailbox.search(question)).complete


def test_a_search_goes_on_without_the_names_of_folders() -> None:
    found = batch_of((200, {"value": [A_COPY]}), EMPTY, EMPTY, EMPTY)
    network = Network(batch_of(*[(500, {})] * 7), found)

    (copy,) = ask(network, lambda mailbox: mailbox.search(QUESTION)).copies

    assert copy.folder is Folder.OTHER


def test_a_profile_with_a_missing_folder_is_asked_for_again() -> None:
    partly = batch_of((200, ME), (200, TENANT), (500, {}), *FOLDERS[1:])
    network = Network(partly, WHO)

    async def twice(mailbox: GraphMailbox) -> list[Identity]:
        return [await mailbox.identity() for _ in range(3)]

    assert len(set(map(id, ask(network, twice)))) == 2
    assert len(network.requests) == 2


def test_a_tenant_without_a_name_is_no_identity() -> None:
    network = Network(batch_of((200, ME), (200, {"value": []}), *FOLDERS))

    with pytest.raises(MailboxError):
        ask(network, lambda mailbox: mailbox.identity())


def test_profiles_are_asked_once_kept_for_an_hour_and_bounded() -> None:
    moments = [NOW]
    asked_for: list[str] = []
    who = Identity(tenant_id="t", address=ME_ADDRESS, addresses=frozenset(), domains=frozenset())

    async def run() -> None:
        profiles = Profiles(lambda: moments[-1])

        async def of(key: str) -> Profile:
            async def ask_for_it() -> Profile:
                asked_for.append(key)
                await asyncio.sleep(0)
                return Profile(identity=who, folders={}, is_whole=True)

            return await profiles.of(key, ask_for_it)

        await asyncio.gather(*(of("a") for _ in range(5)), of("b"))
        assert asked_for == ["a", "b"]
        moments.append(NOW + KEPT_FOR)
        await of("a")
        assert asked_for == ["a", "b", "a"]
        for number in range(MAX_REMEMBERED):
            await of(str(number))
        await of("a")
        assert asked_for.count("a") == 3

    asyncio.run(run())


@pytest.mark.parametrize("proxies", [{}, {"proxyAddresses": []}, {"proxyAddresses": ["sip:v@x"]}])
def test_where_the_aliases_are_not_told_not_everything_was_looked_for(proxies: object) -> None:
    me = {"id": "u", "mail": ME_ADDRESS} | dict(proxies)  # type: ignore[call-overload]  # a table of members
    who = batch_of((200, me), (200, TENANT), *FOLDERS)
    network = Network(who, batch_of(EMPTY, EMPTY, EMPTY, EMPTY))

    answer = ask(network, lambda mailbox: mailbox.search(QUESTION))

    assert not answer.complete


def test_where_every_place_answers_and_the_aliases_are_told_the_answer_is_complete() -> None:
    network = Network(WHO, batch_of(EMPTY, EMPTY, EMPTY, EMPTY))

    assert ask(network, lambda mailbox: mailbox.search(QUESTION)).complete
