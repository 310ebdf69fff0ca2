"""Every case of verdicts.md, section 9, is shown on the whole product, under its number."""

import re
from pathlib import Path

LAST = 73
BESIDES = {"5b", "7b", "18b"}
_CASE = re.compile(r"def test_case_(\d+b?)(?:_and_(\d+))?_")


def test_every_case_has_a_test_of_its_number() -> None:
    texts = (path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    shown = {
        number.lstrip("0") for text in texts for pair in _CASE.findall(text) for number in pair
    }

    assert {str(number) for number in range(1, LAST + 1)} | BESIDES <= shown
