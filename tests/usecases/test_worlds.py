"""Every bounce in every world: what was sent is never called `not_sent`, what was not mostly is.

Each mail that names an original meets mailboxes, records and logs that hold it in some way, or
lost it, and sources that answer or fail. Of what was sent and shows somewhere, the origin says
"foreign", the most misleading answer there is; else it is the real one, over DNS of our own.
"""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, cycle

import pytest
from scene import Scene

from bouncecheck.errors import MailboxAccessDeniedError
from bouncecheck.verdicts.answers import Answer, Reason
from bouncecheck.verdicts.evidence import Origin, Signature, Window
from worlds.judge import Judged, World, judge, worlds_of
from worlds.lives import KEEPS_NOTHING, NEVER_SENT, SENT
from worlds.mails import CHECKOUT, Mail, own_mails, shared_mails
from worlds.sources import DEPLOYMENTS, FAULTS, LEVEL_1, LEVEL_3, LOG_ALONE, Deployment

LEAST_WORLDS = 5_000
LEAST_RATES = {LEVEL_1: 0.95, LEVEL_3: 0.99, LOG_ALONE: 0.99}
FAULTS_AT_ONCE = 3
"""Of the faults, so many in turn meet each life of a mail of our own, and one of a shared mail."""

EACH_THIRD = slice(None, None, 3)
"""Of the shared mails, whose lives take turns with the faults."""

DOUBTFUL = {"its flag unread", "in Junk without its headers"}
"""Lives of which the mailbox itself does not tell what came of the copy: neither sign nor silence.
"""

_SIGNED_BY = re.compile(r"\bd\s*=\s*([^\s;]+)")


def judged(worlds: Iterable[World]) -> list[Judged]:
    async def run() -> list[Judged]:
        return [await judge(world) for world in worlds]

    return asyncio.run(run())


def faulty(mails: Iterable[Mail], at_once: int) -> Iterator[World]:
    """Yield each life of each mail with some of the faults, which take turns."""
    able = [
        (fault, deployment)
        for fault in FAULTS
        for deployment in DEPLOYMENTS
        if fault.needs in deployment.sources
    ]
    turns = cycle(able)
    for mail in mails:
        for life in (*SENT, *NEVER_SENT):
            for _ in range(at_once):
                fault, deployment = next(turns)
                yield World(mail=mail, life=life, deployment=deployment, fault=fault)


def in_turn(mails: Iterable[Mail]) -> Iterator[World]:
    """Yield each life of what was sent, in one deployment after the other."""
    turns = cycle(DEPLOYMENTS[number % 4] for number in (0, 1, 2, 3, 1, 2, 3, 0, 2))
    for mail in mails:
        for life in SENT:
            yield World(mail=mail, life=life, deployment=next(turns))


@pytest.fixture(scope="module")
def sent() -> list[Judged]:
    own = (world for mail in own_mails() for world in worlds_of(mail, SENT, DEPLOYMENTS))
    return judged(chain(own, in_turn(shared_mails())))


@pytest.fixture(scope="module")
def never_sent() -> list[Judged]:
    mails = (*own_mails(), *shared_mails())
    deployments = (LEVEL_1, LEVEL_3, LOG_ALONE)
    return judged(world for mail in mails for world in worlds_of(mail, NEVER_SENT, deployments))


@pytest.fixture(scope="module")
def failing() -> list[Judged]:
    return judged(chain(faulty(own_mails(), FAULTS_AT_ONCE), faulty(shared_mails()[EACH_THIRD], 1)))


def called_not_sent(answers: Iterable[Judged]) -> list[tuple[str, ...]]:
    return [
        (one.world.mail.name, *one.world.kind)
        for one in answers
        if one.verdict.answer is Answer.NOT_SENT
    ]


def test_what_was_sent_is_never_called_not_sent(sent: list[Judged]) -> None:
    assert called_not_sent(sent) == []


def test_a_source_that_fails_never_leads_to_not_sent(failing: list[Judged]) -> None:
    assert called_not_sent(failing) == []


def test_there_are_worlds_enough(sent: list[Judged], failing: list[Judged]) -> None:
    assert len(sent) + len(failing) >= LEAST_WORLDS
    assert {one.world.life for one in sent} == set(SENT)
    assert {one.world.fault for one in failing} == set(FAULTS)


def test_what_was_sent_and_shows_is_called_sent_or_maybe_yours(sent: list[Judged]) -> None:
    """But where nothing can be compared, or what lies here may as well have come in."""
    told = {Answer.SENT, Answer.SENT_AUTOMATICALLY, Answer.SENT_MAYBE_COMPROMISED}
    shown = [
        one
        for one in sent
        if not one.world.life.shows_in.isdisjoint(one.world.deployment.sources)
        and one.verdict.answer is not Answer.SUSPICIOUS_BOUNCE
        and one.world.life.name not in DOUBTFUL
    ]

    untold = Counter(
        one.world.life.name
        for one in shown
        if one.verdict.answer not in told and one.verdict.reason is not Reason.MAYBE_YOURS
    )

    doubtful = {"its flag unread", "in Junk without its headers"}
    assert set(untold) <= {"another id, to a list", "sent by a delegate", *doubtful}
    assert sum(count for life, count in untold.items() if life not in doubtful) <= len(shown) / 100


def names_us_in_vain(mail: Mail) -> bool:
    """Tell whether the headers carry a signature in our name that nobody can check from here.

    Its form covers the body or is obsolete, or any server may have broken it, or the block did not
    come back byte for byte. Then the headers do not show a foreign origin: they contradict it.
    """
    returned = mail.bounce.returned
    for name, value in returned.headers:
        signer = _SIGNED_BY.search(value)
        is_ours = signer is not None and f".{signer[1]}".lower().endswith(f".{mail.own_domain}")
        if name.lower() in {"domainkey-signature", "arc-message-signature"} and is_ours:
            return True
        if name.lower() == "dkim-signature" and is_ours:
            is_checkable = "rsa-sha256" in value and re.search(r"\bc\s*=\s*relaxed", value)
            if not is_checkable or not returned.headers_exact:
                return True
    return False


def is_read_and_in_reach(one: Judged) -> bool:
    bounce = one.world.mail.bounce
    was_read = not bounce.truncated and not bounce.has_unread_id
    return was_read and one.evidence.window is Window.OK


def shown_foreign(answers: Iterable[Judged], deployment: Deployment) -> list[Judged]:
    return [
        one
        for one in answers
        if one.world.deployment is deployment
        and one.evidence.origin is Origin.FOREIGN
        and is_read_and_in_reach(one)
    ]


def rate(answers: list[Judged]) -> float:
    return len(called_not_sent(answers)) / len(answers)


@pytest.mark.parametrize("deployment", LEAST_RATES, ids=lambda deployment: deployment.name)
def test_what_was_never_sent_and_came_from_elsewhere_is_called_so(
    never_sent: list[Judged], deployment: Deployment
) -> None:
    foreign = shown_foreign(never_sent, deployment)
    plain = [one for one in foreign if not names_us_in_vain(one.world.mail)]

    missed = {one.world.mail.name for one in plain if one.verdict.answer is not Answer.NOT_SENT}
    assert rate(plain) >= LEAST_RATES[deployment], missed
    assert rate(foreign) >= 0.9


def test_with_a_silent_log_it_is_certain(never_sent: list[Judged]) -> None:
    reasons = {
        (one.world.deployment.name, one.verdict.reason)
        for one in never_sent
        if one.verdict.answer is Answer.NOT_SENT
    }

    assert reasons == {
        (LEVEL_1.name, Reason.HIGH),
        (LEVEL_3.name, Reason.CERTAIN),
        (LOG_ALONE.name, Reason.CERTAIN),
    }


def right_reason(one: Judged) -> Reason | None:
    """Return why it must be unsure, or None where it need not be."""
    evidence = one.evidence
    if one.verdict.answer in {Answer.NOT_SENT, Answer.SUSPICIOUS_BOUNCE}:
        return None
    if evidence.sig is Signature.OWN_UNVERIFIED or evidence.origin is Origin.OWN_SPF:
        return Reason.OTHER_SYSTEM
    is_unread = one.world.mail.bounce.has_unread_id and evidence.origin is Origin.UNKNOWN
    silent_log = one.world.deployment is not LEVEL_1
    outside = evidence.window is Window.OUTSIDE and evidence.origin is Origin.UNKNOWN
    if (is_unread or outside) and not silent_log:
        return Reason.NO_COVERAGE
    return Reason.PROBABLY_NOT


def test_the_rest_of_what_was_never_sent_is_unsure_for_the_right_reason(
    never_sent: list[Judged],
) -> None:
    wrong = [
        (one.world.mail.name, *one.world.kind, one.verdict.reason)
        for one in never_sent
        if (expected := right_reason(one)) is not None and one.verdict.reason is not expected
    ]

    assert wrong == []


def test_a_mailbox_that_keeps_nothing_is_no_witness_and_the_log_may_take_its_place() -> None:
    mails = (*own_mails(), *shared_mails())
    answers = judged(
        World(mail=mail, life=KEEPS_NOTHING, deployment=deployment)
        for mail in mails
        for deployment in (LEVEL_1, LOG_ALONE)
    )

    found = {
        (one.world.deployment.name, one.verdict.reason)
        for one in answers
        if one.verdict.answer is Answer.NOT_SENT
    }
    assert found == {(LOG_ALONE.name, Reason.HIGH)}


def test_the_counts_are_kept(
    sent: list[Judged], never_sent: list[Judged], failing: list[Judged]
) -> None:
    """For people who compare the mix of two releases: .cache/worlds.json."""
    counts: Counter[str] = Counter()
    for one in (*sent, *never_sent, *failing):
        kind = " | ".join(one.world.kind)
        counts[f"{kind} -> {one.verdict.answer} {one.verdict.reason}"] += 1
    folder = CHECKOUT / ".cache"
    folder.mkdir(exist_ok=True)

    (folder / "worlds.json").write_text(json.dumps(dict(sorted(counts.items())), indent=1))

    print(f"{len(sent)} sent, {len(never_sent)} never sent, {len(failing)} with a fault")  # noqa: T201  # `-s`
    assert sum(counts.values()) == len(sent) + len(never_sent) + len(failing)


def test_access_that_ends_in_the_middle_is_told_and_dismisses_nothing() -> None:
    scene = Scene().keeps_copies()
    scene.mailbox.fails["search"] = MailboxAccessDeniedError("no longer")

    with pytest.raises(MailboxAccessDeniedError):
        scene.check()
