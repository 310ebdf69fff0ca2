"""Chains of hops and where they start. Numbers in names: the cases of the rules."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import Headers
from bouncecheck.origins import ChainOrigins, Resolver
from bouncecheck.usecases.ports import OriginAnswer, OriginQuestion
from bouncecheck.verdicts.evidence import Origin
from bouncecheck.verdicts.facts import Identity
from origins.dns_server import Zone, dns_server

NOW = datetime(2026, 1, 5, tzinfo=UTC)
TENANT = "11111111-2222-3333-4444-555555555555"
OTHER_TENANT = "99999999-2222-3333-4444-555555555555"
ZONE: Zone = {
    "contoso.com": {"TXT": ('"v=spf1 include:shared.example.com ip4:192.0.2.0/28 -all"',)},
    "shared.example.com": {"TXT": ('"v=spf1 ip4:198.51.100.0/24 -all"',)},
    "contoso.net": {"TXT": ('"v=spf1 ?all"',)},
    "contoso.org": {"FAIL": ()},
    "contoso.info": {"TXT": ('"v=spf1 exists:%{i}.x.example.com -all"',)},
    "contoso.biz": {},
    "contoso.us": {"SILENT": ()},
    "contoso.eu": {"TXT": ('"v=spf1 ip4:203.0.113.66 -all"',)},
}
DOMAINS = frozenset({*ZONE, "contoso.dev"} - {"shared.example.com"})

SPAMMER = "from pc (dsl.example.net [203.0.113.66]) by mx.fabrikam.com (Postfix) with ESMTP; Thu"
INSIDE = "from mx.fabrikam.com (mx.fabrikam.com [203.0.113.9]) by store.fabrikam.com with LMTP; Thu"
CRM = "from crm.example.org (crm.example.org [192.0.2.7]) by mx.fabrikam.com with ESMTPS; Thu"
LISTED = "from shop.example.org (shop.example.org [203.0.113.200]) by mx.fabrikam.com; Thu"
EGRESS = (
    "from AM6.outbound.protection.outlook.com (m.outbound.protection.outlook.com [198.51.100.9])"
    " by mx.fabrikam.com (Postfix) with ESMTPS; Thu"
)
HOSTED = (
    "from AM0.eurprd04.prod.outlook.com (2001:db8:ff::1) by AM0.eurprd04.prod.outlook.com"
    " (2001:db8:ff::2) with Microsoft SMTP Server; Thu"
)
PRIVATE = "from app (app.local [10.0.0.7]) by relay.example.net (Postfix) with ESMTP; Thu"
OWN_SERVER = "from laptop (unknown [203.0.113.77]) by mail.contoso.com (Postfix) with ESMTPSA; Thu"
UNTOLD = "from mail.contoso.com by gateway.example.net with ESMTP; Thu"
ID, AS = "X-MS-Exchange-CrossTenant-Id", "X-MS-Exchange-CrossTenant-AuthAs"
FROM = ("From", "Ann <ann@contoso.com>")

CHAINS: list[tuple[str, list[str], list[tuple[str, str]], Origin]] = [
    ("1: a spammer's own server", [INSIDE, SPAMMER], [], Origin.FOREIGN),
    ("1: the hop inside the reporting side alone", [INSIDE], [], Origin.UNKNOWN),
    ("no chain", [], [], Origin.UNKNOWN),
    ("only private addresses", [PRIVATE], [], Origin.UNKNOWN),
    ("44: a CRM that our record allows", [INSIDE, CRM], [], Origin.OWN_SPF),
    ("44: the same, taken in by a customer's tenant", [CRM], [(ID, OTHER_TENANT)], Origin.OWN_SPF),
    ("47: a sender that the admin listed", [LISTED], [], Origin.OWN_SPF),
    ("47: our own server, its way out unknown", [SPAMMER, OWN_SERVER], [], Origin.UNKNOWN),
    ("46: our server named without an address", [SPAMMER, UNTOLD], [], Origin.UNKNOWN),
    ("48: another tenant of the same cloud", [EGRESS], [(ID, OTHER_TENANT)], Origin.UNKNOWN),
    ("48: the same cloud, no tenant named", [EGRESS], [], Origin.OWN_SPF),
    ("48: a cloud server that our record lacks", [EGRESS.replace("198.51.100.9", "203.0.113.8")],
     [], Origin.UNKNOWN),
    ("our tenant, from inside", [EGRESS, HOSTED], [(ID, TENANT), (AS, "Internal")],
     Origin.OWN_INTERNAL),
    ("our tenant, in capitals", [EGRESS], [(ID.upper(), TENANT.upper()), (AS, "INTERNAL")],
     Origin.OWN_INTERNAL),
    ("our tenant, nothing about inside or outside", [HOSTED], [(ID, TENANT)], Origin.OWN_INTERNAL),
    ("our tenant, from outside", [EGRESS, SPAMMER], [(ID, TENANT), (AS, "Anonymous")],
     Origin.OWN_RELAYED),
    ("51: our stamps copied beside another tenant's", [SPAMMER],
     [(ID, OTHER_TENANT), (ID, TENANT), (AS, "Internal")], Origin.OWN_INTERNAL),
    ("51: our hops copied below a spammer's", [SPAMMER, OWN_SERVER, EGRESS], [], Origin.OWN_SPF),
    ("internal to some Exchange that is not named", [SPAMMER],
     [("X-MS-Exchange-Organization-AuthAs", "Internal")], Origin.UNKNOWN),
    ("authenticated by a server of ours", [SPAMMER],
     [("X-MS-Exchange-Organization-AuthSource", "ex1.contoso.com")], Origin.UNKNOWN),
    ("anonymous to the receiving tenant", [SPAMMER], [(ID, OTHER_TENANT), (AS, "Anonymous")],
     Origin.FOREIGN),
    ("a spammer that greets with our name", [SPAMMER.replace("from pc", "from contoso.com")], [],
     Origin.FOREIGN),
    ("one of two public hops says nothing against us",
     [SPAMMER, "from x (x.example.net [198.51.100.3]) by y.example.net; Thu"], [], Origin.OWN_SPF),
]  # fmt: skip


def question_about(
    received: Iterable[str],
    others: Iterable[tuple[str, str]] = (FROM,),
    addresses: Iterable[str] = ("ann@contoso.com",),
    **changes: frozenset[str],
) -> OriginQuestion:
    headers: Headers = (*(("Received", field) for field in received), *others)
    identity = Identity(
        tenant_id=TENANT,
        address=Address("ann@contoso.com"),
        addresses=frozenset(Address(address) for address in addresses),
        domains=DOMAINS,
    )
    return OriginQuestion(
        headers=headers,
        identity=identity,
        failed_domains=changes.get("failed_domains", frozenset({"fabrikam.com"})),
        reporting_mta="mx.fabrikam.com",
    )


def locate(question: OriginQuestion) -> tuple[OriginAnswer, set[str]]:
    async def run() -> tuple[OriginAnswer, set[str]]:
        async with dns_server(ZONE) as server:
            origins = ChainOrigins(
                Resolver(server=server.address, now=lambda: NOW),
                other_senders=[ip_network("203.0.113.192/28")],
                time_limit_s=0.5,
            )
            return await origins.locate(question), {name for name, _ in server.asked}

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("received", "stamps", "origin"), [row[1:] for row in CHAINS], ids=[row[0] for row in CHAINS]
)
def test_where_a_chain_starts(
    received: list[str], stamps: list[tuple[str, str]], origin: Origin
) -> None:
    answer, _ = locate(question_about(received, [*stamps, FROM]))

    assert answer.origin is origin


@pytest.mark.parametrize(
    ("domain", "why"),
    [
        ("contoso.net", "neutral"),
        ("contoso.org", "DNS does not answer"),
        ("contoso.info", "the record asks for a name that the bounce would choose"),
        ("contoso.biz", "no record"),
        ("contoso.dev", "no such name"),
        ("contoso.us", "DNS is silent for longer than the limit"),
    ],
)
def test_a_domain_that_does_not_refuse_leaves_the_origin_unknown(domain: str, why: str) -> None:
    answer, asked = locate(question_about([SPAMMER], [("From", f"ann@{domain}>")], [f"a@{domain}"]))

    assert answer.origin is Origin.UNKNOWN, why
    assert asked == {domain}


def test_the_deciding_hop_is_the_newest_that_the_other_side_saw() -> None:
    older = "from bot (unknown [203.0.113.99]) by dsl.example.net; Thu"

    answer, _ = locate(question_about([INSIDE, SPAMMER, older]))

    assert answer == OriginAnswer(
        origin=Origin.FOREIGN, ip="203.0.113.66", host="dsl.example.net", domain="contoso.com"
    )


def test_every_domain_of_the_mailbox_must_refuse_when_the_claimed_sender_is_no_help() -> None:
    stranger = [("From", "x@example.net")]
    addresses = ["ann@contoso.com", "ann@contoso.net", "ann@elsewhere.example"]

    one, _ = locate(question_about([SPAMMER], stranger))
    both, asked = locate(question_about([SPAMMER], stranger, addresses))

    assert (one.origin, both.origin) == (Origin.FOREIGN, Origin.UNKNOWN)
    assert asked == {"contoso.com", "contoso.net", "shared.example.com"}


def test_the_return_path_counts_beside_the_sender() -> None:
    others = [FROM, ("Return-Path", "<ann@contoso.net>")]

    assert locate(question_about([SPAMMER], others))[0].origin is Origin.UNKNOWN


def test_a_mailbox_without_a_verified_domain_is_never_foreign() -> None:
    answer, asked = locate(question_about([SPAMMER], [], ["ann@elsewhere.example"]))

    assert answer.origin is Origin.UNKNOWN
    assert not asked


def test_a_failed_address_of_ours_hides_no_hop_of_ours() -> None:
    own = "from ex1.contoso.com (ex1.contoso.com [192.0.2.3]) by ex2.contoso.com with ESMTP; Thu"

    answer, _ = locate(question_about([own], failed_domains=frozenset({"contoso.com"})))

    assert answer.origin is Origin.OWN_SPF


def test_a_way_out_through_the_cloud_is_never_foreign_where_the_failed_address_lives_there() -> (
    None
):
    passed_on = EGRESS.replace("mx.fabrikam.com", "mx.mail.protection.outlook.com")

    answer, _ = locate(
        question_about([passed_on, SPAMMER], failed_domains=frozenset({"outlook.com"}))
    )

    assert answer.origin is Origin.UNKNOWN


def test_a_chain_longer_than_any_real_one_is_not_judged() -> None:
    hops = [f"from a (x.example.net [203.0.113.{n}]) by b{n}.example.net; Thu" for n in range(90)]

    assert locate(question_about(hops))[0].origin is Origin.UNKNOWN


HOSTILE = st.text(max_size=60) | st.sampled_from(
    [SPAMMER, EGRESS, CRM, HOSTED, "from evil.example.net by %{i}.evil.example.net", "from [", "("]
)


@given(st.lists(HOSTILE, max_size=6), st.lists(st.tuples(HOSTILE, HOSTILE), max_size=3))
@settings(max_examples=60, deadline=None)
def test_no_bounce_raises_or_chooses_a_name_in_dns(
    received: list[str], others: list[tuple[str, str]]
) -> None:
    answer, asked = locate(question_about(received, [*others, ("From", "x@evil.example.net")]))

    assert answer.origin in Origin
    assert asked <= {"contoso.com", "shared.example.com"}
