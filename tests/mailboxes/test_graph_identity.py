"""Whose mailbox it is, how long that is believed, and who is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bouncecheck.mailboxes.profiles import KEPT_FOR, Profiles
from bouncecheck.verdicts.facts import Identity
from ports.rigs import NOW, USER, GraphRig, graph_rig

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")


@pytest.fixture
def rig() -> Iterator[GraphRig]:
    with graph_rig() as over_http:
        yield over_http


def identity(rig: GraphRig) -> Identity:
    return rig.ask(lambda mailbox: mailbox.identity())


def test_an_alias_that_is_added_counts_after_an_hour_at_most(rig: GraphRig) -> None:
    moments = [NOW]
    rig.profiles = Profiles(lambda: moments[-1])
    before = identity(rig).addresses
    with rig.world.lock:
        rig.world.users[USER.id] = replace(USER, aliases=("sales@contoso.com",))

    moments.append(NOW + KEPT_FOR - timedelta(seconds=1))
    meanwhile = identity(rig).addresses
    moments.append(NOW + KEPT_FOR)
    after = identity(rig).addresses

    assert timedelta(hours=1) == KEPT_FOR
    assert before == meanwhile == {USER.upn}
    assert after == {USER.upn, "sales@contoso.com"}


def test_contact_addresses_are_never_asked_for_nor_taken(rig: GraphRig) -> None:
    assert USER.other_mails

    known = identity(rig)

    assert known.addresses.isdisjoint(USER.other_mails)
    assert known.user_id == USER.id


def test_the_owner_of_a_mailbox_is_known_whoever_asks(rig: GraphRig) -> None:
    rig.asker, rig.mailbox = None, USER.upn

    assert identity(rig).user_id == USER.id
