import re
from typing import cast

import pytest

from bouncecheck.demo.graph_emulator import MailItem, World
from demo.small_world import ANN, EVE, NOW, Graph, Json, a_mail, put, small_world

IMMUTABLE = 'IdType="ImmutableId"'


@pytest.fixture
def world() -> World:
    return small_world()


@pytest.fixture
def item(world: World) -> MailItem:
    return put(world.mailboxes[ANN.id], a_mail())


@pytest.fixture
def graph(world: World) -> Graph:
    return Graph(world)


def test_select_shows_only_what_was_asked_for(graph: Graph, item: MailItem) -> None:
    shown = graph.json(f"/me/messages/{item.id}?$select=subject,from")

    assert set(shown) == {"@odata.context", "@odata.etag", "id", "subject", "from"}
    assert shown["from"] == {"emailAddress": {"name": "Joe", "address": "joe@example.com"}}


def test_headers_come_only_when_selected(graph: Graph, item: MailItem) -> None:
    assert "internetMessageHeaders" not in graph.json(f"/me/messages/{item.id}")

    shown = graph.json(f"/me/messages/{item.id}?$select=internetMessageHeaders")

    assert {"name": "Subject", "value": "Lunch?"} in cast(
        "list[Json]", shown["internetMessageHeaders"]
    )


def test_a_sent_copy_has_no_headers_wherever_it_lies(world: World, graph: Graph) -> None:
    copy = put(world.mailboxes[ANN.id], a_mail(), folder="sentitems")
    world.mailboxes[ANN.id].move(copy, "archive", NOW)

    shown = graph.json(f"/me/messages/{copy.id}?$select=internetMessageHeaders")

    assert "internetMessageHeaders" not in shown


def test_an_extended_property_comes_only_when_expanded(graph: Graph, item: MailItem) -> None:
    path = f"/me/messages/{item.id}?$select=id"
    expand = "&$expand=singleValueExtendedProperties($filter=id eq 'String 0x001A')"

    assert "singleValueExtendedProperties" not in graph.json(path)
    assert graph.json(path + expand)["singleValueExtendedProperties"] == [
        {"id": "String 0x1a", "value": "IPM.Note"}
    ]


def test_a_property_that_a_message_lacks_leaves_no_member(graph: Graph, item: MailItem) -> None:
    expand = "$expand=singleValueExtendedProperties($filter=id eq 'Binary 0x0025')"

    assert "singleValueExtendedProperties" not in graph.json(f"/me/messages/{item.id}?{expand}")


def test_two_expanded_properties_bring_none(graph: Graph, item: MailItem) -> None:
    both = "id eq 'String 0x001A' or id eq 'Integer 0x0E07'"
    shown = graph.json(
        f"/me/messages/{item.id}?$expand=singleValueExtendedProperties($filter={both})"
    )

    assert "singleValueExtendedProperties" not in shown


def test_mime_comes_as_it_lies(graph: Graph, item: MailItem) -> None:
    answer = graph.ask(f"/me/messages/{item.id}/$value")

    assert (answer.data, answer.mimetype) == (item.mime, "text/plain")


def test_ids_tell_upper_from_lower_case(graph: Graph, item: MailItem) -> None:
    assert graph.refusal(f"/me/messages/{item.id.swapcase()}") == (404, "ErrorItemNotFound")


def test_segments_in_any_case_and_keys_in_brackets_are_understood(
    graph: Graph, item: MailItem
) -> None:
    assert graph.json(f"/me/Messages('{item.id}')?$select=id")["id"] == item.id
    assert len(graph.values("/me/mailfolders('inbox')/messages")) == 1


def test_a_move_changes_the_id_and_keeps_the_immutable_one(graph: Graph, item: MailItem) -> None:
    old, lasting = item.id, item.immutable_id

    moved = graph.json(f"/me/messages/{old}/move", "POST", {"destinationId": "deleteditems"})

    assert moved["id"] not in {old, lasting}
    assert graph.refusal(f"/me/messages/{old}") == (404, "ErrorItemNotFound")
    assert graph.json(f"/me/messages/{lasting}", prefer=IMMUTABLE)["id"] == lasting


def test_a_move_to_nowhere_is_refused(graph: Graph, item: MailItem) -> None:
    asked = graph.refusal(f"/me/messages/{item.id}/move", "POST", {"destinationId": "nowhere"})

    assert asked == (404, "ErrorItemNotFound")


def test_immutable_ids_are_shown_where_preferred(graph: Graph, item: MailItem) -> None:
    answer = graph.ask("/me/messages?$select=id", prefer=IMMUTABLE)

    assert answer.headers["Preference-Applied"] == IMMUTABLE
    assert answer.json is not None
    assert answer.json["value"][0]["id"] == item.immutable_id


def test_ids_are_translated_both_ways(graph: Graph, item: MailItem) -> None:
    body = {"inputIds": [item.id], "sourceIdType": "restId",
            "targetIdType": "restImmutableEntryId"}  # fmt: skip

    shown = graph.json("/me/translateExchangeIds", "POST", body)["value"]

    assert shown == [{"sourceId": item.id, "targetId": item.immutable_id}]


def test_the_whole_mailbox_has_deleted_items_but_not_recoverable_ones(
    world: World, graph: Graph
) -> None:
    mailbox = world.mailboxes[ANN.id]
    put(mailbox, a_mail(1), folder="deleteditems")
    put(mailbox, a_mail(2), folder="recoverableitemsdeletions")

    assert [m["internetMessageId"] for m in graph.values("/me/messages")] == ["<m1@example.com>"]
    hidden = graph.values("/me/mailFolders/recoverableitemsdeletions/messages")
    assert [m["internetMessageId"] for m in hidden] == ["<m2@example.com>"]


def test_pages_follow_each_other_to_the_end(world: World, graph: Graph) -> None:
    for number in range(25):
        put(world.mailboxes[ANN.id], a_mail(number), hours_ago=number)
    seen: list[object] = []
    path: str | None = "/me/messages?$select=internetMessageId&$count=true"
    while path:
        page = graph.json(path)
        seen += [m["internetMessageId"] for m in cast("list[Json]", page["value"])]
        link = cast("str | None", page.get("@odata.nextLink"))
        path = link and re.sub(r"^http://localhost/v1\.0", "", link)
        assert page["@odata.count"] == 25

    assert seen == [f"<m{number}@example.com>" for number in range(25)]


def test_a_page_is_ten_messages_by_default_and_a_thousand_at_most(
    world: World, graph: Graph
) -> None:
    for number in range(12):
        put(world.mailboxes[ANN.id], a_mail(number))

    assert len(graph.values("/me/messages")) == 10
    assert len(graph.values("/me/messages", prefer="odata.maxpagesize=11")) == 11
    assert len(graph.values("/me/messages?$top=1000")) == 12
    assert graph.refusal("/me/messages?$top=1001")[0] == 400


def test_categories_are_replaced_and_the_change_key_changes(graph: Graph, item: MailItem) -> None:
    before = graph.json(f"/me/messages/{item.id}")

    after = graph.json(f"/me/messages/{item.id}", "PATCH", {"categories": ["Forged"]})

    assert after["categories"] == ["Forged"]
    assert after["changeKey"] != before["changeKey"]


def test_what_is_no_draft_keeps_its_sender(graph: Graph, item: MailItem) -> None:
    asked = graph.refusal(f"/me/messages/{item.id}", "PATCH", {"from": None})

    assert asked == (400, "ErrorInvalidPropertySet")


def test_a_stale_change_is_refused(world: World, item: MailItem) -> None:
    graph = Graph(world, headers={"If-Match": 'W/"stale"'})

    asked = graph.refusal(f"/me/messages/{item.id}", "PATCH", {"categories": []})

    assert asked == (400, "ErrorInvalidChangeKey")


def test_deleting_works_and_is_counted(world: World, graph: Graph, item: MailItem) -> None:
    graph.ask(f"/me/messages/{item.id}", "DELETE")
    graph.ask(f"/me/messages/{item.immutable_id}/permanentDelete", "POST")

    assert world.forbidden_calls == ["DELETE", "permanentDelete"]
    assert len(graph.values("/me/mailFolders/recoverableitemspurges/messages")) == 1


def test_folders_are_listed_without_hidden_ones(world: World, graph: Graph) -> None:
    world.mailboxes[ANN.id].add_folder("Projects", "inbox")

    names = {f["displayName"] for f in graph.values("/me/mailFolders?$top=50")}

    assert {"Inbox", "Sent Items", "Deleted Items", "Junk Email"} <= names
    assert not names & {"Deletions", "Purges", "Projects"}
    inner = graph.values("/me/mailFolders/inbox/childFolders")
    assert [f["displayName"] for f in inner] == ["Projects"]


def test_an_attached_message_is_an_item_and_gives_its_mime(world: World, graph: Graph) -> None:
    mime = a_mail(9).decode().replace("Content-Type: text/plain\r\n\r\nSee you at noon.\r\n", "")
    edge = 'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
    parts = (
        'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\n'
        "words\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    whole = f"{mime}{edge}{parts}{a_mail(10).decode()}\r\n--x--\r\n".encode()
    outer = put(world.mailboxes[ANN.id], whole)

    file, inner = graph.values(f"/me/messages/{outer.id}/attachments")

    assert (file["name"], file["contentBytes"]) == ("a.txt", "d29yZHM=")
    assert inner["@odata.type"] == "#microsoft.graph.itemAttachment"
    path = f"/me/messages/{outer.id}/attachments/{inner['id']}"
    opened = graph.json(f"{path}?$expand=microsoft.graph.itemattachment/item")["item"]
    assert cast("Json", opened)["internetMessageId"] == "<m10@example.com>"
    assert b"<m10@example.com>" in graph.ask(f"{path}/$value").data


def test_a_report_shows_the_failed_recipients_as_its_recipients(world: World, graph: Graph) -> None:
    mime = (
        b"From: MAILER-DAEMON@example.com\r\nTo: ann@contoso.com\r\nSubject: failed\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        b"--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a.example\r\n\r\n"
        b"Final-Recipient: rfc822; gone@example.com\r\nAction: failed\r\n\r\n--x--\r\n"
    )
    report = put(world.mailboxes[ANN.id], mime)
    report.item_class = "REPORT.IPM.Note.NDR"

    shown = graph.json(f"/me/messages/{report.id}?$select=toRecipients,sentDateTime")

    person = {"name": "gone@example.com", "address": "gone@example.com"}
    assert shown["toRecipients"] == [{"emailAddress": person}]


def test_broken_mail_is_shown_all_the_same(world: World, graph: Graph) -> None:
    broken = b"Subject: =?utf-8?b?####?=\r\nFrom: \xff\xfe\r\nDate: never\r\nTo: ,,;\r\n\r\n\x80"
    item = put(world.mailboxes[ANN.id], broken)

    assert graph.json(f"/me/messages/{item.id}")["receivedDateTime"] == "2026-03-02T09:00:00Z"


def test_nobody_sees_the_mailbox_of_another_tenant(world: World, item: MailItem) -> None:
    assert item.id
    assert Graph(world, EVE).refusal(f"/users/{ANN.id}/messages") == (404, "ErrorInvalidUser")
