"""SPF for our own domains: may this address send in the name of that domain (RFC 7208)?

The library works synchronously, so that the records are fetched first, and it then judges over
what was fetched. It may ask for nothing else: a name that is not there counts as a DNS failure.
"""

import warnings
from enum import StrEnum, unique

from bouncecheck.origins.received import IpAddress
from bouncecheck.origins.resolver import Answer, Outcome, OwnNames, RecordType
from bouncecheck.origins.spf_terms import Step, StepKind, is_spf, leads_to

with warnings.catch_warnings():
    # Its source has escape sequences that newer Pythons warn of while they compile it.
    warnings.simplefilter("ignore")
    import spf

MAX_STEPS = 20
"""Terms that are followed for one domain; the library calls more than 10 a permanent error."""

MAX_MAIL_HOSTS = 10
MAX_VOID_LOOKUPS = 2
"""Questions without an answer before a record counts as broken (RFC 7208, 4.6.4)."""

_FAMILIES = (RecordType.A, RecordType.AAAA)


@unique
class SpfResult(StrEnum):
    """What a domain says of an address (RFC 7208, 2.6)."""

    PASS = "pass"  # noqa: S105 -- the RFC's word for a result, not a password
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


class SpfRecords:
    """All that one domain's SPF record leads to, fetched."""

    def __init__(self, domain: str, answers: dict[tuple[str, RecordType], Answer]) -> None:
        self.domain = domain
        self._answers = answers

    def result_for(self, address: IpAddress) -> SpfResult:
        """Return what the domain says of the address; only that address comes from the bounce."""
        try:
            word = _Query(address, self.domain, self._answers).check()[0]
            return SpfResult(word)
        except Exception:  # noqa: BLE001 -- DNS holds anything; whatever the library raises is "unknown"
            return SpfResult.PERMERROR


async def fetch_records(names: OwnNames, domain: str) -> SpfRecords:
    """Return what the domain's SPF record leads to; what cannot be had is left out."""
    answers: dict[tuple[str, RecordType], Answer] = {}
    waiting = [Step(StepKind.RECORD, domain.rstrip(".").lower())]
    for _ in range(MAX_STEPS + 1):
        if not waiting:
            break
        step = waiting.pop(0)
        waiting = [*await _follow(names, step, answers), *waiting]
    return SpfRecords(domain, answers)


async def _follow(
    names: OwnNames, step: Step, answers: dict[tuple[str, RecordType], Answer]
) -> tuple[Step, ...]:
    """Fetch what one step needs; return the steps that follow from it."""
    if step.kind is StepKind.RECORD:
        if (step.name, RecordType.TXT) in answers:
            return ()
        answer = await names.ask(step.name, RecordType.TXT)
        answers[step.name, RecordType.TXT] = answer
        return tuple(
            further
            for text in answer.values
            if is_spf(text)
            for further in leads_to(text, step.name)
        )
    hosts: tuple[str, ...] = (step.name,)
    if step.kind is StepKind.MAIL_HOSTS:
        answers[step.name, RecordType.MX] = await names.ask(step.name, RecordType.MX)
        hosts = answers[step.name, RecordType.MX].values[:MAX_MAIL_HOSTS]
    for host in hosts:
        for family in _FAMILIES:
            answers[host.lower(), family] = await names.ask(host, family)
    return ()


class _Query(spf.query):  # type: ignore[misc] # the library has no types
    """The library's query over answers that are already there; one object for one judgement."""

    def __init__(
        self, address: IpAddress, domain: str, answers: dict[tuple[str, RecordType], Answer]
    ) -> None:
        super().__init__(i=str(address), s=f"postmaster@{domain}", h=domain)
        self._answers = answers
        self._voids = 0

    def dns(
        self, name: str, qtype: str, _cnames: object = None, *, ignore_void: bool = False
    ) -> list[object]:
        """Return what was fetched, in the library's own shapes."""
        known = qtype in RecordType.__members__
        answer = self._answers.get((name.rstrip(".").lower(), RecordType(qtype))) if known else None
        if answer is None or answer.outcome in {Outcome.FAILED, Outcome.REFUSED}:
            raise spf.TempError("There is no answer from DNS.")
        if answer.outcome is Outcome.EMPTY and not ignore_void:
            self._voids += 1
            if self._voids > MAX_VOID_LOOKUPS:
                raise spf.PermError("Too many questions without an answer.")
        return _as_the_library_reads(answer, RecordType(qtype))


def _as_the_library_reads(answer: Answer, record: RecordType) -> list[object]:
    if record is RecordType.TXT:
        return [(text.encode("latin-1"),) for text in answer.values]
    if record is RecordType.MX:
        return list(enumerate(answer.values))
    return list(answer.values)
