import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bouncecheck.errors import SettingsError
from bouncecheck.origins.resolver import Answer, Outcome, RecordType, Resolver
from bouncecheck.origins.spf_terms import Step, StepKind, leads_to
from origins.dns_server import Zone, dns_server

START = datetime(2026, 1, 5, tzinfo=UTC)
ZONE: Zone = {
    "contoso.com": {
        "TXT": ('"v=spf1 include:spf.example.com mx -all"', '"other"'),
        "MX": ("20 mx2.contoso.com.", "10 MX1.contoso.com."),
    },
    "spf.example.com": {"TXT": ('"v=spf1 ip4:192.0.2.0/24 " "-all"',)},
    "mx1.contoso.com": {"A": ("192.0.2.1",), "AAAA": ("2001:db8::1",)},
    "broken.example.com": {"FAIL": ()},
}


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def test_answers_come_in_plain_text() -> None:
    async def run() -> list[Answer]:
        async with dns_server(ZONE) as server:
            resolver = Resolver(server=server.address, now=Clock())
            return [
                await resolver.ask("SPF.example.com.", RecordType.TXT),
                await resolver.ask("contoso.com", RecordType.MX),
                await resolver.ask("mx1.contoso.com", RecordType.AAAA),
            ]

    txt, mx, aaaa = asyncio.run(run())

    assert txt.values == ("v=spf1 ip4:192.0.2.0/24 -all",)
    assert [host.lower() for host in mx.values] == ["mx1.contoso.com", "mx2.contoso.com"]
    assert aaaa.values == ("2001:db8::1",)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("nowhere.example.com", Outcome.EMPTY),
        ("spf.example.com", Outcome.EMPTY),
        ("broken.example.com", Outcome.FAILED),
        ("a..b", Outcome.FAILED),
        ("x" * 300, Outcome.FAILED),
    ],
)
def test_what_is_missing_and_what_fails_are_told_apart(name: str, outcome: Outcome) -> None:
    async def run() -> Answer:
        async with dns_server(ZONE) as server:
            return await Resolver(server=server.address, now=Clock()).ask(name, RecordType.A)

    assert asyncio.run(run()) == Answer(outcome=outcome)


def test_answers_are_kept_for_their_time_and_missing_names_for_a_minute() -> None:
    async def run() -> list[int]:
        clock, counts = Clock(), []
        async with dns_server(ZONE) as server:
            resolver = Resolver(server=server.address, now=clock)
            for later in (
                timedelta(),
                timedelta(seconds=59),
                timedelta(seconds=61),
                timedelta(seconds=301),
            ):
                clock.now = START + later
                await resolver.ask("spf.example.com", RecordType.TXT)
                await resolver.ask("nowhere.example.com", RecordType.TXT)
                counts.append(len(server.asked))
        return counts

    assert asyncio.run(run()) == [2, 2, 3, 5]


def test_equal_questions_at_once_are_asked_once() -> None:
    async def run() -> int:
        async with dns_server(ZONE) as server:
            resolver = Resolver(server=server.address, now=Clock())
            asks = [resolver.ask("contoso.com", RecordType.TXT) for _ in range(20)]
            await asyncio.gather(*asks)
            return len(server.asked)

    assert asyncio.run(run()) == 1


def test_the_gate_opens_for_own_domains_and_for_what_their_records_lead_to() -> None:
    async def run() -> tuple[list[Outcome], list[tuple[str, str]]]:
        async with dns_server(ZONE) as server:
            names = Resolver(server=server.address, now=Clock()).for_domains(
                frozenset({"contoso.com"})
            )
            answers = [
                await names.ask("spf.example.com", RecordType.TXT),
                await names.ask("mx1.contoso.com", RecordType.A),
                await names.ask("contoso.com", RecordType.TXT),
                await names.ask("spf.example.com", RecordType.TXT),
                await names.ask("contoso.com", RecordType.MX),
                await names.ask("mx1.contoso.com", RecordType.A),
                await names.ask("evil.example.net", RecordType.A),
            ]
            return [answer.outcome for answer in answers], server.asked

    outcomes, asked = asyncio.run(run())

    found, refused = Outcome.FOUND, Outcome.REFUSED
    assert outcomes == [refused, refused, found, found, found, found, refused]
    assert len(asked) == 4


def test_the_machine_itself_may_be_called_localhost() -> None:
    async def run() -> Answer:
        async with dns_server(ZONE) as server:
            local = server.address.replace("127.0.0.1", "localhost")
            return await Resolver(server=local, now=Clock()).ask("contoso.com", RecordType.MX)

    assert asyncio.run(run()).outcome is Outcome.FOUND


def test_a_server_that_is_no_address_is_a_setting_to_mend() -> None:
    with pytest.raises(SettingsError):
        Resolver(server="dns.example.com:53", now=Clock())


def test_terms_with_macros_lead_nowhere() -> None:
    record = (
        "v=spf1 +a ?mx/24 a:A.Example.com./24//64 mx:b.example.com include:%{i}._spf.example.com"
        " exists:%{l}.example.com exists:known.example.com ptr ptr:c.example.com ip4:192.0.2.1"
        " exp=why.example.com redirect=d.example.com nonsense a:"
    )

    assert leads_to(record, "contoso.com") == (
        Step(StepKind.ADDRESSES, "contoso.com"),
        Step(StepKind.MAIL_HOSTS, "contoso.com"),
        Step(StepKind.ADDRESSES, "a.example.com"),
        Step(StepKind.MAIL_HOSTS, "b.example.com"),
        Step(StepKind.ADDRESSES, "known.example.com"),
        Step(StepKind.RECORD, "d.example.com"),
    )
