"""Runs of the command that are killed on purpose: `python -m tests.killer` forks one for each line of its input.

A fork has everything imported already, so that fifty killed runs take seconds and not minutes. A run counts the
moments at which it touches its output (a file opened for writing, made, renamed or removed, a statement to SQLite)
and can be told to kill itself at one of them; Python's audit hooks see them, and the pipeline is what it is.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import resource
import signal
import sqlite3
import sqlite3.dbapi2
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

import summarize.stages
from summarize.cli import main
from summarize.pipeline import brief
from tests.conftest import FERRY, ROOT, WordEncoder, write_batch

_PATIENCE = 600  # seconds that a run may take by the clock before it is given up
_WARM = 3  # runs before the first fork: Python itself is warm after the second, and a fork then takes half the time
_PAGE = (
    "<!doctype html><html><head><title>Ferry</title><meta name='author' content='Ann Lee'></head><body><article>"
    "<h1>Ferry</h1><p>The ferry Aurora ran aground off Lowmere on Monday.</p></article></body></html>"
)
_CHANGES = {"os.rename": (2, 3), "os.mkdir": (2,), "os.rmdir": (1,), "os.remove": (1,)}  # where their dir_fd is


def count_moments(out: Path, at: int | None) -> Callable[[], int]:
    """Kills this process when it touches what is below `out` for the `at`-th time; gives how often it has so far."""
    seen, place = 0, str(out)

    def step(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(event: str, arguments: tuple) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, str) and path.startswith(place) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                step()
        elif event in _CHANGES:
            below = os.fspath(arguments[0]).startswith(place) if isinstance(arguments[0], str | os.PathLike) else False
            if below or any(arguments[k] != -1 for k in _CHANGES[event]):  # shutil.rmtree names files by their folder
                step()
        elif event == "ctypes.dlsym" and arguments[1] == "renameat2":
            step()

    def connect(*arguments: object, **options: object) -> sqlite3.Connection:
        connection = plain_connect(*arguments, **options)  # type: ignore[call-overload]
        connection.set_trace_callback(step)
        return connection

    plain_connect = sqlite3.connect
    sqlite3.connect = sqlite3.dbapi2.connect = connect  # type: ignore[assignment]
    sys.addaudithook(watch)
    return lambda: seen


def use_words() -> None:
    """The encoder of the tests in place of the model, in this process."""
    summarize.stages.load_encoder = lambda model: WordEncoder()


def _run(order: dict) -> int:
    """The command in this process, with standard output closed, because it is the pipe of the answers."""
    signal.alarm(_PATIENCE)
    sys.stdin = sys.stdout = None  # type: ignore[assignment]
    if order.get("largest"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["largest"], order["largest"]))
    if order.get("seconds"):
        resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"]))
        here = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (here + order["memory"], here + order["memory"]))
    moments = count_moments(Path(order["out"]), order.get("at"))
    logging.getLogger("summarize").setLevel(logging.INFO)
    program = importlib.import_module(order.get("program", "summarize.cli"))
    verb = ["brief"] if program.__name__ == "summarize.cli" else []
    try:
        main([*verb, order["batch"], "--out", order["out"], *order.get("options", ())], app=program.app)
    except SystemExit as stopped:
        if order.get("count"):
            print(moments(), file=sys.stderr)
        return int(stopped.code or 0)


def _fork(order: dict) -> tuple[int, int]:
    """The process of a run, and where its words can be read."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 70
        os.dup2(writing, 2)
        try:
            status = _run(order)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(status)
    os.close(writing)
    return pid, reading


def serve(programs: Sequence[str]) -> None:
    """Each line: a list of runs that begin at once, each with `wait` (seconds before it begins), `after` (seconds
    until it is killed from outside), `at` (the moment at which it kills itself), `largest` (bytes that a file may
    have), `seconds` and `memory` (the processor time and the bytes beyond its own that it may take), `program` (the
    module whose command it is, of `programs`). The answer: for each its exit status, what it said, the seconds of
    processor time and the bytes that it took at most."""
    # Loaded once, for all forks: first what a batch of plain text does not need.
    for name in ("charset_normalizer", "feedparser", "trafilatura", "yaml", "summarize.reading.pages", *programs):
        importlib.import_module(name)
    use_words()
    with tempfile.TemporaryDirectory() as folder:
        batch = write_batch(Path(folder, "batch"), FERRY)
        (batch / "page.html").write_text(_PAGE)
        for turn in range(_WARM):
            brief(batch, Path(folder, f"out-{turn}"))
    for line in sys.stdin:
        runs = []
        for order in json.loads(line):
            time.sleep(order.get("wait", 0))
            runs.append((*_fork(order), order))
        ends = []
        for pid, reading, order in runs:
            if order.get("after") is not None:
                time.sleep(order["after"])
                os.kill(pid, signal.SIGKILL)
            with open(reading, encoding="utf-8") as words:
                said = words.read()
            _, status, used = os.wait4(pid, 0)
            ends.append((os.waitstatus_to_exitcode(status), said, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024))
        print(json.dumps(ends), flush=True)


class Killer:
    """The other end: runs of the command in forks of one warm process. `said`, `seconds` and `memory` are those of the
    last runs. `programs`: modules with a command to run other than `summarize.cli`; `environment`: what they need."""

    def __init__(self, *programs: str, **environment: str) -> None:
        command = [sys.executable, "-m", "tests.killer", *programs]
        # Threads of numerical libraries would be missing in the forks.
        environment = {**os.environ, **environment, "OMP_NUM_THREADS": "1"}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)
        self.said: list[str] = []
        self.seconds: list[float] = []
        self.memory: list[int] = []

    def runs(self, *orders: dict[str, object]) -> list[int]:
        """Their exit statuses, negative for the signal that ended one."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(orders) + "\n")
        self._process.stdin.flush()
        ends = json.loads(self._process.stdout.readline())
        statuses, self.said, self.seconds, self.memory = (list(column) for column in zip(*ends, strict=True))
        return statuses

    def run(self, batch: Path, out: Path, *options: str, **order: object) -> int:
        return self.runs({"batch": str(batch), "out": str(out), "options": options, **order})[0]

    def close(self) -> None:
        self._process.communicate()


if __name__ == "__main__":
    serve(sys.argv[1:])
