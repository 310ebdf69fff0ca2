"""One change to the manifest that we ship, one problem."""

import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bouncecheck.admin import Problem, lint_manifest, manifest_template

MANIFEST = manifest_template().decode()
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"

CHANGES = [
    ("bad-id", "<Id>7c1f", "<Id>zzzz"),
    ("bad-version", "<Version>1.0.0.0", "<Version>1.0.0.123456"),
    ("bad-version", "<Version>1.0.0.0", "<Version>v1"),
    ("bad-permissions", ">ReadItem<", ">ReadEverything<"),
    ("bad-requirements", 'MinVersion="1.3"/>', 'MinVersion="1.99"/>'),
    ("bad-requirements", '<Set Name="Mailbox"', '<Set Name="ExcelApi"'),
    ("bad-requirements", 'DefaultMinVersion="1.13"', 'DefaultMinVersion="1.5"'),
    ("missing-element", r"<SupportUrl [^>]*/>", ""),
    ("missing-element", r"<IconUrl [^>]*/>", ""),
    ("missing-element", r"(?s)<Supertip>.*?</Supertip>", ""),
    ("missing-element", r"(?s)<VersionOverrides xmlns=.*</VersionOverrides>", ""),
    ("wrong-order", r"(?s)(<ProviderName>.*?</ProviderName>)(.*?)(<Hosts>)", r"\2\1\3"),
    (
        "wrong-order",
        r"(<SupportsPinning>true</SupportsPinning>)(\s*)(<SupportsNo\w+>true</SupportsNo\w+>)",
        r"\3\2\1",
    ),
    ("unknown-element", "<Permissions>", "<Nonsense/><Permissions>"),
    ("wrong-block", "VersionOverridesV1_1", "VersionOverridesV1_0"),
    ("wrong-block", 'mailappversionoverrides/1.1"', 'mailappversionoverrides/1.2"'),
    ("blocks-differ", 'id="BounceCheck.Open"', 'id="BounceCheck.Other"'),
    ("blocks-differ", 'Value="Rückläufer prüfen"', 'Value="Anderes"'),
    ("dangling-resid", '<Title resid="Button.Label"', '<Title resid="Button.Lable"'),
    ("dangling-resid", '<bt:Image size="16" resid="Icon.16"', '<bt:Image size="16" resid="X"'),
    ("unused-resid", '<bt:Image size="20" resid="Icon.20"/>', ""),
    ("duplicate-resid", '<bt:Image id="Icon.20"', '<bt:Image id="Icon.24"'),
    ("resid-too-long", '<bt:Url id="Pane.Url"', f'<bt:Url id="{"P" * 33}"'),
    ("not-https", "https://localhost:8443/app", "http://localhost:8443/app"),
    ("not-https", "https://localhost:8443/app", "https://[/app"),
    ("not-https", 'DefaultValue="https://localhost:8443/addin/taskpane.html"', 'DefaultValue=""'),
    ("foreign-origin", "https://localhost:8443/app", "https://example.com/app"),
    ("foreign-origin", r"8443/addin/assets/icon-16", "8444/addin/assets/icon-16"),
    ("text-too-long", "Check bounces", "x" * 126),
    ("text-too-long", "Opens your recent delivery failures", "x" * 251),
    ("text-too-long", "Tells you whether", "x" * 251),
    ("text-too-long", 'Value="Sagt Ihnen', f'Value="{"x" * 251}'),
    ("text-too-long", 'DisplayName DefaultValue="', f'DisplayName DefaultValue="{"x" * 126}'),
    ("missing-text", 'DisplayName DefaultValue="Bounce Check"', 'DisplayName DefaultValue=" "'),
    ("missing-text", 'Value="Check bounces"', 'Value=""'),
    ("missing-locale", '<bt:Override Locale="fr-FR"[^>]*>', ""),
    ("missing-locale", '<Override Locale="ja-JP"[^>]*>', ""),
    ("missing-icon-size", '<bt:Image size="80"', '<bt:Image size="81"'),
    ("wrong-root", 'xsi:type="MailApp"', 'xsi:type="TaskPaneApp"'),
    ("wrong-root", "office/appforoffice/1.1", "office/appforoffice/1.0"),
    ("not-xml", "</Hosts>", ""),
    ("not-xml", 'encoding="UTF-8"', 'encoding="no-such"'),
    ("has-doctype", "<OfficeApp ", '<!DOCTYPE a [<!ENTITY b "c">]><OfficeApp '),
]


def changed(pattern: str, replacement: str) -> bytes:
    content, count = re.subn(pattern, replacement, MANIFEST, count=1)
    assert count == 1, f"the manifest does not hold {pattern}"
    return content.encode()


def codes(problems: tuple[Problem, ...]) -> set[str]:
    return {problem.code for problem in problems}


@pytest.mark.parametrize(("code", "pattern", "replacement"), CHANGES)
def test_a_change_for_the_worse_is_found(code: str, pattern: str, replacement: str) -> None:
    problems = lint_manifest(changed(pattern, replacement))

    assert code in codes(problems)
    assert all(problem.message for problem in problems)


def test_a_problem_names_its_line() -> None:
    line = 1 + MANIFEST[: MANIFEST.index("<SupportUrl")].count("\n")

    problems = lint_manifest(changed("https://localhost:8443/app", "http://localhost:8443/app"))

    assert [(problem.code, problem.line) for problem in problems] == [("not-https", line)]


def test_an_icon_of_another_size_is_found() -> None:
    def square(_: str) -> bytes:
        return PNG + (64).to_bytes(4, "big") * 2

    wrong = [p for p in lint_manifest(MANIFEST.encode(), square) if p.code == "wrong-icon-size"]

    assert len(wrong) == 1 + 2 * 7


@pytest.mark.parametrize("content", [b"", b"GIF89a", PNG, PNG + b"\x00\x00\x00\x10"])
def test_an_icon_that_is_no_picture_is_found(content: bytes) -> None:
    assert codes(lint_manifest(MANIFEST.encode(), lambda _: content)) == {"wrong-icon-size"}


def test_an_icon_without_a_file_is_found() -> None:
    assert codes(lint_manifest(MANIFEST.encode(), lambda _: None)) == {"missing-icon"}


BOMB = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><OfficeApp>&b;</OfficeApp>'
HOSTILE = [
    (b"", "not-xml"),
    (b"\x00\xff\xfe", "not-xml"),
    (BOMB, "has-doctype"),
    (BOMB.decode().encode("utf-16"), "has-doctype"),
    (b"<a>" * 50 + b"</a>" * 50, "too-deep"),
    (b"<a>" * 80_000, "too-deep"),
    (b"<OfficeApp>" + b" " * 10_000_000 + b"</OfficeApp>", "too-large"),
    (b"<OfficeApp/>", "wrong-root"),
    (b"<a>&unknown;</a>", "not-xml"),
]


@pytest.mark.parametrize(("content", "code"), HOSTILE, ids=[str(n) for n in range(len(HOSTILE))])
def test_what_is_no_manifest_is_a_problem_and_not_an_error(content: bytes, code: str) -> None:
    start = process_time()

    assert codes(lint_manifest(content)) == {code}
    assert process_time() - start < 1


@given(st.binary(max_size=300))
def test_any_bytes_are_a_problem_and_not_an_error(content: bytes) -> None:
    assert lint_manifest(content)


@given(st.integers(0, len(MANIFEST)), st.integers(0, 400), st.text(max_size=20))
@settings(max_examples=80, deadline=None)
def test_any_damage_is_read_without_an_error(start: int, length: int, put: str) -> None:
    content = MANIFEST[:start] + put + MANIFEST[start + length :]

    lint_manifest(content.encode("utf-8", "surrogatepass"), lambda _: None)
