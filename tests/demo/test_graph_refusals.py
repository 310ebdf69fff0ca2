"""The small print of Graph: what it refuses, and rarer forms that it takes."""

from typing import cast

import pytest

from bouncecheck.demo.graph_emulator import issue_graph_token
from demo.small_world import ANN, BASE, CONTOSO, Graph, Json, a_mail, put, small_world


@pytest.mark.parametrize(
    "path",
    [
        "/me/messages?$select=colour",
        "/me/messages?$expand=recipients",
        "/me/messages?$expand=singleValueExtendedProperties($filter=value eq 'x')",
        "/me/messages?$search=hello",
        "/me/messages?$orderby=colour",
        "/me/messages?$orderby=subject sideways",
        "/me/messages?$top=many",
        "/me/messages?$skip=-1",
        "/me/messages?$skiptoken=!!",
        "/me/messages?$skiptoken=YmFk",
        "/me/messages?$filter=subject gt 'x'",
        "/me/messages?$filter=contains(subject, true)",
        "/me/messages?$filter=contains(subject 'x')",
        "/me/messages?$filter=categories/any()",
        (
            "/me/messages?$filter=singleValueExtendedProperties/any(e: e/id eq 'String 0xZZ' "
            "and e/value eq 'x')"
        ),
        (
            "/me/messages?$filter=singleValueExtendedProperties/any(e: e/id eq 'String 0x1A' "
            "and e/colour eq 'x')"
        ),
        "/me/messages?$filter=any(a: a eq 'x')",
    ],
)
def test_a_query_is_refused(path: str) -> None:
    assert Graph(small_world()).ask(path).status_code == 400


@pytest.mark.parametrize(
    ("path", "method", "body", "status"),
    [
        ("/me/messages/{id}/move", "POST", {}, 400),
        ("/me/messages/{id}/move", "POST", [], 400),
        ("/me/messages/{id}", "PATCH", None, 400),
        ("/me/mailFolders/archive/messages/{id}", "GET", None, 404),
        ("/me/mailFolders/inbox/messages/{id}", "GET", None, 200),
        ("/me/mailFolders/inbox/messages/{id}/$value", "GET", None, 200),
        ("/me/messages/{id}/attachments/none", "GET", None, 404),
        ("/me/translateExchangeIds", "POST", {"inputIds": "x"}, 400),
        ("/me/translateExchangeIds", "POST", {"inputIds": [], "targetIdType": "entryId"}, 400),
        ("/me/messages", "POST", {}, 400),
    ],
)
def test_a_request_is_answered(path: str, method: str, body: object, status: int) -> None:
    world = small_world()
    item = put(world.mailboxes[ANN.id], a_mail())

    answer = Graph(world).ask(path.replace("{id}", item.id), method, body)

    assert answer.status_code == status, answer.text


def test_categories_can_be_filtered_and_read_marks_set() -> None:
    world = small_world()
    item = put(world.mailboxes[ANN.id], a_mail())
    graph = Graph(world)
    graph.json(f"/me/messages/{item.id}", "PATCH", {"categories": ["Forged"], "isRead": True})

    found = graph.values("/me/messages?$filter=categories/any(c:c eq 'forged')")

    assert [message["isRead"] for message in found] == [True]


def test_bodies_come_as_text_where_preferred() -> None:
    world = small_world()
    item = put(world.mailboxes[ANN.id], a_mail())
    prefer = 'outlook.body-content-type="text"'

    answer = Graph(world).ask(f"/me/messages/{item.id}", prefer=prefer)

    assert cast("Json", answer.json)["body"] == {
        "contentType": "text",
        "content": "See you at noon.\r\n",
    }
    assert answer.headers["Preference-Applied"] == prefer


def test_the_organization_lists_its_domains_and_no_others() -> None:
    shown = Graph(small_world()).values("/organization?$select=verifiedDomains")[0]

    domains = cast("list[Json]", shown["verifiedDomains"])
    assert set(shown) == {"id", "verifiedDomains"}
    assert [domain["name"] for domain in domains] == list(CONTOSO.domains)


def test_an_application_without_the_right_sees_no_organization() -> None:
    world = small_world()
    token = issue_graph_token(world, None, BASE, CONTOSO.id)

    graph = Graph(world, headers={"Authorization": f"Bearer {token}"})

    assert graph.refusal("/organization") == (403, "Authorization_RequestDenied")


def test_a_batch_in_a_batch_is_refused() -> None:
    inner = {"id": "1", "method": "POST", "url": "/$batch", "body": {"requests": []},
             "headers": {"Content-Type": "application/json"}}  # fmt: skip

    shown = Graph(small_world()).json("/$batch", "POST", {"requests": [inner]})

    assert cast("list[Json]", shown["responses"])[0]["status"] == 400


def test_a_stranger_gets_no_batch() -> None:
    graph = Graph(small_world(), headers={"Authorization": "Bearer broken"})

    assert graph.refusal("/$batch", "POST", {"requests": []})[0] == 401


def test_next_links_keep_the_place_where_graph_is_mounted() -> None:
    world = small_world()
    for number in range(2):
        put(world.mailboxes[ANN.id], a_mail(number))
    graph = Graph(world)

    page = graph.client.get(
        "/v1.0/me/messages?$top=1&$filter=contains(subject,'Lunch?')",
        headers=graph.headers,
        environ_overrides={"SCRIPT_NAME": "/graph"},
        base_url=BASE,
    ).json

    assert page is not None
    assert page["@odata.nextLink"].startswith(f"{BASE}/graph/v1.0/me/messages?$top=1&$filter=")
    assert page["@odata.context"].startswith(f"{BASE}/graph/v1.0/$metadata#users('{ANN.id}')")


def test_a_batch_part_keeps_the_place_where_graph_is_mounted() -> None:
    world = small_world()
    for number in range(2):
        put(world.mailboxes[ANN.id], a_mail(number))
    graph = Graph(world)
    part = {"id": "1", "method": "GET", "url": "/me/messages?$top=1"}

    answer = graph.client.post(
        "/v1.0/$batch",
        headers=graph.headers,
        json={"requests": [part]},
        environ_overrides={"SCRIPT_NAME": "/graph"},
        base_url=BASE,
    ).json

    assert answer is not None
    link = answer["responses"][0]["body"]["@odata.nextLink"]
    assert link.startswith(f"{BASE}/graph/v1.0/me/messages?$top=1")
