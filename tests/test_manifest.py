"""The manifest that we ship."""

import xml.etree.ElementTree as ET
from pathlib import Path

from bouncecheck.admin import lint_manifest, manifest_template, render_manifest
from bouncecheck.settings import Settings

ROOT = Path(__file__).parent.parent
BASE = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
NEWER = "{http://schemas.microsoft.com/office/mailappversionoverrides/1.1}"
LANGUAGES = {"de-DE", "fr-FR", "es-ES", "ja-JP"}


def asset(path: str) -> bytes | None:
    file = ROOT / path.lstrip("/")
    return file.read_bytes() if file.is_file() else None


def test_it_is_the_file_at_the_top_of_the_repository() -> None:
    assert manifest_template() == (ROOT / "manifest.xml").read_bytes()


def test_it_has_no_problem_with_its_icons_opened() -> None:
    assert lint_manifest(manifest_template(), asset) == ()


def test_it_has_no_problem_at_another_address() -> None:
    rendered = render_manifest(manifest_template(), "https://bounces.example.com")

    assert lint_manifest(rendered, asset) == ()
    assert b"localhost" not in rendered


def test_it_names_the_address_that_a_fresh_installation_listens_at() -> None:
    assert Settings.model_fields["public_url"].default.encode() in manifest_template()


def test_it_asks_for_the_right_to_read_one_item_and_no_more() -> None:
    root = ET.fromstring(manifest_template())  # noqa: S314 -- our own file

    assert root.findtext(f"{BASE}Permissions") == "ReadItem"


def test_the_pane_is_pinned_and_opens_without_an_item() -> None:
    root = ET.fromstring(manifest_template())  # noqa: S314 -- our own file

    action = root.find(f".//{NEWER}Action")

    assert action is not None
    assert [child.tag.removeprefix(NEWER) for child in action] == [
        "SourceLocation",
        "SupportsPinning",
        "SupportsNoItemContext",
    ]


def test_every_text_speaks_five_languages() -> None:
    root = ET.fromstring(manifest_template())  # noqa: S314 -- our own file

    with_overrides = [node for node in root.iter() if any("Locale" in c.attrib for c in node)]

    assert root.findtext(f"{BASE}DefaultLocale") == "en-US"
    assert len(with_overrides) == 8
    for node in with_overrides:
        assert {child.attrib["Locale"] for child in node} == LANGUAGES
