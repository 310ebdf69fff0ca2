"""The product end to end, with only Microsoft replaced: every bounce of the story is judged."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bouncecheck.demo.story import FABRIKAM, build_story
from bouncecheck.verdicts.decide import Answer
from whole_product import WholeProduct, running_product

WORLD = build_story(datetime(2026, 1, 5, 10, tzinfo=UTC))
STRANGERS = {
    key for key in WORLD.expected if WORLD.users[WORLD.labelled[key][0]].tenant_id == FABRIKAM.id
}
EXPECTED = {key: verdict for key, verdict in WORLD.expected.items() if key not in STRANGERS}


@pytest.fixture(scope="module")
def product() -> Iterator[WholeProduct]:
    with running_product() as running:
        running.world.faults.clear()
        yield running


@pytest.mark.parametrize("key", sorted(EXPECTED))
def test_each_bounce_of_the_story_gets_its_verdict(product: WholeProduct, key: str) -> None:
    answer = product.check(key)

    assert answer.status_code == 200, answer.text
    check = answer.json()
    assert (check["verdict"], check["reason"]) == EXPECTED[key], check["evidence"]


@pytest.mark.parametrize("key", sorted(STRANGERS))
def test_a_tenant_that_is_not_on_the_list_is_refused(product: WholeProduct, key: str) -> None:
    assert product.check(key).status_code == 401


def test_the_story_covers_every_verdict() -> None:
    assert {verdict for verdict, _ in EXPECTED.values()} == {answer.value for answer in Answer}


def test_a_shared_mailbox_is_judged_with_its_own_addresses(product: WholeProduct) -> None:
    _, item = product.world.labelled["info/sent-typo"]
    body = {"message": {"id": item.immutable_id}, "mailbox": "info@contoso.com"}

    answer = product.ask("POST", "/api/checks", "vince@contoso.com", body)

    assert answer.status_code == 200, answer.text
    assert answer.json()["mailbox"] == "info@contoso.com"
    assert answer.json()["verdict"] == "sent"


def test_a_sweep_streams_every_bounce_with_its_verdict(product: WholeProduct) -> None:
    answer = product.ask("GET", "/api/bounces?days=14", "vince@contoso.com")

    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert lines[-1]["type"] == "done"
    assert lines[-1]["complete"] is True
    judged = [line for line in lines if line["type"] == "bounce"]
    assert len(judged) == sum(lines[-1]["counts"].values()) >= 15


def test_a_deleted_bounce_comes_back_where_it_was(product: WholeProduct) -> None:
    _, item = product.world.labelled["vince/forged-qmail"]
    home = item.folder_id
    ids = {"ids": [item.immutable_id]}

    deleted = product.ask("POST", "/api/deletions", "vince@contoso.com", ids).json()
    away = item.folder_id
    back = {"ids": [entry["restoreId"] for entry in deleted["deleted"]]}
    restored = product.ask("POST", "/api/restorations", "vince@contoso.com", back)

    assert deleted["kept"] == []
    assert away != home
    assert restored.status_code == 200
    assert item.folder_id == home


def test_what_was_sent_is_not_deleted_with_the_rest(product: WholeProduct) -> None:
    _, item = product.world.labelled["vince/sent-typo"]

    answer = product.ask(
        "POST", "/api/deletions", "vince@contoso.com", {"ids": [item.immutable_id]}
    )

    assert answer.json()["deleted"] == []
    assert answer.json()["kept"][0]["check"]["verdict"] == "sent"


def test_nothing_was_ever_deleted_for_good(product: WholeProduct) -> None:
    assert product.world.forbidden_calls == []


def test_dns_was_asked_for_our_own_names_only(product: WholeProduct) -> None:
    assert product.names.foreign_names == set()
