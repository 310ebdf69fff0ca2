"""The story itself, without the product: who has what, and whether it is told completely."""

import re
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest

from bouncecheck.demo.graph_emulator import DnsServer, World
from bouncecheck.demo.story import CLIENT_ID, CLIENT_SECRET, build_story
from bouncecheck.demo.story_people import INFO, PEOPLE, VINCE, ZONES
from bouncecheck.verdicts.answers import Reason
from bouncecheck.verdicts.decide import Answer

NOW = datetime(2026, 3, 2, 12, 0, 30, 5, tzinfo=UTC)
NOT_AT_LEVEL_1 = {
    "certain": "needs the mail log",
    "no_copy": "needs the index or the mail log",
    "delegate": "needs the mail log",
    "left_no_copy": "needs the index or the mail log",
    "checking_again": "needs the mail log",
    "forward": "a mailbox-level forward leaves no copy: needs the mail log",
    "calendar": "the same machine marks as a rule",
    "receipt": "the same machine marks as a rule",
    "app": "the same machine marks as a rule",
}
DOCUMENTATION = re.compile(r"^(?:10\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.)")
DOMAINS = re.compile(r"(?:\.example|example\.(?:com|org|net)|contoso\.(?:com|onmicrosoft\.com)|"
                     r"fabrikam\.(?:com|onmicrosoft\.com))$")  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    return build_story(NOW)


def test_every_answer_has_its_bounce(world: World) -> None:
    assert {answer for answer, _ in world.expected.values()} == {one.value for one in Answer}


def test_every_reason_of_level_1_has_its_bounce(world: World) -> None:
    told = {reason for _, reason in world.expected.values()}

    assert {one.value for one in Reason} - told == set(NOT_AT_LEVEL_1)


def test_there_is_a_believable_mailbox_around_them(world: World) -> None:
    mailbox = world.mailboxes[VINCE.id]

    assert len(world.expected) >= 25
    assert len(list(mailbox.items(mailbox.folder_id("sentitems")))) >= 30
    assert len(list(mailbox.items(mailbox.folder_id("junkemail")))) == 1


def test_some_have_no_bounces_and_one_keeps_no_copies(world: World) -> None:
    owners = {key.partition("/")[0] for key in world.expected}
    paul = world.mailbox_of("paul@contoso.com")

    assert {user.upn.partition("@")[0] for user in PEOPLE} - owners == {"tom"}
    assert not list(paul.items(paul.folder_id("sentitems")))
    assert VINCE.id in INFO.full_access


def test_the_troubles_are_set(world: World) -> None:
    ida, noor = (world.user_named(f"{name}@contoso.com").id for name in ("ida", "noor"))

    assert world.faults.is_on(lambda switches: switches.graph_down, ida)
    assert world.faults.is_on(lambda switches: switches.consent_missing, noor)
    assert not world.faults.is_on(lambda switches: switches.graph_down, VINCE.id)


def test_nothing_lies_in_the_future_and_the_bounces_are_recent(world: World) -> None:
    with world.lock:
        items = [item for box in world.mailboxes.values() for item in box.items()]

    assert all(item.received_at <= NOW and item.sent_at <= NOW for item in items)
    judged = [world.message(key).received_at for key in world.expected]
    assert min(judged) > NOW - timedelta(days=10)


def test_a_report_is_newer_than_what_it_reports(world: World) -> None:
    pairs = [key for key in world.labelled if f"{key}-original" in world.labelled]

    assert len(pairs) >= 12
    for key in pairs:
        original = world.message(f"{key}-original")
        assert world.message(key).received_at > original.sent_at


def test_every_message_has_an_id_of_its_own(world: World) -> None:
    ids = [item.text.message_id for _, item in world.labelled.values()]
    twice = {one for one in ids if ids.count(one) > 1}

    # Only the forged copy in Junk carries the id of what bounced, and no message else does.
    assert None not in ids
    assert not twice


def test_only_what_the_mailbox_wrote_lacks_transport_headers(world: World) -> None:
    for _, item in world.labelled.values():
        received = item.text.first("Received") is not None
        assert received is not item.from_me


def test_a_report_of_our_own_exchange_names_its_original(world: World) -> None:
    bounce, original = (world.message(f"vince/sent-typo{end}") for end in ("", "-original"))

    assert bounce.extended_property("Binary 0x25") == original.extended_property("Binary 0x300b")
    assert bounce.text.first("In-Reply-To") == original.text.message_id
    assert bounce.text.first("X-MS-Exchange-Organization-AuthAs") == "Internal"
    assert [one.address for one in bounce.text.reported] == ["julia.meyer@partnr.example.com"]


def test_answers_from_outside_name_sent_messages(world: World) -> None:
    answers = [item for key, (_, item) in world.labelled.items() if "/answer-" in key]
    sent = {item.text.message_id for _, item in world.labelled.values() if item.from_me}

    assert len(answers) >= 10
    assert all(item.text.first("In-Reply-To") in sent for item in answers)


def test_what_was_sent_stands_in_the_mail_log(world: World) -> None:
    sent = {
        (world.users[owner_id].tenant_id, item.text.message_id)
        for owner_id, item in world.labelled.values()
        if item.from_me and not item.is_draft
    }

    logged = {(row.tenant_id, row.message_id) for row in world.mail_log.rows}
    assert logged == sent
    assert len(logged) >= 30
    assert all(row.received_at <= NOW and row.recipient for row in world.mail_log.rows)


def test_all_addresses_are_examples(world: World) -> None:
    whole = b"\n".join(item.mime for _, item in world.labelled.values()).decode()
    ips = re.findall(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])", whole)
    hosts = re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", whole)

    assert not {ip for ip in ips if not DOCUMENTATION.match(ip) and ip != "15.20.9115.17"}
    assert not {host for host in hosts if not DOMAINS.search(host.rstrip("."))}


def test_dns_knows_every_domain_of_the_people(world: World) -> None:
    names = set(chain.from_iterable(tenant.domains for tenant in world.tenants.values()))

    assert names <= set(world.zones) == set(ZONES)
    with DnsServer(world.zones) as server:
        assert server.address.startswith("127.0.0.1:")


def test_it_is_the_same_story_every_time() -> None:
    first, second = (build_story(NOW) for _ in range(2))

    assert {k: item.mime for k, (_, item) in first.labelled.items()} == {
        k: item.mime for k, (_, item) in second.labelled.items()
    }
    assert {k: item.id for k, (_, item) in first.labelled.items()} == {
        k: item.id for k, (_, item) in second.labelled.items()
    }


def test_the_app_is_registered(world: World) -> None:
    assert world.apps[CLIENT_ID].secret == CLIENT_SECRET


def test_time_runs_on_from_now_unless_a_clock_is_given() -> None:
    assert NOW <= build_story(NOW).now() < NOW + timedelta(minutes=1)
    assert build_story(NOW, clock=lambda: NOW).now() == NOW
