"""The command `summarize`: arguments in, the pipeline, exit status and words for a person out."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn

from cyclopts import App, CycloptsError, Parameter

from summarize import __version__
from summarize.errors import SummarizeError, UsageError, VerificationError
from summarize.settings import DEFAULT, Settings
from summarize.types import Progress

app = App(
    name="summarize",
    version=__version__,
    help="One deduplicated, source-cited briefing of many articles. Every line is word for word from a source.",
    suppress_keyboard_interrupt=False,  # `main` says what a stopped run leaves behind
)


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class BriefOptions:
    """The options of a briefing, the same for the command and the flow.

    Parameters
    ----------
    out
        Where the briefing's folder is put.
    name
        Its name; without it that of the batch.
    words
        The most words of the briefing's statements together.
    items
        The most statements in the briefing.
    model
        Name or folder of a sentence-transformers model.
    languages
        Languages that the model reads, such as en,de; articles in others are set aside.
    quiet
        Say nothing but what was refused.
    json
        Print the run's manifest instead of a summary.
    """

    out: Path = Path("outputs")
    name: str | None = None
    words: int = DEFAULT.words
    items: int = DEFAULT.items
    model: str = DEFAULT.model
    languages: str = ",".join(DEFAULT.languages)
    quiet: Annotated[bool, Parameter(negative=())] = False
    json: Annotated[bool, Parameter(negative=())] = False


Job = Callable[[Path, Path, str | None, Settings, Progress], Path]


@app.command
def brief(batch: Path, /, *, options: BriefOptions = BriefOptions()) -> None:
    """Brief a batch: a folder of articles, or one file (text, HTML, JSON, CSV, feeds; gzipped or not).

    Parameters
    ----------
    batch
        The folder or file with the articles.
    """
    from summarize.pipeline import brief as job

    brief_batch(batch, options, job)


def brief_batch(batch: Path, options: BriefOptions, job: Job) -> None:
    """Has `job` brief the batch, tells how it goes, and prints what came out."""
    from summarize.terminal import follow, print_summary

    languages = split_languages(options.languages)
    settings = Settings(model=options.model, languages=languages, words=options.words, items=options.items)
    with follow(quiet=options.quiet) as progress:
        folder = job(batch, options.out, options.name, settings, progress)
    if options.json:
        _print_file(folder / "manifest.json")
    elif not options.quiet:
        print_summary(folder)


@app.command
def verify(run_dir: Path, /, *, quiet: Annotated[bool, Parameter(negative=())] = False) -> None:
    """Re-derive everything that can be: exit status 0 only if all of it holds.

    Parameters
    ----------
    run_dir
        The folder of a finished briefing.
    quiet
        Say nothing but the faults.
    """
    from summarize.verify import verify_run

    faults = verify_run(run_dir)
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        raise VerificationError(f"{run_dir}: {len(faults)} fault(s) found; brief the batch again")
    if not quiet:
        print(f"{run_dir}: everything holds")


def split_languages(text: str) -> tuple[str, ...]:
    """Codes from such as "en, de". Raises UsageError for what is no list of two-letter codes."""
    codes = tuple(dict.fromkeys(code.strip().lower() for code in text.split(",")))
    for code in codes:
        if not (len(code) == 2 and code.isalpha() and code.isascii()):
            raise UsageError(f"--languages {text!r}: {code!r} is no two-letter language code; give such as en,de")
    return codes


def main(arguments: Sequence[str] | None = None, app: App = app) -> NoReturn:
    """Every refusal is one line on standard error; exit status 0 done, 1 nothing usable or a fault, 2 wrong use.

    141 where the reader of what is printed went away (`| head`), as for any program that a pipe stops.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show a letter must not end the run with a traceback.
        sys.stdout.reconfigure(errors="replace")
    try:
        app(arguments, exit_on_error=False, print_error=False, result_action="return_value")
        if sys.stdout is not None:
            sys.stdout.flush()
    except CycloptsError as error:
        _refuse(" ".join(str(error).split()) + f" See {app.name[0]} --help.", 2)
    except SummarizeError as error:
        _refuse(str(error), error.exit_status)
    except BrokenPipeError:
        # The interpreter flushes once more at its end, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(141)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _refuse(f"{where}{error.strerror or error}; check the space and the rights there", 2)
    except KeyboardInterrupt:
        _refuse("stopped; the last finished briefing is as it was, and what was computed is kept", 130)
    sys.exit(0)


def _print_file(path: Path) -> None:
    """As it is: JSON is UTF-8 whatever the terminal speaks."""
    if sys.stdout is not None:
        sys.stdout.flush()
        sys.stdout.buffer.write(path.read_bytes())


def _refuse(message: str, status: int) -> NoReturn:
    logging.shutdown()
    print(f"summarize: {message}", file=sys.stderr)
    sys.exit(status)
