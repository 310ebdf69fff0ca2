"""The product at level 1 and a person of its tenant; a module with other settings has its own."""

from collections.abc import Iterator

import pytest

from cases.mail import Person
from cases.world import Product, running


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with running() as product:
        yield product


@pytest.fixture
def me(product: Product) -> Person:
    person = product.new_person()
    person.keeps_copies()
    return person
