"""What all tests share: a batch of our own writing, an encoder that needs no model, and what is made once for all.

All tests together run in several processes at once (pytest-xdist); the hooks at the end say which goes where.
"""

from __future__ import annotations

import os

# The processes share the cores: with a thread for each core in each of them they would wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import fcntl
import functools
import hashlib
import json
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from summarize.types import Progress

if TYPE_CHECKING:
    from tests.killer import Killer

ROOT = Path(__file__).parent.parent

FERRY = {
    "Harbour Post": (
        "Ferry runs aground off Lowmere\n\n"
        "LOWMERE (Coast Press) — The ferry Aurora ran aground off Lowmere on Monday with 212 people on board.\n\n"
        "Nobody was hurt, the coastguard said.\n\n"
        "Divers will inspect the hull of the Aurora on Tuesday morning.\n\n"
        "© 2031 Harbour Post. All rights reserved.\n"
    ),
    "Coast Daily": (
        "The ferry Aurora ran aground off Lowmere on Monday with 212 people on board, officials said.\n\n"
        "Nobody was hurt, the coastguard said.\n\n"
        "The company that runs the Aurora has paid three fines since 2028.\n\n"
        "Sign up for our newsletter\n"
    ),
    "Island Radio": (
        "The ferry Aurora ran aground off Lowmere on Monday with 210 people on board.\n\n"
        "Passengers were given tea and blankets in the school of Lowmere.\n"
    ),
}


class WordEncoder:
    """Every word has a fixed random direction; a text is the sum of its words'. Counts what it encodes."""

    name = "words"
    fingerprint = "words-1"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], progress: Progress) -> np.ndarray:
        self.encoded += texts
        progress(len(texts), len(texts))
        vectors = np.stack([sum(map(self._direction, text.lower().split())) for text in texts])
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    @staticmethod
    @functools.cache
    def _direction(word: str) -> np.ndarray:
        seed = int.from_bytes(hashlib.sha256(word.strip(".,\"'“”").encode()).digest()[:4], "big")
        return np.random.default_rng(seed).standard_normal(64)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> WordEncoder:
    """Takes the place of the model in the pipeline."""
    words = WordEncoder()
    monkeypatch.setattr("summarize.stages.load_encoder", lambda model: words)
    return words


def write_batch(folder: Path, articles: dict[str, str]) -> Path:
    """A batch of one JSON Lines file; the outlets are the keys."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"outlet": outlet, "text": text}) + "\n" for outlet, text in articles.items()]
    (folder / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


BRIDGE = {
    "Harbour Post": "The bridge of Brisk was closed on Monday after a crack was found, the mayor said.\n",
    "Coast Daily": "The bridge of Brisk was closed on Monday after inspectors found a crack in it.\n",
}


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Where the archive is; the tests of PostgreSQL put a URL here."""
    return str(tmp_path / "archive.db")


@pytest.fixture
def words() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    return write_batch(tmp_path / "ferry", FERRY)


@pytest.fixture
def jsonl() -> Callable[[Path], list[dict]]:
    return lambda path: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The labelled data; they are publishers' texts and no part of the project."""
    folder = os.environ.get("SUMMARIZE_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("SUMMARIZE_DATA names no folder with the labelled data")
    return Path(folder)


@pytest.fixture
def record_property(record_property: Callable[[str, object], None]) -> Callable[[str, object], None]:
    """Figures in numbers of Python: those of numpy cannot be told from one process to another."""
    return lambda name, value: record_property(name, value.item() if isinstance(value, np.generic) else value)


@pytest.fixture(scope="session")
def killer() -> Iterator[Killer]:
    """Runs of the command in forks of one warm process."""
    from tests.killer import Killer

    killer = Killer()
    yield killer
    killer.close()


def make_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder for all processes of this test run: the first one to need it fills it, the others wait for that."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    with open(folder.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.with_suffix(".made").exists():
            make(folder)
            folder.with_suffix(".made").touch()
    return folder


WITH_THE_MODEL = (
    "import sys; from pathlib import Path; from summarize import brief;"
    "[brief(Path(batch), Path(sys.argv[1])) for batch in sys.argv[2:]];"
    "print([m for m in ('torch', 'sentence_transformers', 'transformers') if m in sys.modules])"
)
"""Briefs batches, the packaged model and all, and says what of it had to be imported."""


def run_with_the_model(out: Path, *batches: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", WITH_THE_MODEL, *map(str, (out, *batches))]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.fixture(scope="session")
def modelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a first run with the packaged model leaves: `out`, with the ferry and the bridge, and what it `said`.

    A copy of `out/.cache` spares a test of something else the ten seconds that the model takes to load.
    """

    def make(folder: Path) -> None:
        batches = [write_batch(folder / name, texts) for name, texts in (("ferry", FERRY), ("bridge", BRIDGE))]
        ran = run_with_the_model(folder / "out", *batches)
        assert ran.returncode == 0, ran.stderr
        (folder / "said").write_text(ran.stdout)

    return make_once(tmp_path_factory, "modelled", make)


@pytest.fixture(scope="session")
def model_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outputs of the gates that need the model: what one of them has had encoded the others find in the cache."""
    return tmp_path_factory.mktemp("model")


@pytest.fixture
def warm_cache(modelled: Path) -> Callable[[Path], None]:
    """Puts the vectors of the ferry and the bridge into an output folder."""
    return lambda out: shutil.copytree(modelled / "out" / ".cache", out / ".cache", dirs_exist_ok=True)


# Files whose tests load the model into their process; one process does them all.
MODEL = ("archive_quality", "embed", "quality", "same", "same_statement", "stories", "stories_told")
# Begun before all others: none of these is left to one process when the others are done.
FIRST = ("flows", "served", "model", "readme", "hostile 0", "hostile 1")


def find_group(test: str) -> str:
    """Of a test's node id. A group is the work of one process, so that what its tests share is made once: a file, or a
    folder; but for the hostile ones, of which there are too many, and the served flow, which has its own server."""
    path = Path(test.partition("::")[0])
    name = (path.parts[1] if len(path.parts) > 2 else path.stem).removeprefix("test_")
    if path.stem == "test_served":
        return "served"
    if name == "hostile":
        return f"{name} {zlib.crc32(test.encode()) % 2}"
    return "model" if name in MODEL else name


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Folders are tested on all cores, one process more than there are, as the tests of the served flow mostly wait;
    a file or a test that somebody names in this process, where -s and --pdb work as ever."""
    return min(4, len(os.sched_getaffinity(0)) + 1) if any(Path(place).is_dir() for place in config.args) else 0


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    # Not --dist loadgroup: with pytest 9.2 it passes over its marks (pytest-xdist issue 1386).
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return find_group(nodeid)

    config.option.loadscopereorder = False
    return Scheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {group: place for place, group in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(find_group(item.nodeid), len(FIRST)))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """That nobody looked at the page must not pass unseen."""
    skipped = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()) if "/page/" in report.nodeid]
    if skipped:
        terminalreporter.section("THE PAGE WAS NOT TESTED", "!", red=True)
        terminalreporter.line(skipped[0])
