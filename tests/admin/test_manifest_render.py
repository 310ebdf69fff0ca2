import pytest

from bouncecheck.admin import manifest_template, render_manifest
from bouncecheck.errors import SettingsError


def test_only_the_address_changes() -> None:
    template = manifest_template()

    rendered = render_manifest(template, "https://b.example.com:444/")

    assert rendered.replace(b"https://b.example.com:444", b"https://localhost:8443") == template


def test_an_address_without_a_name_is_taken_too() -> None:
    assert b'"https://[2001:db8::1]:8443/app"' in render_manifest(
        manifest_template(), "https://[2001:db8::1]:8443"
    )


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:8443",
        "https://example.com/path",
        'https://example.com"/><Evil/>',
        "https://example.com&amp;",
        "https://user@example.com",
        r"https://example.com\g<0>",
        "",
    ],
)
def test_what_is_no_plain_https_origin_is_refused(address: str) -> None:
    with pytest.raises(SettingsError):
        render_manifest(manifest_template(), address)


def test_a_template_without_its_address_is_refused() -> None:
    with pytest.raises(SettingsError):
        render_manifest(b"<OfficeApp/>", "https://example.com")
