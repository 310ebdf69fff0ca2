import asyncio

import pytest

from bouncecheck.mailboxes.limits import MAX_CONCURRENT, MAX_GATES, Gates, MailboxGate, both


def test_no_more_than_four_are_inside_at_once_and_none_is_left_outside() -> None:
    async def run() -> tuple[int, int]:
        gate, inside, most, done = MailboxGate(), 0, 0, 0

        async def visit(weight: int) -> None:
            nonlocal inside, most, done
            async with gate.enter(weight):
                inside += min(weight, MAX_CONCURRENT)
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= min(weight, MAX_CONCURRENT)
                done += 1

        await asyncio.gather(*(visit(weight) for weight in [1, 4, 2, 7, 1, 1, 3, 1] * 5))
        assert gate.is_idle
        return most, done

    assert asyncio.run(run()) == (MAX_CONCURRENT, 40)


def test_a_waiter_that_gives_up_leaves_its_place_to_the_next() -> None:
    async def run() -> None:
        gate = MailboxGate()

        async def visit() -> None:
            async with gate.enter(4):
                pass

        async with gate.enter(4):
            impatient = asyncio.create_task(visit())
            patient = asyncio.create_task(visit())
            await asyncio.sleep(0)
            impatient.cancel()
        await asyncio.gather(impatient, return_exceptions=True)
        await asyncio.wait_for(patient, 1)
        assert gate.is_idle

    asyncio.run(run())


def test_one_mailbox_has_one_gate_and_the_number_of_gates_is_bounded() -> None:
    gates = Gates()
    first = gates.of("first")

    assert gates.of("first") is first
    for number in range(MAX_GATES + 10):
        gates.of(str(number))
    assert gates.of("first") is not first


def test_where_one_of_two_fails_the_other_is_stopped() -> None:
    async def run() -> bool:
        stopped = False

        async def fail() -> None:
            await asyncio.sleep(0)
            raise KeyError

        async def wait() -> None:
            nonlocal stopped
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                stopped = True
                raise

        with pytest.raises(KeyError):
            await both(fail(), wait())
        await asyncio.sleep(0)
        return stopped

    assert asyncio.run(run())
