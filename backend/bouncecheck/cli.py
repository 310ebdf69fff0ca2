"""The command line (contract.md, 4). Data on standard output, messages on standard error."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import UUID

import click

from bouncecheck.errors import (
    BounceCheckError,
    CallerError,
    ConsentRequiredError,
    MailboxAccessDeniedError,
    MailboxError,
    MessageNotFoundError,
    SettingsError,
    StoreError,
)

EXIT_NO = 1
"""The answer is no."""

EXIT_WRONG_USE = 2
EXIT_WORLD_FAILED = 3

EXIT_CODES: dict[type[BounceCheckError], int] = {
    SettingsError: EXIT_WRONG_USE,
    CallerError: EXIT_WRONG_USE,
    MailboxAccessDeniedError: EXIT_NO,
    ConsentRequiredError: EXIT_NO,
    MessageNotFoundError: EXIT_NO,
    MailboxError: EXIT_WORLD_FAILED,
    StoreError: EXIT_WORLD_FAILED,
    BounceCheckError: EXIT_WORLD_FAILED,
}
"""What a class, or the nearest class above it, ends the program with."""

STANDARD_INPUT = "-"

_SOME_FILES = 16
"""Fewer files than this are read one after the other, and without a word about it."""


def main() -> None:
    """Run the program; every error that we know ends it with one line and its exit code."""
    try:
        commands()
    except BounceCheckError as error:
        click.echo(f"bouncecheck: {error}", err=True)
        click.echo(error.advice, err=True)
        sys.exit(exit_code_of(error))
    except BrokenPipeError:
        # Somebody read enough (`| head`): no error, and nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def exit_code_of(error: BounceCheckError) -> int:
    """Return the exit code for an error: that of its class, or of the nearest one above."""
    return next(EXIT_CODES[cls] for cls in type(error).__mro__ if cls in EXIT_CODES)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bouncecheck")
def commands() -> None:
    """Bounce Check: did you really send the message that bounced?"""


@commands.command()
@click.option(
    "--jobs",
    default=0,
    type=click.IntRange(0, 256),
    metavar="N",
    help="Read so many files at once; 0, the default, stands for one on each core.",
)
@click.argument("paths", metavar="FILE|DIR|-...", nargs=-1, required=True)
def read(jobs: int, paths: tuple[str, ...]) -> None:
    """Read bounces without any network; one JSON line a file."""
    unread = []
    files = list(_named_files(paths))
    with _progress(_rows(files, jobs or os.cpu_count() or 1), len(files)) as rows:
        for line in rows:
            if line.startswith("!"):
                unread.append(line[1:])
            else:
                click.echo(line)
    for complaint in unread:
        click.echo(f"bouncecheck: {complaint}", err=True)
    if unread:
        sys.exit(EXIT_WORLD_FAILED)


def _progress(rows: Iterator[str], length: int) -> AbstractContextManager[Iterable[str]]:
    """Show on a terminal how far reading is, unless the rows themselves go there."""
    hidden = length < _SOME_FILES or sys.stdout.isatty() or not sys.stderr.isatty()
    return click.progressbar(rows, length, label="reading", file=sys.stderr, hidden=hidden)


def _named_files(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield path and the name to print: relative to the folder given, else the base name."""
    for path in paths:
        folder = Path(path)
        if path == STANDARD_INPUT:
            yield STANDARD_INPUT, STANDARD_INPUT
        elif folder.is_dir():
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    yield str(file), file.relative_to(folder).as_posix()
        else:
            yield path, folder.name


def _rows(files: list[tuple[str, str]], jobs: int) -> Iterator[str]:
    # Starting a process takes as long as reading some files.
    if jobs == 1 or len(files) < _SOME_FILES:
        yield from map(_row, files)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  # start-up time

    with ProcessPoolExecutor(min(jobs, len(files))) as pool:
        yield from pool.map(_row, files, chunksize=8)


def _row(file: tuple[str, str]) -> str:
    """Return one file's JSON line, or "!" and why it could not be opened."""
    from bouncecheck.bounces.mime import MAX_BOUNCE_BYTES  # noqa: PLC0415  # start-up time
    from bouncecheck.bounces.read import read_bounce  # noqa: PLC0415
    from bouncecheck.bounces.summary import summary  # noqa: PLC0415

    path, name = file
    try:
        # One byte more than the limit lets the reader notice that it was cut.
        if path == STANDARD_INPUT:
            raw = sys.stdin.buffer.read(MAX_BOUNCE_BYTES + 1)
        else:
            with Path(path).open("rb") as opened:
                raw = opened.read(MAX_BOUNCE_BYTES + 1)
    except OSError as error:
        return f"!{name}: {error.strerror or 'cannot be read'}"
    return json.dumps(summary(read_bounce(raw), name), ensure_ascii=True)


@commands.command()
@click.option("--check", "check_file", type=click.Path(exists=True, dir_okay=False))
def manifest(check_file: str | None) -> None:
    """Write manifest.xml for this deployment, or lint one with --check FILE."""
    from bouncecheck.wiring import manifests  # noqa: PLC0415  # start-up time of `read`

    if check_file is None:
        click.echo(manifests.deployment_manifest(), nl=False)
        return
    problems = manifests.manifest_problems(Path(check_file))
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(EXIT_NO)
    click.echo(f"{check_file}: nothing to complain about", err=True)


@commands.command()
def serve() -> None:
    """Run the web server, production grade."""
    from bouncecheck.wiring import deployment  # noqa: PLC0415  # start-up time of `read`

    deployment.serve()


@commands.command("foreign-on")
@click.argument("tenant", type=click.UUID)
def foreign_on(tenant: UUID) -> None:
    """Let a foreign origin count again for TENANT, once you know why a real bounce had one."""
    from bouncecheck.wiring import deployment  # noqa: PLC0415  # start-up time of `read`

    if not deployment.switch_foreign_on(str(tenant)):
        click.echo("It counted already.", err=True)
        sys.exit(EXIT_NO)
    click.echo("It counts again.", err=True)


@commands.command()
@click.option("--listen", default="127.0.0.1:8443", show_default=True, metavar="HOST:PORT")
@click.option("--data", type=click.Path(file_okay=False), help="Keep the demo's files here.")
def demo(listen: str, data: str | None) -> None:
    """Run everything against an emulated Microsoft 365, on localhost, nothing to configure."""
    from bouncecheck.wiring import demonstration  # noqa: PLC0415  # start-up time of `read`

    demonstration.demo(listen, Path(data) if data else None)
