"""The pretend mail log: its rights, limits, filters and pages."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

import pytest

from bouncecheck.demo.graph_emulator import World
from demo.graph_schema import check_against
from demo.small_world import (
    ANN,
    CONTOSO,
    FABRIKAM,
    NOW,
    Graph,
    Json,
    a_row,
    an_app,
    small_world,
)

PATH = "/admin/exchange/tracing/messageTraces"
FAR = NOW - timedelta(days=80)


@pytest.fixture
def world() -> World:
    world = small_world()
    world.mail_log.rows += [
        a_row(),
        a_row(recipient="jane@example.com"),
        a_row(message_id="<it's+me&you@contoso.com>", sender="bob@contoso.com", subject="Minutes"),
        a_row(tenant_id=FABRIKAM.id),
        a_row(FAR, message_id="<old@contoso.com>"),
    ]
    return world


@pytest.fixture
def graph(world: World) -> Graph:
    return Graph(world, user=None)


def between(start: datetime, end: datetime = NOW) -> str:
    since, until = (f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (start, end))
    return f"receivedDateTime ge {since} and receivedDateTime le {until}"


def recipients(rows: list[Json]) -> list[object]:
    return [row["recipientAddress"] for row in rows]


def test_without_a_filter_it_shows_two_days_of_this_organisation(graph: Graph) -> None:
    rows = graph.values(PATH)

    assert recipients(rows) == ["joe@example.com", "jane@example.com", "joe@example.com"]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("messageId eq '<m1@contoso.com>'", 2),
        ("messageId eq '<it''s%2Bme%26you@contoso.com>'", 1),
        ("messageId eq 'm1@contoso.com'", 0),
        ("senderAddress eq 'BOB@contoso.com'", 1),
        ("recipientAddress eq 'jane@example.com'", 1),
        ("status eq 'delivered'", 3),
        ("startswith(subject, 'Min')", 1),
        ("contains(subject, 'unch') and recipientAddress eq 'joe@example.com'", 1),
        (f"{between(FAR - timedelta(days=1), FAR + timedelta(days=1))}", 1),
        (f"messageId eq '<m1@contoso.com>' and {between(NOW - timedelta(days=10))}", 2),
    ],
)
def test_a_filter_chooses_rows(graph: Graph, condition: str, found: int) -> None:
    assert len(graph.values(f"{PATH}?$filter={condition}")) == found


@pytest.mark.parametrize(
    "query",
    [
        f"$filter={between(NOW - timedelta(days=10, seconds=1))}",
        f"$filter={between(NOW - timedelta(days=90, seconds=1), NOW - timedelta(days=85))}",
        f"$filter={between(NOW - timedelta(days=1), NOW + timedelta(seconds=1))}",
        f"$filter={between(NOW, NOW - timedelta(days=1))}",
        "$filter=receivedDateTime ge 2026-03-01T00:00:00Z",
        f"$filter={between(NOW - timedelta(days=1)).replace(' ge ', ' gt ')}",
        "$filter=messageId eq '<a@b>' or messageId eq '<c@d>'",
        "$filter=messageId ne '<a@b>'",
        "$filter=size eq 4096",
        "$top=0",
        "$top=5001",
        "$select=id",
        "$orderby=receivedDateTime",
    ],
)  # fmt: skip
def test_what_the_mail_log_cannot_do_is_refused(graph: Graph, query: str) -> None:
    assert graph.refusal(f"{PATH}?{query}")[0] == 400


def test_pages_lead_to_every_row(world: World, graph: Graph) -> None:
    world.faults.everyone.log_page_size = 1

    first = graph.json(f"{PATH}?$top=2")
    second = graph.json(_after(first))
    third = graph.json(_after(second))

    pages = (first, second, third)
    assert [len(cast("list[Json]", page["value"])) for page in pages] == [1, 1, 1]
    assert "@odata.nextLink" not in third


def test_a_page_after_the_first_may_be_missing(world: World, graph: Graph) -> None:
    first = graph.json(f"{PATH}?$top=1")
    world.faults.everyone.page_truncated = True

    assert graph.ask(_after(first)).status_code == 500


def _after(page: Json) -> str:
    return str(page["@odata.nextLink"]).partition("/v1.0")[2]


def test_the_hundred_and_first_request_in_five_minutes_is_one_too_many(
    world: World, graph: Graph
) -> None:
    answers = [graph.ask(PATH).status_code for _ in range(101)]
    refused = graph.ask(PATH)
    world.mail_log.clock = lambda: NOW + timedelta(minutes=5)

    assert answers == [200] * 100 + [429]
    assert int(refused.headers["Retry-After"]) > 0
    assert graph.ask(PATH).status_code == 200


def test_only_an_application_with_the_right_may_read_it(world: World, graph: Graph) -> None:
    assert Graph(world, user=ANN).refusal(PATH) == (403, "Authorization_RequestDenied")

    world.add_app(replace(an_app(), app_roles=("Mail.Read",)))
    assert Graph(world, user=None).refusal(PATH) == (403, "Authorization_RequestDenied")
    assert graph.ask(PATH).status_code == 200


def test_without_the_service_principal_it_names_the_app_that_is_missing(world: World) -> None:
    answer = Graph(world, user=None, tenant=FABRIKAM).ask(PATH)

    assert answer.status_code == 401
    assert "8bd644d1-64a1-4d4b-ae52-2e0cbf64e373" in answer.text
    check_against("microsoft.graph.ODataErrors.ODataError", answer.json)


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_it_fails_as_a_test_wishes(world: World, graph: Graph, status: int) -> None:
    world.faults.everyone.log_status = status

    answer = graph.ask(PATH)

    assert answer.status_code == status
    assert (status == 429) == ("Retry-After" in answer.headers)


def test_rows_may_come_without_their_members(world: World, graph: Graph) -> None:
    world.faults.everyone.log_rows_bare = True

    assert [set(row) for row in graph.values(PATH)] == [{"id"}] * 3


def test_every_answer_fits_the_description(graph: Graph) -> None:
    shown = graph.json(f"{PATH}?$top=1")

    check_against("microsoft.graph.exchangeMessageTraceCollectionResponse", shown)
    assert CONTOSO.has_tracing_principal
