import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouncecheck.origins.resolver import Answer, Outcome, RecordType, Resolver
from bouncecheck.origins.spf import SpfRecords, SpfResult, fetch_records
from origins.dns_server import Zone, dns_server

START = datetime(2026, 1, 5, tzinfo=UTC)
ADDRESS = "203.0.113.5"


def zone_with(record: str, **others: str) -> Zone:
    zone: dict[str, dict[str, tuple[str, ...]]] = {
        name.replace("_", "."): {"TXT": (f'"{text}"',)} for name, text in others.items()
    }
    zone["contoso.com"] = {"TXT": (f'"{record}"',), "MX": ("10 mx.contoso.com.",)}
    zone["mx.contoso.com"] = {"A": (ADDRESS,), "AAAA": ("2001:db8::5",)}
    zone["failing.example.com"] = {"FAIL": ()}
    return zone


def fetch(zone: Zone, domain: str = "contoso.com") -> tuple[SpfRecords, set[str]]:
    async def run() -> tuple[SpfRecords, set[str]]:
        async with dns_server(zone) as server:
            resolver = Resolver(server=server.address, now=lambda: START)
            records = await fetch_records(resolver.for_domains(frozenset({domain})), domain)
            return records, {name for name, _ in server.asked}

    return asyncio.run(run())


RECORDS = [
    ("v=spf1 ip4:203.0.113.0/24 -all", SpfResult.PASS),
    ("v=spf1 ip4:198.51.100.0/24 -all", SpfResult.FAIL),
    ("v=spf1 ip4:198.51.100.0/24 ~all", SpfResult.SOFTFAIL),
    ("v=spf1 ip4:198.51.100.0/24 ?all", SpfResult.NEUTRAL),
    ("v=spf1 ip4:198.51.100.0/24", SpfResult.NEUTRAL),
    ("no record of that kind", SpfResult.NONE),
    ("v=spf1 mx -all", SpfResult.PASS),
    ("v=spf1 a:mx.contoso.com -all", SpfResult.PASS),
    ("v=spf1 exists:mx.contoso.com -all", SpfResult.PASS),
    ("v=spf1 a -all", SpfResult.FAIL),
    ("v=spf1 include:spf.example.com -all", SpfResult.PASS),
    ("v=spf1 redirect=spf.example.com", SpfResult.PASS),
    ("v=spf1 include:nowhere.example.com -all", SpfResult.PERMERROR),
    ("v=spf1 include:failing.example.com -all", SpfResult.TEMPERROR),
    ("v=spf1 include:contoso.com -all", SpfResult.PERMERROR),
    ("v=spf1 include:loop.example.com -all", SpfResult.PERMERROR),
    ("v=spf1 ip4:nonsense -all", SpfResult.PERMERROR),
    ("v=spf1 a:n1.example.com a:n2.example.com a:n3.example.com -all", SpfResult.PERMERROR),
    ("v=spf1 exists:%{i}._spf.contoso.com -all", SpfResult.TEMPERROR),
    ("v=spf1 ip4:203.0.113.5 exists:%{i}._spf.contoso.com -all", SpfResult.PASS),
    ("v=spf1 ptr:example.com -all", SpfResult.TEMPERROR),
    ("v=spf1 -all exp=%{i}.example.com", SpfResult.FAIL),
]


@pytest.mark.parametrize(("record", "result"), RECORDS, ids=[row[0] for row in RECORDS])
def test_a_record_is_judged_as_the_standard_says(record: str, result: SpfResult) -> None:
    zone = zone_with(
        record,
        spf_example_com="v=spf1 ip4:203.0.113.5 -all",
        loop_example_com="v=spf1 include:contoso.com -all",
    )

    records, _ = fetch(zone)

    assert records.result_for(ip_address(ADDRESS)) is result


def test_no_record_at_all_is_none() -> None:
    records, _ = fetch({})

    assert records.result_for(ip_address(ADDRESS)) is SpfResult.NONE


def test_two_records_are_an_error() -> None:
    records, _ = fetch({"contoso.com": {"TXT": ('"v=spf1 -all"', '"v=spf1 +all"')}})

    assert records.result_for(ip_address(ADDRESS)) is SpfResult.PERMERROR


def test_an_address_of_the_newer_kind_is_judged_by_its_own_records() -> None:
    records, _ = fetch(zone_with("v=spf1 mx ip6:2001:db8:1::/48 -all"))

    assert records.result_for(ip_address("2001:db8::5")) is SpfResult.PASS
    assert records.result_for(ip_address("2001:db8:1::9")) is SpfResult.PASS
    assert records.result_for(ip_address("2001:db8::6")) is SpfResult.FAIL


def test_more_than_ten_lookups_are_an_error_and_the_number_asked_is_bounded() -> None:
    others = {f"i{n}_example_com": f"v=spf1 include:i{n + 1}.example.com" for n in range(60)}

    records, asked = fetch(zone_with("v=spf1 include:i0.example.com -all", **others))

    assert records.result_for(ip_address(ADDRESS)) is SpfResult.PERMERROR
    assert len(asked) < 30


def test_neither_macros_nor_ptr_nor_explanations_reach_dns() -> None:
    record = (
        "v=spf1 exists:%{i}.x.example.com include:%{d}.y.example.com ptr exp=e.example.com -all"
    )

    records, asked = fetch(zone_with(record))
    records.result_for(ip_address(ADDRESS))

    assert asked == {"contoso.com"}


def test_one_set_of_records_serves_many_threads() -> None:
    records, _ = fetch(zone_with("v=spf1 mx ip4:198.51.100.0/25 ~all"))
    addresses = [ip_address(f"198.51.100.{n}") for n in range(256)]

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(records.result_for, addresses))

    assert results == [SpfResult.PASS] * 128 + [SpfResult.SOFTFAIL] * 128


TERMS = st.sampled_from(
    ["ip4:", "ip6:", "a", "mx", "ptr", "include:", "exists:", "redirect=", "exp=", "all", "?", "/",
     "//", "-", "%{i}", "%{", "%", ".", "..", ":", "=", " ", "contoso.com", "203.0.113.5", "::1",
     "999", "\x00", "\xe9", "default=", "a" * 300]
)  # fmt: skip


@given(st.lists(TERMS, max_size=30).map("".join) | st.text(max_size=100))
def test_any_record_is_judged_without_an_error(text: str) -> None:
    record = f"v=spf1 {text}".encode().decode("latin-1")
    answer = Answer(outcome=Outcome.FOUND, values=(record,))

    records = SpfRecords("contoso.com", {("contoso.com", RecordType.TXT): answer})

    assert records.result_for(ip_address(ADDRESS)) in SpfResult
    assert records.result_for(ip_address("2001:db8::5")) in SpfResult
