"""Mail that really was ours, by chains that do not show it: never called foreign."""

import pytest

from bouncecheck.bounces.identifiers import Address
from bouncecheck.usecases.ports import OriginQuestion
from bouncecheck.verdicts.evidence import Origin
from origins.test_chain import (
    DOMAINS,
    FROM,
    ID,
    INSIDE,
    LISTED,
    OTHER_TENANT,
    SPAMMER,
    locate,
    question_about,
)

HOSTED_IN = (
    "from DB7.eurprd04.prod.outlook.com (2001:db8:ff::1) by AM0.eurprd04.prod.outlook.com"
    " (2001:db8:ff::2) with HTTPS; Thu"
)
FORGED_IN = (
    "from pc (dsl.example.net [203.0.113.66]) by DB5FT.mail.protection.outlook.com (10.1.1.1); Thu"
)
LOCAL = "from localhost (localhost [127.0.0.1]) by mx.fabrikam.com (amavis); Thu"
BARE = "from smarthost by mx.fabrikam.com with ESMTP; Thu"
HOME = "from laptop (dsl.example.net [203.0.113.66]) by smarthost with ESMTPSA; Thu"
PROVIDER = (
    "from smtp.provider.example (smtp.provider.example [192.0.2.9]) by mx.provider.example; Thu"
)
SIGNED_IN = (
    "from [10.0.0.5] (dsl.example.net [203.0.113.66]) by AM0PR04MB1.eurprd04.prod.outlook.com"
    " (2603:10a6:208:11::22) with Microsoft SMTP Server (version=TLS1_2) id 15.20; Thu"
)
AT_PROVIDER = "from laptop (dsl.example.net [203.0.113.66]) by smtp.provider.example; Thu"


def test_a_plain_forgery_is_foreign() -> None:
    assert locate(question_about([INSIDE, LOCAL, SPAMMER]))[0].origin is Origin.FOREIGN


def test_a_block_that_breaks_off_among_the_hops_may_hide_ours() -> None:
    subject = ("Subject", "Offer")

    assert locate(question_about([SPAMMER], [subject]))[0].origin is Origin.UNKNOWN


def test_more_hops_than_are_read_may_hide_ours() -> None:
    assert locate(question_about([SPAMMER] * 101))[0].origin is Origin.UNKNOWN
    assert locate(question_about([SPAMMER] * 100))[0].origin is Origin.FOREIGN


def test_where_nobody_shows_who_handed_it_over_an_older_address_proves_nothing() -> None:
    assert locate(question_about([BARE, HOME]))[0].origin is Origin.UNKNOWN
    assert locate(question_about([SPAMMER, BARE, HOME]))[0].origin is Origin.FOREIGN


def test_a_provider_that_reports_may_be_the_one_that_sends_for_us() -> None:
    question = question_about([PROVIDER, AT_PROVIDER], failed_domains=frozenset())
    provider = OriginQuestion(
        headers=question.headers,
        identity=question.identity,
        failed_domains=frozenset({"example.org"}),
        reporting_mta="mx.provider.example",
    )

    assert locate(provider)[0].origin is Origin.OWN_SPF


def test_the_oldest_hop_between_two_hosted_servers_is_some_tenants_own_mail() -> None:
    assert locate(question_about([SPAMMER, HOSTED_IN]))[0].origin is Origin.UNKNOWN
    assert locate(question_about([HOSTED_IN]))[0].origin is Origin.UNKNOWN


def test_27_what_a_scanner_or_phone_handed_to_a_mailbox_server_may_be_ours() -> None:
    for hops in ([SIGNED_IN], [HOSTED_IN, SIGNED_IN], [SPAMMER, SIGNED_IN]):
        assert locate(question_about(hops))[0].origin is Origin.UNKNOWN


def test_a_forgery_that_microsoft_took_in_is_foreign_all_the_same() -> None:
    hosted = frozenset({"outlook.com"})
    question = question_about([HOSTED_IN, FORGED_IN], [(ID, OTHER_TENANT), FROM])
    reported = question_about(
        [HOSTED_IN, FORGED_IN], [(ID, OTHER_TENANT), FROM], failed_domains=hosted
    )

    assert locate(reported)[0].origin is Origin.FOREIGN
    assert locate(question)[0].origin is Origin.FOREIGN


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Authentication-Results", "mx.example.net; spf=pass smtp.mailfrom=ann@contoso.com"),
        ("Authentication-Results", "mx.example.net; dkim=pass header.d=Contoso.com; spf=fail"),
        ("Authentication-Results", "mx; dmarc=pass (p=none) header.from=mail.contoso.com"),
        ("ARC-Authentication-Results", "i=1; mx; dkim = pass header.i=@contoso.com"),
        ("Received-SPF", "pass (mx.example.net: domain of ann@contoso.com designates 192.0.2.1)"),
        ("Received-SPF", 'Pass (sender) envelope-from="ann@contoso.com"; client-ip=192.0.2.1'),
    ],
)
def test_whoever_found_it_proven_by_our_domain_makes_us_careful(name: str, value: str) -> None:
    assert locate(question_about([SPAMMER], [FROM, (name, value)]))[0].origin is Origin.UNKNOWN


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Authentication-Results", "mx; spf=fail smtp.mailfrom=ann@contoso.com; dkim=none"),
        ("Authentication-Results", "mx; dkim=pass header.d=evil.example; spf=none header.d=x"),
        ("Received-SPF", "softfail (domain of transitioning ann@contoso.com does not pass)"),
    ],
)
def test_a_pass_of_others_is_no_mark_of_ours(name: str, value: str) -> None:
    assert locate(question_about([SPAMMER], [FROM, (name, value)]))[0].origin is Origin.FOREIGN


def test_more_own_domains_than_are_asked_are_never_all_said_to_refuse() -> None:
    many = frozenset(f"d{n}.example" for n in range(11))
    question = question_about([SPAMMER], [("From", "x@example.net")])
    identity = type(question.identity)(
        tenant_id=question.identity.tenant_id,
        address=Address("ann@contoso.com"),
        addresses=frozenset({Address(f"ann@{domain}") for domain in many | {"contoso.com"}}),
        domains=DOMAINS | many,
    )
    asked = OriginQuestion(
        headers=question.headers,
        identity=identity,
        failed_domains=question.failed_domains,
        reporting_mta=question.reporting_mta,
    )

    assert locate(asked)[0].origin is Origin.UNKNOWN


def test_a_sender_that_the_admin_listed_is_known_while_dns_is_silent() -> None:
    question = question_about([LISTED], [("From", "<ann@contoso.us>")], ["ann@contoso.us"])

    answer, asked = locate(question)

    assert answer.origin is Origin.OWN_SPF
    assert not asked


def test_a_server_that_another_domain_of_the_mailbox_allows_is_ours() -> None:
    addresses = ["ann@contoso.com", "ann@contoso.eu"]

    assert locate(question_about([SPAMMER], [FROM], addresses))[0].origin is Origin.OWN_SPF


@pytest.mark.parametrize("domain", ["contoso.us", "contoso.org", "contoso.info"])
def test_another_domain_of_the_mailbox_that_does_not_answer_leaves_it_unknown(domain: str) -> None:
    addresses = ["ann@contoso.com", f"ann@{domain}"]

    assert locate(question_about([SPAMMER], [FROM], addresses))[0].origin is Origin.UNKNOWN


@pytest.mark.parametrize("domain", ["contoso.net", "contoso.biz", "contoso.dev"])
def test_another_domain_of_the_mailbox_need_not_refuse(domain: str) -> None:
    addresses = ["ann@contoso.com", f"ann@{domain}"]

    assert locate(question_about([SPAMMER], [FROM], addresses))[0].origin is Origin.FOREIGN
