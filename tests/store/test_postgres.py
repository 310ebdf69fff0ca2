"""The embedded server: started with us, stopped with us, never left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from bouncecheck.errors import StoreError
from bouncecheck.store.migrate import upgrade
from bouncecheck.store.postgres import MAX_SOCKET_BYTES, EmbeddedPostgres


@pytest.fixture
def folder(data_folder: Path) -> Path:
    folder = data_folder / "another"
    folder.mkdir(exist_ok=True)
    return folder


def test_it_answers_and_keeps_what_it_was_given(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('ä')")

    started_at = time.perf_counter()
    with EmbeddedPostgres(folder) as server, psycopg.connect(server.url) as connection:
        seconds = time.perf_counter() - started_at
        rows = connection.execute("SELECT word FROM kept").fetchall()

    assert ("ä",) in rows
    assert seconds < 3


def test_it_is_gone_afterwards(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        pid = _server_pid(folder)

    assert not _is_alive(pid)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url)


def test_a_second_one_on_the_same_folder_is_refused(folder: Path) -> None:
    with EmbeddedPostgres(folder), pytest.raises(StoreError, match="Another Bounce Check"):
        EmbeddedPostgres(folder).__enter__()

    with EmbeddedPostgres(folder) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_it_listens_on_no_network_and_to_its_own_role_alone(
    postgres: EmbeddedPostgres,
) -> None:
    with psycopg.connect(postgres.url) as connection:
        listens = connection.execute("SHOW listen_addresses").fetchone()

    assert listens == ("",)
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        psycopg.connect(postgres.url.replace("bouncecheck@", "postgres@"))


def test_it_never_runs_as_root(postgres: EmbeddedPostgres, data_folder: Path) -> None:
    assert postgres.url
    assert Path(f"/proc/{_server_pid(data_folder)}").stat().st_uid != 0


def test_a_long_path_has_its_socket_elsewhere_but_always_at_the_same_place(
    data_folder: Path,
) -> None:
    long = data_folder / ("x" * 120)

    with EmbeddedPostgres(long) as server:
        psycopg.connect(server.url).close()

    sockets = Path(server.url.rpartition("host=")[2].replace("%2F", "/"))
    assert len(os.fsencode(sockets)) < MAX_SOCKET_BYTES
    assert EmbeddedPostgres(long).url == server.url
    assert sockets.stat().st_mode & 0o077 == 0
    sockets.rmdir()


KILLED = """
import sys, time
from pathlib import Path
from bouncecheck.store.postgres import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1])):
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal is Linux's")
def test_nothing_is_left_when_we_are_killed(folder: Path) -> None:
    with subprocess.Popen(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE
    ) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"ready\n"
        pid = _server_pid(folder)
        starter.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + 10
    while _is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)

    assert not _is_alive(pid)
    with EmbeddedPostgres(folder) as server:
        psycopg.connect(server.url).close()


def test_a_server_that_was_left_behind_is_stopped_by_the_next_start(folder: Path) -> None:
    left = EmbeddedPostgres(folder)
    left.__enter__()
    assert left._lock is not None
    left._lock.close()

    with EmbeddedPostgres(folder) as server:
        psycopg.connect(server.url).close()

    left.__exit__(None, None, None)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_does_not_stop_the_server_of_its_parent(
    postgres: EmbeddedPostgres,
) -> None:
    child = os.fork()
    if child == 0:
        postgres.__exit__(None, None, None)
        os._exit(0)
    os.waitpid(child, 0)

    with psycopg.connect(postgres.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_folder_of_another_release_is_left_alone(folder: Path) -> None:
    with EmbeddedPostgres(folder):
        pass
    version = folder / "postgres" / "cluster" / "PG_VERSION"
    version.write_text("12\n")

    with pytest.raises(StoreError, match="PostgreSQL 12"):
        EmbeddedPostgres(folder).__enter__()

    version.write_text("18\n")


def test_a_socket_folder_of_somebody_else_is_refused(folder: Path) -> None:
    run = folder / "postgres" / "run"
    run.parent.mkdir(exist_ok=True)
    if run.is_dir():
        run.rmdir()
    run.symlink_to("/tmp")  # noqa: S108  # what an attacker would do

    with pytest.raises(StoreError, match="belongs to somebody else"):
        EmbeddedPostgres(folder).__enter__()

    run.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
def test_roots_own_home_is_left_closed_and_the_server_lives_elsewhere(
    data_folder: Path,
) -> None:
    home = data_folder / "home"
    home.mkdir(mode=0o700, exist_ok=True)
    system = data_folder / "system"

    with (
        EmbeddedPostgres(home / "data", system) as server,
        psycopg.connect(server.url) as connection,
    ):
        assert connection.execute("SELECT 1").fetchone() == (1,)

    assert EmbeddedPostgres(home / "data", system).url == server.url
    assert home.stat().st_mode & 0o777 == 0o700
    assert not list(home.iterdir())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
def test_a_folder_that_the_server_cannot_reach_at_all_is_refused(data_folder: Path) -> None:
    closed = data_folder / "closed"
    closed.mkdir(mode=0o700, exist_ok=True)

    with pytest.raises(StoreError, match="BOUNCECHECK_DATA"):
        EmbeddedPostgres(closed / "data", closed / "system").__enter__()


def test_tables_cannot_be_made_where_no_database_is(data_folder: Path) -> None:
    with pytest.raises(StoreError):
        upgrade(f"postgresql://nobody@/nothing?host={data_folder}")


def _server_pid(folder: Path) -> int:
    return int((folder / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
