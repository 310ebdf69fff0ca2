"""gather: a notice and the world to evidence. A source that fails is a value too."""

from dataclasses import dataclass

from bouncecheck.usecases.ask import NOT_LOCATED, Answers, Case, Inquiry, ask_everybody
from bouncecheck.usecases.findings import FindingSources, findings_of
from bouncecheck.usecases.ports import Finding, Mailbox, Ports
from bouncecheck.usecases.weigh import Weighed, weigh
from bouncecheck.verdicts.about import about_of
from bouncecheck.verdicts.alarm import alarm_of
from bouncecheck.verdicts.auto import auto_of
from bouncecheck.verdicts.decide import Details
from bouncecheck.verdicts.evidence import Evidence, Fake, Route
from bouncecheck.verdicts.fake import Trait, fake_of
from bouncecheck.verdicts.keys import comparable_of, key_of
from bouncecheck.verdicts.kinds import NO_BOUNCE
from bouncecheck.verdicts.window import span_of

__all__ = ["Case", "Gathered", "gather"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What is known about one notice, reduced to values, and what it rests on."""

    weighed: Weighed
    findings: tuple[Finding, ...]
    traits: tuple[Trait, ...]
    inquiry: Inquiry
    answers: Answers | None
    """None where nobody needed to be asked."""


async def gather(case: Case, mailbox: Mailbox, ports: Ports) -> Gathered:
    """Return the evidence about a notice. The world is asked only if its answer can matter.

    Raises:
        MailboxAccessDeniedError: the caller may not look into this mailbox.
        ConsentRequiredError: the person must consent or sign in first.
        StoreError: what earlier checks taught could not be read.
    """
    claims, traits = _claims(case, ports)
    now = ports.now()
    inquiry = Inquiry(
        case=case, claims=claims, span=span_of(case.received_at, case.bounce, now), now=now
    )
    if claims.fake is Fake.YES or claims.kind in NO_BOUNCE:
        return Gathered(
            weighed=_unasked(claims),
            findings=findings_of(claims, FindingSources(asked=False)),
            traits=traits,
            inquiry=inquiry,
            answers=None,
        )
    answers = await ask_everybody(inquiry, mailbox, ports)
    weighed = weigh(inquiry, answers, ports.settling)
    sources = FindingSources(
        asked=True,
        place=weighed.details.copy_place,
        notes=answers.search.notes,
        origin=weighed.origin,
        signature=answers.signature,
        left_at=weighed.left_at,
        log=answers.log,
        log_is_set_up=ports.mail_log is not None,
    )
    return Gathered(
        weighed=weighed,
        findings=findings_of(weighed.evidence, sources),
        traits=traits,
        inquiry=inquiry,
        answers=answers,
    )


def _claims(case: Case, ports: Ports) -> tuple[Evidence, tuple[Trait, ...]]:
    """Return what the notice itself and its arrival say, before anybody is asked."""
    fake, traits = fake_of(case.bounce, case.arrival)
    auto, _ = auto_of(case.bounce)
    headers = case.arrival.transport_headers
    evidence = Evidence(
        kind=case.bounce.kind,
        fake=fake,
        about=about_of(case.bounce, case.identity),
        key=key_of(case.bounce),
        comparable=comparable_of(case.bounce),
        auto=auto,
        alarm=alarm_of(case.bounce, headers, case.identity),
        route=Route.CLOSED if ports.route_closed else Route.OPEN,
    )
    return evidence, traits


def _unasked(claims: Evidence) -> Weighed:
    return Weighed(
        evidence=claims,
        details=Details(),
        origin=NOT_LOCATED,
        copy=None,
        left_at=None,
        delegate=None,
        no_rule_visible=False,
    )
