"""One bounce in one world, judged by the real use case, the real origins and the real signatures.

The notice is read once for all of its worlds; all that follows reading happens in each.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from bouncecheck.bounces.identifiers import Address
from bouncecheck.origins import ChainOrigins, DkimSignatures
from bouncecheck.usecases.gather import Case, gather
from bouncecheck.usecases.ports import Account, Origins, Ports
from bouncecheck.verdicts.decide import Verdict, decide
from bouncecheck.verdicts.evidence import Evidence
from bouncecheck.verdicts.fake import Arrival
from builders import a_copy
from fakes import FixedOrigins, MemoryJournal, MemoryMailbox, MemoryMailLog, MemoryOfChecks
from origins.signing import Signer, rsa_key
from origins.still_dns import EVERY_KEY, EVERY_NAME, StillDns
from worlds.lives import INDEX, LOG, Life, Traces
from worlds.mails import ALIAS, Mail
from worlds.sources import FOREIGN, Deployment, Fault, Stage, WorldIndex

ARRIVES_AFTER = timedelta(hours=2)
ASKED_AFTER = timedelta(hours=6)
"""So that the mail log has settled."""

REFUSING = StillDns({EVERY_NAME: "v=spf1 -all", EVERY_KEY: Signer(key=rsa_key()).record})
"""Our domains disown every server, and none of our keys made any signature."""

ALLOWING = StillDns({EVERY_NAME: "v=spf1 +all"})
"""Our domains allow the servers that it went by; the keys are gone by now."""


@dataclass(frozen=True, kw_only=True)
class World:
    """A bounce, what became of its original, who looks, and what fails."""

    mail: Mail
    life: Life
    deployment: Deployment
    fault: Fault | None = None

    @property
    def kind(self) -> tuple[str, str, str]:
        return self.life.name, self.deployment.name, "-" if self.fault is None else self.fault.name


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A world and its answer."""

    world: World
    evidence: Evidence
    verdict: Verdict


def worlds_of(
    mail: Mail, lives: Iterable[Life], deployments: Iterable[Deployment]
) -> Iterator[World]:
    """Yield every life in every deployment, with nothing failing."""
    kept = tuple(deployments)
    for life in lives:
        for deployment in kept:
            yield World(mail=mail, life=life, deployment=deployment)


async def judge(world: World) -> Judged:
    """Return what is answered in this world."""
    stage = _stage(world)
    if world.fault is not None:
        world.fault.apply(stage)
    identity = world.mail.identity
    case = Case(
        bounce=replace(world.mail.bounce, truncated=world.mail.bounce.truncated or stage.is_cut),
        identity=identity,
        received_at=stage.received_at,
        arrival=Arrival(item_class=None, transport_headers=(), identity=identity),
        asker=Account(tenant_id=identity.tenant_id, user_id="somebody"),
        is_open=True,
    )
    weighed = (await gather(case, stage.mailbox, _ports(stage))).weighed
    return Judged(
        world=world, evidence=weighed.evidence, verdict=decide(weighed.evidence, weighed.details)
    )


def _stage(world: World) -> Stage:
    mail, sources = world.mail, world.deployment.sources
    traces = world.life.traces(mail)
    received_at = mail.sent_at + ARRIVES_AFTER
    now = received_at + ASKED_AFTER
    was_sent = bool(world.life.shows_in)
    return Stage(
        mailbox=_mailbox(mail, traces),
        origins=_origins(world),
        signatures=DkimSignatures(ALLOWING if was_sent else REFUSING),
        memory=MemoryOfChecks(),
        index=WorldIndex(saw=traces.sends, asked_at=now) if INDEX in sources else None,
        log=MemoryMailLog(rows=traces.rows, asked_at=now) if LOG in sources else None,
        received_at=received_at,
        now=now,
    )


def _origins(world: World) -> Origins:
    """Return what tells of the origin: a lie where something else knows better."""
    if not world.life.shows_in:
        return ChainOrigins(REFUSING)
    if world.life.shows_in.isdisjoint(world.deployment.sources):
        return ChainOrigins(ALLOWING)
    return FixedOrigins(answer=FOREIGN)


def _mailbox(mail: Mail, traces: Traces) -> MemoryMailbox:
    usual = a_copy(
        provider_id="AAk-usual",
        message_id=None,
        sender=ALIAS,
        recipients=frozenset({Address("friend@example.org")}),
        subject="Nothing to do with it",
        sent_at=mail.sent_at - timedelta(days=20),
    )
    mailbox = MemoryMailbox(who=mail.identity, copies=list(traces.copies))
    if traces.keeps_copies:
        mailbox.copies.append(usual)
    return mailbox


def _ports(stage: Stage) -> Ports:
    return Ports(
        origins=stage.origins,
        signatures=stage.signatures,
        memory=stage.memory,
        journal=MemoryJournal(),
        now=lambda: stage.now,
        new_id=lambda: "chk_1",
        route_closed=False,
        mail_log=stage.log,
        sent_index=stage.index,
    )
