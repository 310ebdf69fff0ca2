"""Every bounce of the demo's story is found by a sweep's listing, over real HTTP."""

import asyncio
from collections import defaultdict
from datetime import timedelta

import pytest

from bouncecheck.demo.graph_emulator.entra_tokens import issue_graph_token
from bouncecheck.demo.graph_emulator.graph_app import create_graph_app
from bouncecheck.demo.graph_emulator.world import World
from bouncecheck.demo.story import build_story
from bouncecheck.mailboxes.graph_mailbox import GraphMailbox
from bouncecheck.mailboxes.profiles import Profiles
from bouncecheck.mailboxes.transport import GraphTransport
from ports.rigs import NOW, FixedToken, served

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")


def test_every_bounce_of_the_story_is_listed() -> None:
    world = build_story(NOW)
    world.faults.clear()
    bounces: dict[str, set[str]] = defaultdict(set)
    for key, (answer, _) in world.expected.items():
        user_id, item = world.labelled[key]
        if answer != "not_a_bounce":
            bounces[user_id].add(item.immutable_id)

    async def missing(url: str) -> dict[str, set[str]]:
        transport = GraphTransport(f"{url}/v1.0")
        try:
            return {
                user_id: ids - await listed(world, transport, user_id)
                for user_id, ids in bounces.items()
            }
        finally:
            await transport.aclose()

    with served(create_graph_app(world)) as url:
        found = asyncio.run(missing(url))

    assert found
    assert not any(found.values())
    assert world.forbidden_calls == []


async def listed(world: World, transport: GraphTransport, user_id: str) -> set[str]:
    owner = world.users[user_id]
    asker = world.users[min(owner.full_access)] if owner.is_shared else owner
    token = FixedToken(issue_graph_token(world, asker, "https://localhost:8443"))
    mailbox = GraphMailbox(
        transport.session(token, mailbox_key=user_id),
        Profiles(lambda: NOW),
        profile_key=user_id,
        mailbox=owner.upn if owner.is_shared else "me",
    )
    answer = await mailbox.list_notices(NOW - timedelta(days=40))
    assert answer.complete
    return {message.id for message in answer.messages}
