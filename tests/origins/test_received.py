from ipaddress import ip_address
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bouncecheck.origins.received import Hop, hops_in, is_public, is_within, read_hop, read_ip

Sides = tuple[str | None, str | None, str | None, str | None, str | None]

FORMATS: list[tuple[str, str, Sides]] = [
    (
        "Postfix",
        (
            "from laptop.local (mail.contoso.com [203.0.113.5]) (using TLSv1.3 with cipher X (256"
            " bits)) (No client certificate requested) by mx.fabrikam.com (Postfix) with ESMTPS;"
            " Thu, 1 Jan 2026 10:00:00 +0000 (UTC)"
        ),
        ("laptop.local", "mail.contoso.com", "203.0.113.5", "mx.fabrikam.com", None),
    ),
    (
        "Postfix without a name for the address",
        "from contoso.com (unknown [203.0.113.5]) by mx.fabrikam.com (Postfix) with SMTP id 1; Thu",
        ("contoso.com", None, "203.0.113.5", "mx.fabrikam.com", None),
    ),
    (
        "Exchange",
        (
            "from mx1.fabrikam.com (203.0.113.9) by EX01.corp.fabrikam.com (10.1.1.33) with"
            " Microsoft SMTP Server id 15.0.1104.5 via Frontend Transport; Fri, 2 Jan 2026"
        ),
        ("mx1.fabrikam.com", None, "203.0.113.9", "ex01.corp.fabrikam.com", "10.1.1.33"),
    ),
    (
        "Exchange Online, IPv6",
        (
            "from AM0PR04MB1.eurprd04.prod.outlook.com (2001:db8:208:cd::33) by"
            " AS8PR04MB2.eurprd04.prod.outlook.com (2001:db8:20b:311::7) with Microsoft SMTP Server"
            " (version=TLS1_2, cipher=X) id 15.20.1.2; Thu"
        ),
        (
            "am0pr04mb1.eurprd04.prod.outlook.com",
            None,
            "2001:db8:208:cd::33",
            "as8pr04mb2.eurprd04.prod.outlook.com",
            "2001:db8:20b:311::7",
        ),
    ),
    (
        "Exchange with brackets",
        "from EX1.corp.example ([127.0.0.1]) by EX1.corp.example ([10.10.10.8]) with Microsoft",
        ("ex1.corp.example", None, "127.0.0.1", "ex1.corp.example", "10.10.10.8"),
    ),
    (
        "sendmail",
        (
            "from [192.0.2.222] (user@c0135.example.com [192.0.2.223] (may be forged))"
            " (authenticated bits=0) by mx.fabrikam.com (8.14.4/8.14.4) with ESMTP id s764; Wed"
        ),
        (None, "c0135.example.com", "192.0.2.223", "mx.fabrikam.com", None),
    ),
    (
        "sendmail to itself",
        "from localhost (localhost) by mx.fabrikam.com (8.11.6/8.11.6) id s2PD; Tue",
        (None, None, None, "mx.fabrikam.com", None),
    ),
    (
        "Exim with the name looked up",
        (
            "from mail.contoso.com ([203.0.113.5] helo=pc-1.local) by mx.fabrikam.com with esmtp"
            " (Exim 4.96) (envelope-from <a@contoso.com>) id 1Gebvv-32 for b@fabrikam.com; Mon"
        ),
        ("pc-1.local", "mail.contoso.com", "203.0.113.5", "mx.fabrikam.com", None),
    ),
    (
        "Exim without a name, with a port",
        "from [203.0.113.5]:52413 (helo=[198.51.100.1]) by mx.fabrikam.com with esmtpsa",
        (None, None, "203.0.113.5", "mx.fabrikam.com", None),
    ),
    (
        "qmail",
        "from unknown (HELO mail.contoso.com) (203.0.113.5) by mx.fabrikam.com with SMTP; 1 Jan",
        ("mail.contoso.com", None, "203.0.113.5", "mx.fabrikam.com", None),
    ),
    (
        "qmail with ident, and a greeting that is an address",
        "from pool.example.com (HELO [198.51.100.1]) (root@203.0.113.5) by mx.fabrikam.com with S",
        (None, "pool.example.com", "203.0.113.5", "mx.fabrikam.com", None),
    ),
    ("qmail, its own", "(qmail 12231 invoked from network); 29 Apr 2026", (None,) * 5),
    (
        "Gmail",
        (
            "from mail-1.contoso.com (mail-1.contoso.com. [203.0.113.5]) by mx.google.com with"
            " ESMTPS id bd3si.2026.01.01 for <b@example.com> (version=TLS1_3); Thu, 01 Jan 2026"
        ),
        ("mail-1.contoso.com", "mail-1.contoso.com", "203.0.113.5", "mx.google.com", None),
    ),
    (
        "Gmail inside",
        "by 2002:a5d:905a:: with SMTP id v26mr3009466ioq.77; Thu, 29 Apr 2026",
        (None, None, None, None, "2002:a5d:905a::"),
    ),
    (
        "Yahoo",
        "from 127.0.0.1 (EHLO out.contoso.com) (203.0.113.5) by mta.example.net with SMTPS; Thu",
        ("out.contoso.com", None, "203.0.113.5", "mta.example.net", None),
    ),
    (
        "IPv6 with its tag",
        "from a.example (a.contoso.com [IPv6:2001:db8::5]) by mx.fabrikam.com (Postfix) with ESMTP",
        ("a.example", "a.contoso.com", "2001:db8::5", "mx.fabrikam.com", None),
    ),
    (
        "an IPv4 address in IPv6 clothes",
        "from a.example (a.contoso.com [::ffff:203.0.113.5]) by mx.fabrikam.com",
        ("a.example", "a.contoso.com", "203.0.113.5", "mx.fabrikam.com", None),
    ),
    (
        "no comments at all",
        "from unknown [203.0.113.5] by gw.fabrikam.com with ESMTP id 0; Thu",
        (None, None, "203.0.113.5", "gw.fabrikam.com", None),
    ),
    (
        "a host that is called like a keyword",
        "from for ([203.0.113.5]) by mx.fabrikam.com with SMTP",
        (None, None, None, "mx.fabrikam.com", None),
    ),
]


@pytest.mark.parametrize(
    ("field", "sides"), [row[1:] for row in FORMATS], ids=[row[0] for row in FORMATS]
)
def test_each_kind_of_server_is_read(field: str, sides: Sides) -> None:
    hop = read_hop(field)

    read = (
        (None,) * 5
        if hop is None
        else (
            hop.from_name,
            hop.from_host,
            str(hop.from_ip) if hop.from_ip else None,
            hop.by_name,
            str(hop.by_ip) if hop.by_ip else None,
        )
    )
    assert read == sides


def test_hops_come_in_the_order_of_the_header_block() -> None:
    headers = (
        ("received", "from b.example (b.example [192.0.2.2]) by c.example; Thu"),
        ("Subject", "from x by y"),
        ("Received", "(qmail 1 invoked by uid 2); Thu"),
        ("RECEIVED", "from a.example (a.example [192.0.2.1]) by b.example; Thu"),
    )

    assert [hop.from_name for hop in hops_in(headers)] == ["b.example", "a.example"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("203.0.113.5", True),
        ("198.51.100.7", True),
        ("192.0.2.1", True),
        ("2001:db8::1", True),
        ("2603:10a6::1", True),
        ("10.1.2.3", False),
        ("172.31.255.255", False),
        ("172.32.0.1", True),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("100.128.0.1", True),
        ("127.0.0.1", False),
        ("169.254.9.9", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fd00::1", False),
        ("fe80::1", False),
        ("2002:a5d:905a::", False),
        ("2002:cb00:7105::", True),
    ],
)
def test_private_and_local_addresses_are_not_public(address: str, public: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert is_public(ip_address(address)) is public


def test_a_name_lies_within_its_domain_only_at_a_dot() -> None:
    assert is_within("mail.contoso.com", {"contoso.com"})
    assert is_within("CONTOSO.com.", {"contoso.com"})
    assert not is_within("notcontoso.com", {"contoso.com"})
    assert not is_within("contoso.com.example", {"contoso.com"})
    assert not is_within(None, {"contoso.com"})


@given(st.text(max_size=500))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert read_hop(text) is None or isinstance(read_hop(text), Hop)
    assert read_ip(text) is None or str(read_ip(text))


PIECES = st.sampled_from(
    ["from ", "by ", "(", ")", "[", "]", "HELO ", "helo=", "203.0.113.5", "2001:db8::1", "IPv6:",
     "mx.contoso.com", " ", ";", "\x00", "\n", "@", "=", "::", "1" * 400, "é", "with ", "%"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=80).map("".join))
def test_any_mixture_of_their_pieces_is_read_without_an_error(text: str) -> None:
    read_hop(text)


@given(st.sampled_from(["(", "([", "from ", "[", "helo=", "1.", ":", "a."]))
@settings(max_examples=8, deadline=None)
def test_a_huge_field_takes_little_time(piece: str) -> None:
    headers = (("Received", "from x (" + piece * 300_000),) * 50

    start = process_time()
    hops_in(headers)

    assert process_time() - start < 2
