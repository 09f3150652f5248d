"""Throw-away database servers on free ports of the loopback, for tests. They sync nothing to disk, unless `durable`."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psutil
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

START_TIMEOUT_S = 60.0
NAMES = count(1)
# what a killed process needs not, as the system goes on
FOR_THE_DISK = ("fsync", "full_page_writes")
UNSYNCED = (
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=0",
    "--sync-frm=0",
)


class Missing(Exception):
    """The server is not installed; the text says which program is missing."""


class Server:
    """A running server. Databases on it are empty when they are made, and go with it."""

    def __init__(self, admin_url: str, public_url: str) -> None:
        self._admin = create_engine(admin_url, isolation_level="AUTOCOMMIT")
        self._url = public_url

    def new_database(self) -> str:
        name = f"chargeit_{next(NAMES)}"
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return f"{self._url}/{name}"

    def wait(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            try:
                self._admin.connect().close()
                return
            except OperationalError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}") from None
                time.sleep(0.05)

    def close(self) -> None:
        self._admin.dispose()


@contextmanager
def postgresql(durable: bool = False) -> Iterator[Server]:
    """Raises Missing where PostgreSQL is not installed."""
    with folder("postgres") as home:
        command, server = prepared_postgresql(home, () if durable else (*FOR_THE_DISK, "synchronous_commit"))
        with running(command, home, "postgres") as process:
            server.wait(process, home / "log")
            yield server
            server.close()


def prepared_postgresql(home: Path, off: Sequence[str]) -> tuple[list[object], Server]:
    """What starts it, on a port that stays the same, without the settings that are `off`."""
    initdb = program("initdb", sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))
    data, port = home / "data", free_port()
    options = ("--username=chargeit", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    run([initdb, f"--pgdata={data}", *options], home, "postgres")
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": home,
        "shared_buffers": "32MB",
        "deadlock_timeout": "100ms",
    }
    settings |= dict.fromkeys(off, "off")
    flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    url = f"chargeit@127.0.0.1:{port}"
    server = Server(f"postgresql+psycopg://{url}/postgres", f"postgresql://{url}")
    return [initdb.with_name("postgres"), "-D", data, *flags], server


class KillablePostgres:
    """Its processes are killed, and it starts again on what they gave to the system, on the same port."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._command, self._server = prepared_postgresql(home, FOR_THE_DISK)
        self.start()
        self.url = self._server.new_database()

    def start(self) -> None:
        words = [str(word) for word in self._command]
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen(words, cwd=self._home, user=account("postgres"), stdout=log, stderr=log)
        self._server.wait(self._process, self._home / "log")

    def kill(self) -> None:
        """All processes at once; none is left when this returns."""
        postmaster = psutil.Process(self._process.pid)
        processes = [postmaster, *postmaster.children(recursive=True)]
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait()
        psutil.wait_procs(processes, timeout=START_TIMEOUT_S)

    def close(self) -> None:
        self._server.close()
        if self._process.poll() is None:
            self.kill()


@contextmanager
def killable_postgresql() -> Iterator[KillablePostgres]:
    """Raises Missing where PostgreSQL is not installed."""
    with folder("postgres") as home:
        server = KillablePostgres(home)
        try:
            yield server
        finally:
            server.close()


@contextmanager
def mariadb(durable: bool = False) -> Iterator[Server]:
    """Raises Missing where MariaDB is not installed."""
    install = program("mariadb-install-db", [Path("/usr/bin")])
    daemon = program("mariadbd", [Path("/usr/sbin")])
    with folder("mysql") as home:
        data, port = home / "data", free_port()
        install_options = ("--auth-root-authentication-method=normal", "--skip-test-db")
        run([install, "--no-defaults", f"--datadir={data}", *install_options], home, "mysql")
        options = (
            f"--datadir={data}",
            f"--port={port}",
            "--bind-address=127.0.0.1",
            f"--socket={home}/socket",
            "--innodb-buffer-pool-size=64M",
            "--innodb-use-native-aio=0",
            *(() if durable else UNSYNCED),
        )
        url = f"root@127.0.0.1:{port}"
        server = Server(f"mariadb+pymysql://{url}/mysql", f"mariadb://{url}")
        with running([daemon, "--no-defaults", *options], home, "mysql") as process:
            server.wait(process, home / "log")
            yield server
            server.close()


def program(name: str, folders: Sequence[Path]) -> Path:
    for found in [*(folder / name for folder in folders), shutil.which(name)]:
        if found is not None and Path(found).exists():
            return Path(found)
    raise Missing(f"{name} is not installed")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def account(user: str) -> str | None:
    """Servers refuse to run as root: then they run as the account that their package made."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(user)
    except KeyError:
        raise Missing(f"there is no account {user} to run the server as") from None
    return user


@contextmanager
def folder(user: str) -> Iterator[Path]:
    owner = account(user)
    home = Path(tempfile.mkdtemp(prefix="chargeit-"))
    try:
        if owner is not None:
            shutil.chown(home, owner)
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def run(command: Sequence[object], home: Path, user: str) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=home, user=account(user), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{words[0]} failed: {done.stdout}{done.stderr}")


@contextmanager
def running(command: Sequence[object], home: Path, user: str) -> "Iterator[subprocess.Popen[bytes]]":
    words = [str(word) for word in command]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(words, cwd=home, user=account(user), stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
