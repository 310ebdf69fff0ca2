import dns.message
import dns.query
import dns.rcode
import pytest

from bouncecheck.demo.graph_emulator import DnsServer
from bouncecheck.demo.graph_emulator.world import Zones

ZONES: Zones = {
    "contoso.com": {"TXT": ("v=spf1 -all",), "MX": ("10 mx.contoso.com.",)},
    "mx.contoso.com": {"A": ("192.0.2.1",)},
    "long.example": {"TXT": tuple(f"{number:03d}" + "x" * 200 for number in range(20))},
}


def ask(server: DnsServer, name: str, kind: str = "TXT") -> dns.message.Message:
    query = dns.message.make_query(name, kind)
    answer, _ = dns.query.udp_with_fallback(query, "127.0.0.1", port=server.port, timeout=5)
    return answer


def test_it_knows_its_zones_and_counts_the_questions() -> None:
    with DnsServer(ZONES) as server:
        text = ask(server, "Contoso.COM")
        address = ask(server, "mx.contoso.com", "A")

    assert "v=spf1 -all" in str(text.answer[0])
    assert "192.0.2.1" in str(address.answer[0])
    assert dict(server.queries) == {"contoso.com": 1, "mx.contoso.com": 1}
    assert server.foreign_names == set()


@pytest.mark.parametrize(
    ("name", "kind", "rcode"),
    [
        ("nothing.contoso.com", "TXT", dns.rcode.NXDOMAIN),
        ("contoso.com", "AAAA", dns.rcode.NOERROR),
        ("elsewhere.example", "TXT", dns.rcode.REFUSED),
    ],
)
def test_what_it_does_not_know_has_no_answer(name: str, kind: str, rcode: dns.rcode.Rcode) -> None:
    with DnsServer(ZONES) as server:
        answer = ask(server, name, kind)

    assert (answer.rcode(), answer.answer) == (rcode, [])


def test_foreign_names_are_remembered() -> None:
    with DnsServer(ZONES) as server:
        ask(server, "evil.example")

    assert server.foreign_names == {"evil.example"}


def test_a_long_answer_comes_over_tcp() -> None:
    query = dns.message.make_query("long.example", "TXT")
    with DnsServer(ZONES) as server:
        answer, over_tcp = dns.query.udp_with_fallback(
            query, "127.0.0.1", port=server.port, timeout=5
        )

    assert over_tcp
    assert len(answer.answer[0]) == 20


def test_nonsense_is_not_answered() -> None:
    assert DnsServer(ZONES).answer(b"\x00nonsense", 512) == b""
