import base64
from typing import cast

import pytest

from bouncecheck.demo.graph_emulator import World
from demo.small_world import ANN, Graph, Json, a_mail, put, small_world


def part(number: int, url: str, **more: object) -> Json:
    return {"id": str(number), "method": "GET", "url": url, **more}


@pytest.fixture
def world() -> World:
    return small_world()


def ask(world: World, *parts: Json) -> dict[str, Json]:
    shown = Graph(world).json("/$batch", "POST", {"requests": list(parts)})
    return {str(one["id"]): one for one in cast("list[Json]", shown["responses"])}


def test_each_part_has_its_own_answer(world: World) -> None:
    item = put(world.mailboxes[ANN.id], a_mail())

    answers = ask(
        world,
        part(1, f"/me/messages/{item.id}?$select=subject"),
        part(2, "/me/messages/gone"),
        part(3, f"me/messages/{item.id}/$value"),
        part(4, "/me/messages?$select=id", headers={"Prefer": 'IdType="ImmutableId"'}),
    )

    assert [answers[key]["status"] for key in "1234"] == [200, 404, 200, 200]
    assert cast("Json", answers["1"]["body"])["subject"] == "Lunch?"
    assert base64.b64decode(str(answers["3"]["body"])) == item.mime
    assert item.immutable_id in str(answers["4"]["body"])


def test_what_depends_on_a_failure_is_not_tried(world: World) -> None:
    item = put(world.mailboxes[ANN.id], a_mail())
    move = {"method": "POST", "body": {"destinationId": "deleteditems"},
            "headers": {"Content-Type": "application/json"}}  # fmt: skip

    answers = ask(
        world,
        part(3, "/me/messages", dependsOn=["2"]),
        part(2, f"/me/messages/{item.id}/move", dependsOn=["1"], **move),
        part(1, "/me/messages/gone"),
    )

    assert [answers[key]["status"] for key in "123"] == [404, 424, 424]
    assert item.folder_id == world.mailboxes[ANN.id].folder_id("inbox")


def test_parts_run_in_the_order_that_they_depend_on(world: World) -> None:
    item = put(world.mailboxes[ANN.id], a_mail())
    move = {"method": "POST", "headers": {"Content-Type": "application/json"}}

    answers = ask(
        world,
        part(1, f"/me/messages/{item.immutable_id}/move",
             body={"destinationId": "archive"}, **move),
        part(2, "/me/mailFolders/archive/messages?$select=id", dependsOn=["1"]),
    )  # fmt: skip

    assert answers["1"]["status"] == 201
    assert len(cast("list[Json]", cast("Json", answers["2"]["body"])["value"])) == 1


def test_twenty_parts_never_stumble_over_the_limit_of_four(world: World) -> None:
    world.faults.everyone.latency_ms = 5

    answers = ask(world, *(part(number, "/me/messages") for number in range(20)))

    assert {answer["status"] for answer in answers.values()} == {200}


def test_each_part_counts_towards_throttling(world: World) -> None:
    world.faults.everyone.throttle_next = 2
    world.faults.everyone.retry_after_s = 7

    answers = ask(world, *(part(number, "/me/messages") for number in range(5)))

    refused = [answer for answer in answers.values() if answer["status"] == 429]
    assert len(refused) == 2
    assert all(cast("Json", answer["headers"])["Retry-After"] == "7" for answer in refused)


@pytest.mark.parametrize(
    "requests",
    [
        [],
        [part(number, "/me") for number in range(21)],
        [part(1, "/me"), part(1, "/me")],
        [part(1, "/me", dependsOn=["9"])],
        [part(1, "/me", dependsOn=["2"]), part(2, "/me", dependsOn=["1"])],
        [{"id": "1", "method": "GET"}],
        "nonsense",
    ],
)
def test_a_wrong_batch_is_refused_as_a_whole(world: World, requests: object) -> None:
    asked = Graph(world).refusal("/$batch", "POST", {"requests": requests})

    assert asked == (400, "BadRequest")


def test_the_log_tells_parts_from_requests(world: World) -> None:
    ask(world, part(1, "/me/messages"), part(2, "/me"))

    assert [(entry.template, entry.in_batch) for entry in world.request_log][-1] == (
        "/v1.0/$batch",
        False,
    )
    assert world.counters["parts"] == 2
    assert world.counters["requests"] == 1
    assert world.seconds_inside() > 0
