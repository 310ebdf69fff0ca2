"""Every bounce of a mailbox, as a stream; and whose mailbox it is."""

import asyncio
from contextlib import aclosing

import pytest
from scene import ACCOUNT, FORGED, Scene, a_notice

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.errors import ClaimsChallengeError, MailboxUnavailableError
from bouncecheck.usecases.me import Me, describe_me
from bouncecheck.usecases.ports import Source
from bouncecheck.usecases.sweep import AT_ONCE, Done, Judged, Progress, SweepEvent, sweep
from bouncecheck.usecases.witnesses import IndexAnswer, LogHint
from bouncecheck.verdicts.decide import Answer
from builders import a_copy
from fakes import MemoryMailLog, MemorySentIndex

SENT = (
    FORGED.replace(b"original-1@", b"original-2@")
    .replace(b"Replica watches", b"Offer")
    .replace(b"h@example.net", b"j@example.net")
)
LUNCH = b"From: postmaster@example.com\nSubject: Delivery of lunch\n\nAt noon?\n"


async def _events(scene: Scene) -> list[SweepEvent]:
    return [event async for event in sweep(ACCOUNT, scene.mailbox, scene.ports, days=14)]


def _a_mailbox() -> Scene:
    scene = Scene(item_class=None).keeps_copies()
    scene.add("AAk-sent", a_notice(SENT))
    scene.add("AAk-lunch", LUNCH)
    scene.mailbox.copies.append(
        a_copy(
            message_id=MessageId("original-2@contoso.com"),
            subject="Offer",
            recipients=frozenset({Address("j@example.net")}),
        )
    )
    return scene


def test_every_bounce_comes_with_its_verdict_and_ordinary_mail_is_left_out() -> None:
    events = asyncio.run(_events(_a_mailbox()))

    judged = {
        e.check.message.id: e.check for e in events if isinstance(e, Judged) and e.check.message
    }
    assert {key: check.verdict.answer for key, check in judged.items()} == {
        "AAk-notice-1": Answer.NOT_SENT,
        "AAk-sent": Answer.SENT,
    }
    assert events[-1] == Done(counts={Answer.NOT_SENT: 1, Answer.SENT: 1}, complete=True)


def test_progress_counts_up_to_what_was_found() -> None:
    events = asyncio.run(_events(_a_mailbox()))

    progress = [event.judged for event in events if isinstance(event, Progress)]
    assert progress == [0, 1, 2, 3]


def test_a_listing_that_was_cut_short_is_said_to_be() -> None:
    scene = _a_mailbox()
    scene.mailbox.is_complete = False

    last = asyncio.run(_events(scene))[-1]

    assert isinstance(last, Done)
    assert not last.complete
    assert Answer.NOT_SENT not in last.counts


def test_one_that_vanishes_meanwhile_is_left_out() -> None:
    scene = _a_mailbox()

    async def events() -> list[SweepEvent]:
        seen: list[SweepEvent] = []
        async for event in sweep(ACCOUNT, scene.mailbox, scene.ports, days=14):
            if isinstance(event, Progress) and not seen:
                del scene.mailbox.messages["AAk-sent"]
            seen.append(event)
        return seen

    last = asyncio.run(events())[-1]

    assert last == Done(counts={Answer.NOT_SENT: 1}, complete=True)


def test_a_mailbox_that_fails_ends_the_sweep() -> None:
    scene = _a_mailbox()
    scene.mailbox.fails["fetch"] = MailboxUnavailableError("down")

    with pytest.raises(MailboxUnavailableError):
        asyncio.run(_events(scene))


def test_a_listener_who_leaves_stops_the_work() -> None:
    scene = Scene().keeps_copies()
    for number in range(20):
        scene.add(f"AAk-{number}")

    async def leave_at_once() -> None:
        async with aclosing(sweep(ACCOUNT, scene.mailbox, scene.ports, days=14)) as events:
            async for event in events:
                if isinstance(event, Judged):
                    break

    asyncio.run(leave_at_once())

    assert scene.mailbox.calls["fetch"] <= 2 * AT_ONCE


def _me(scene: Scene) -> Me:
    return asyncio.run(describe_me(ACCOUNT, scene.mailbox, scene.ports))


def test_me_names_the_addresses_and_the_health_of_each_source() -> None:
    me = _me(Scene())

    assert me.address == "vince@contoso.com"
    assert "v.prince@contoso.com" in me.addresses
    assert me.level == 1
    assert me.sources[Source.MAILBOX] == "ok"
    assert me.sources[Source.MAIL_LOG] == "not_configured"


@pytest.mark.parametrize(
    ("hint", "state"), [(None, "ok"), (LogHint.NO_SERVICE_PRINCIPAL, "no_service_principal")]
)
def test_me_tells_level_3_and_what_hinders_the_mail_log(hint: LogHint | None, state: str) -> None:
    me = _me(Scene(mail_log=MemoryMailLog(hint=hint)))

    assert me.level == 3
    assert me.sources[Source.MAIL_LOG] == state


def test_me_tells_level_2() -> None:
    book = IndexAnswer(sends=(), began_at=None, gaps=())

    me = _me(Scene(sent_index=MemorySentIndex(answer=book)))

    assert me.level == 2
    assert me.sources[Source.INDEX] == "ok"


def test_me_says_that_the_mailbox_does_not_answer() -> None:
    scene = Scene()
    scene.mailbox.fails["identity"] = MailboxUnavailableError("down")

    me = _me(scene)

    assert me.address is None
    assert me.sources[Source.MAILBOX] == "mailbox_unavailable"


def test_me_passes_on_what_the_person_must_do_first() -> None:
    scene = Scene()
    scene.mailbox.fails["identity"] = ClaimsChallengeError("more", claims="{}")

    with pytest.raises(ClaimsChallengeError):
        _me(scene)
