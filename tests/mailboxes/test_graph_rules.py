"""What the rules of a mailbox say, and that nobody learns those of another."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bouncecheck.errors import MailboxUnavailableError
from bouncecheck.mailboxes.answers import MessageRule, decode
from bouncecheck.mailboxes.graph_mailbox import GraphMailbox
from bouncecheck.mailboxes.graph_rules import RULES_KEPT_FOR, rule_from
from bouncecheck.mailboxes.profiles import Profiles
from bouncecheck.usecases.ports import Mailbox
from bouncecheck.verdicts.facts import InboxRule
from mailboxes.doubles import GRAPH, Network, refusal, reply
from mailboxes.test_graph_mailbox import WHO, ask
from ports.rigs import APP, NOW, USER, GraphRig, graph_rig

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")

OURS = frozenset({"contoso.com"})
FOLDERS = {"f-rss": "RSS-Feeds", "f-arc": "Archiv", "f-talk": "Conversation History", "f": "Later"}
TO_MALLORY = [{"emailAddress": {"name": "M", "address": "m@evil.example"}}]
TO_A_COLLEAGUE = [{"emailAddress": {"address": "JULIA@Contoso.com"}}]
HARMLESS = InboxRule(is_enabled=True, forwards_outside=False, removes_bounces=False, hides=False)
FORWARDS = replace(HARMLESS, forwards_outside=True)
REMOVES = replace(HARMLESS, removes_bounces=True)
HIDES = replace(HARMLESS, hides=True)


def a_rule(actions: object, conditions: object = None, *, is_enabled: object = True) -> MessageRule:
    members = {"isEnabled": is_enabled, "actions": actions, "conditions": conditions}
    return decode(reply(200, members).content, MessageRule)


@pytest.mark.parametrize("action", ["forwardTo", "redirectTo", "forwardAsAttachmentTo"])
@pytest.mark.parametrize(
    ("recipients", "expected"),
    [
        (TO_MALLORY, FORWARDS),
        (TO_A_COLLEAGUE, HARMLESS),
        ([*TO_A_COLLEAGUE, *TO_MALLORY], FORWARDS),
        ([{"emailAddress": {"address": "x@contoso.com.evil.example"}}], FORWARDS),
        ([{"emailAddress": {"address": "/O=EXCHANGELABS/CN=JULIA"}}], HARMLESS),
        ([{"emailAddress": {"address": "no address"}}], FORWARDS),
        ([{}], FORWARDS),
        ([], HARMLESS),
        (None, HARMLESS),
    ],
)
def test_a_rule_leads_away_what_it_sends_to_other_domains(
    action: str, recipients: object, expected: InboxRule
) -> None:
    assert rule_from(a_rule({action: recipients}), OURS, {}) == expected


@pytest.mark.parametrize("name", ["subjectContains", "bodyContains", "bodyOrSubjectContains"])
@pytest.mark.parametrize(
    "text",
    [
        "Undeliver",
        "UNDELIVERABLE:",
        "Delivery Status Notification (Failure)",
        "failure",
        "Bounce",
        "returned mail",
        "Unzustellbar",
        "nicht zugestellt",
        "Non remis",
        "No se pudo entregar",
        "não entregue",
        "Mancato recapito",
        "Onbestelbaar",
        "Недоставленное",
        "配信不能",
        "退信",
    ],
)
def test_a_rule_that_takes_bounces_away_is_known_by_its_words(name: str, text: str) -> None:
    for action in ({"delete": True}, {"permanentDelete": True}, {"moveToFolder": "f"}):
        assert rule_from(a_rule(action, {name: ["hello", text]}), OURS, FOLDERS) == REMOVES


@pytest.mark.parametrize(
    "conditions",
    [
        {"senderContains": ["mailer-daemon"]},
        {"senderContains": ["Postmaster"]},
        {"headerContains": ["MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e"]},
        {"fromAddresses": [{"emailAddress": {"address": "MAILER-DAEMON@example.net"}}]},
        {"isNonDeliveryReport": True},
    ],
)
def test_or_by_whom_it_is_about(conditions: object) -> None:
    assert rule_from(a_rule({"moveToFolder": "f"}, conditions), OURS, FOLDERS) == REMOVES


@pytest.mark.parametrize(
    "conditions",
    [None, {}, {"subjectContains": []}, {"bodyContains": ["@"]}, {"hasAttachments": None},
     {"isSigned": False}, {"senderContains": ["joe", "."]}],
)  # fmt: skip
def test_a_rule_that_deletes_everything_deletes_bounces_too(conditions: object) -> None:
    assert rule_from(a_rule({"delete": True}, conditions), OURS, {}) == REMOVES
    assert rule_from(a_rule({"moveToFolder": "f"}, conditions), OURS, FOLDERS) == HARMLESS


@pytest.mark.parametrize(
    ("actions", "conditions"),
    [
        ({"delete": True}, {"subjectContains": ["enter to win"]}),
        ({"moveToFolder": "f"}, {"subjectContains": ["Your delivery today", "build failure"]}),
        ({"delete": True}, {"senderContains": ["newsletter"], "sentToMe": True}),
        ({"delete": True}, {"isSigned": True}),
        ({"markAsRead": True}, {"subjectContains": ["undeliverable"]}),
        (None, None),
    ],
)
def test_what_people_sort_is_harmless(actions: object, conditions: object) -> None:
    assert rule_from(a_rule(actions, conditions), OURS, FOLDERS) == HARMLESS


@pytest.mark.parametrize(
    ("folder", "expected"),
    [("f-rss", HIDES), ("f-arc", HIDES), ("f-talk", HIDES), ("f", HARMLESS), ("gone", HARMLESS)],
)
def test_a_rule_hides_what_it_moves_where_nobody_looks(folder: str, expected: InboxRule) -> None:
    rule = a_rule({"moveToFolder": folder}, {"senderContains": ["boss"]})

    assert rule_from(rule, OURS, FOLDERS) == expected


def test_a_rule_that_is_switched_off_is_told_as_such() -> None:
    off = a_rule({"forwardTo": TO_MALLORY}, is_enabled=False)

    assert rule_from(off, OURS, {}) == replace(FORWARDS, is_enabled=False)
    assert rule_from(a_rule({}, is_enabled=None), OURS, {}).is_enabled


@pytest.fixture
def rig() -> Iterator[GraphRig]:
    with graph_rig() as over_http:
        over_http.patience_s = 0.8
        yield over_http


def set_rules(rig: GraphRig, *rules: dict[str, object]) -> None:
    with rig.world.lock:
        rig.world.mailbox_of(USER.upn).rules = [
            {"id": f"R{number}", "displayName": ".", "isEnabled": True, **rule}
            for number, rule in enumerate(rules)
        ]


def rules(rig: GraphRig) -> tuple[InboxRule, ...] | None:
    return rig.ask(lambda mailbox: mailbox.rules())


def count(rig: GraphRig, part: str) -> int:
    with rig.world.lock:
        return sum(part in entry.template for entry in rig.world.request_log)


def test_the_rules_of_the_inbox_are_read(rig: GraphRig) -> None:
    archive = rig.world.mailbox_of(USER.upn).folder_id("archive")
    set_rules(
        rig,
        {"actions": {"forwardTo": TO_MALLORY}},
        {"conditions": {"senderContains": ["boss"]}, "actions": {"moveToFolder": archive}},
    )

    assert rules(rig) == (FORWARDS, HIDES)


def test_a_mailbox_without_rules_has_none(rig: GraphRig) -> None:
    assert rules(rig) == ()
    assert count(rig, "messageRules") == 1


@pytest.mark.parametrize("status", [403, 404])
def test_rules_that_may_not_be_read_are_not_known(rig: GraphRig, status: int) -> None:
    rig.world.faults.of(USER.id).failing_folders = {"messageRules": status}

    assert rules(rig) is None


def test_without_the_permission_they_are_not_known(rig: GraphRig) -> None:
    rig.world.add_app(replace(APP, delegated_scopes=("User.Read", "Mail.Read")))

    assert rules(rig) is None


def test_an_outage_is_no_absence_of_rules(rig: GraphRig) -> None:
    rig.world.faults.of(USER.id).failing_folders = {"messageRules": 503}

    with pytest.raises(MailboxUnavailableError):
        rules(rig)


def test_a_list_of_rules_that_goes_on_is_not_taken_for_all() -> None:
    page = {"value": [], "@odata.nextLink": f"{GRAPH}/me/mailFolders/inbox/messageRules?$skip=1"}
    network = Network(WHO, reply(200, page))

    with pytest.raises(MailboxUnavailableError):
        ask(network, lambda mailbox: mailbox.rules())


def test_a_refused_sign_in_is_asked_again_and_a_refusal_of_rules_is_not() -> None:
    async def twice(mailbox: Mailbox) -> list[object]:
        return [await mailbox.rules(), await mailbox.rules()]

    signed_out = Network(WHO, refusal(401))
    refused = Network(WHO, refusal(403))

    assert ask(signed_out, twice) == ask(refused, twice) == [None, None]
    assert sum("messageRules" in str(r.url) for r in signed_out.requests) > 2
    assert sum("messageRules" in str(r.url) for r in refused.requests) == 1


def test_rules_are_remembered_for_ten_minutes_for_one_asker_alone() -> None:
    moments: list[datetime] = [NOW]
    profiles = Profiles(lambda: moments[-1])
    page = {"value": [{"actions": {"forwardTo": TO_MALLORY}}]}
    network = Network(WHO, reply(200, page), WHO, reply(200, {"value": []}))

    def of(key: str) -> tuple[InboxRule, ...] | None:
        return network.run(lambda session: GraphMailbox(session, profiles, profile_key=key).rules())

    assert of("t/ann/shared") == of("t/ann/shared") == (FORWARDS,)
    assert of("t/bob/shared") == ()
    asked = len(network.requests)
    moments.append(NOW + RULES_KEPT_FOR - timedelta(seconds=1))
    assert of("t/ann/shared") == (FORWARDS,)
    assert len(network.requests) == asked
    moments.append(NOW + RULES_KEPT_FOR)
    assert of("t/ann/shared") == ()
    assert len(network.requests) == asked + 1
