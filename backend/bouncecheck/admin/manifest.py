"""The add-in manifest: where it lies, and how it gets the address of an installation."""

import re
from pathlib import Path

from bouncecheck.errors import SettingsError

TEMPLATE_ORIGIN = "https://localhost:8443"
"""The address that the manifest in the repository names."""

# Nothing in it has a meaning in XML, so that it can stand in the file as it is.
_ORIGIN = re.compile(r"https://(?:[A-Za-z0-9.\-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


def manifest_template() -> bytes:
    """Return the manifest as released: the packaged file, in a checkout the one at its top.

    Raises:
        SettingsError: Neither is there; the installation is broken.
    """
    here = Path(__file__).resolve()
    for place in (here.with_name("manifest.xml"), here.parents[3] / "manifest.xml"):
        if place.is_file():
            return place.read_bytes()
    raise SettingsError("The manifest is missing from this installation; install it again.")


def render_manifest(template: bytes, public_url: str) -> bytes:
    """Return the manifest for one installation: the template with its address replaced.

    The text is replaced, not the parsed tree, so that comments and layout stay.

    Args:
        template: Our own file, from `manifest_template`; it is trusted.
        public_url: The origin that people reach, such as "https://bounces.example.com".

    Raises:
        SettingsError: `public_url` is no https origin, or the template does not name its own.
    """
    origin = public_url.rstrip("/")
    if not _ORIGIN.fullmatch(origin):
        raise SettingsError(
            f"Outlook needs an https address without a path, not {public_url!r}; set PUBLIC_URL."
        )
    pattern = re.compile(re.escape(TEMPLATE_ORIGIN).encode() + rb"(?=[/\"<])")
    rendered, count = pattern.subn(lambda _: origin.encode(), template)
    if count == 0:
        raise SettingsError(f"The template does not name {TEMPLATE_ORIGIN}.")
    return rendered
