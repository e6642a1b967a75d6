"""The command `summarize`: arguments in, the pipeline, exit status and words for a person out."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

from cyclopts import App, CycloptsError, Parameter

from summarize import __version__
from summarize.errors import SummarizeError, UsageError, VerificationError
from summarize.settings import Settings
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
        Where the briefing's folder is put [default: outputs].
    name
        Its name; without it that of the batch.
    words
        The most words of the briefing's statements together [default: 600].
    items
        The most statements in the briefing [default: 20].
    model
        Name or folder of a sentence-transformers model [default: minilm-statements].
    languages
        Languages that the model reads, such as en,de; articles in others are set aside [default: en].
    since_last
        Tell only what is new or changed since the earlier briefings.
    share
        Leave the full articles out of the briefing, for passing it on.
    settings
        A file with settings [default: summarize.toml, where it is there].
    quiet
        Say nothing but what was refused.
    json
        Print the run's manifest instead of a summary.
    """

    out: Path | None = None
    name: str | None = None
    words: int | None = None
    items: int | None = None
    model: str | None = None
    languages: str | None = None
    since_last: Annotated[bool | None, Parameter(negative=())] = None
    share: Annotated[bool | None, Parameter(negative=())] = None
    settings: Path | None = None
    quiet: Annotated[bool, Parameter(negative=())] = False
    json: Annotated[bool, Parameter(negative=())] = False


if TYPE_CHECKING:
    from summarize.settings_file import Loaded

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

    loaded = load_options(options)
    out = options.out or Path(loaded.service.outputs)
    with follow(quiet=options.quiet) as progress:
        folder = job(batch, out, options.name, loaded.settings, progress)
    if options.json:
        _print_file(folder / "manifest.json")
    elif not options.quiet:
        print_summary(folder)


def load_options(options: BriefOptions) -> Loaded:
    """The settings in force, the options over those of file and environment."""
    from summarize.settings_file import load_settings

    languages = split_languages(options.languages) if options.languages is not None else None
    names = ("words", "items", "model", "since_last", "share")
    given = {name: getattr(options, name) for name in names} | {"languages": languages}
    return load_settings(options.settings, given)


@app.command
def settings(*, settings: Path | None = None) -> None:
    """Show the settings in force, and where each value comes from.

    Parameters
    ----------
    settings
        A file with settings [default: summarize.toml, where it is there].
    """
    from summarize.settings_file import describe_settings, load_settings

    print(describe_settings(load_settings(settings)))


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
    from summarize.verify.run import verify_run

    faults = verify_run(run_dir)
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        raise VerificationError(f"{run_dir}: {len(faults)} fault(s) found; brief the batch again")
    if not quiet:
        print(f"{run_dir}: everything holds")


@app.command
def explain(run_dir: Path, statement: str, /) -> None:
    """Why the mentions of a statement were joined, and which near ones were left apart.

    Parameters
    ----------
    run_dir
        The folder of a finished briefing.
    statement
        Its id (in statements.jsonl and in the page's addresses), the beginning of that, or some of its words.
    """
    from summarize.explain import explain_statement

    print("\n".join(explain_statement(run_dir, statement)))


@app.command
def history(text: str, /, *, out: Path = Path("outputs"), settings: Path | None = None) -> None:
    """When a statement was first told, by whom, and how it changed.

    Parameters
    ----------
    text
        Words of the statement.
    out
        The folder of the outputs, with the archive.
    settings
        A file with settings [default: summarize.toml, where it is there].
    """
    from summarize.archive.history import find_history, show_history
    from summarize.archive.store import open_archive

    with open_archive(_find_archive(out, settings), create=False) as archive:
        print(show_history(find_history(archive, text)) or "nothing like it was told")


@app.command
def forget(article: str, /, *, out: Path = Path("outputs"), settings: Path | None = None) -> None:
    """Remove an article from the archive, and name the finished briefings that still hold it.

    Parameters
    ----------
    article
        Its id, sha256 or address.
    out
        The folder of the outputs, with the archive.
    settings
        A file with settings [default: summarize.toml, where it is there].
    """
    from summarize.archive.store import open_archive
    from summarize.archive.takedown import forget_article

    with open_archive(_find_archive(out, settings), create=False) as archive:
        gone = forget_article(archive, article, out)
    print(f"forgotten: {gone.mentions} mentions, {gone.statements} statements; {gone.left} stay, carried by others")
    for run in gone.runs:
        print(f"{run} still holds it; brief its batch again without the article, or delete it")


@app.command
def export(run_dir: Path, /, *, to: str, out: Path | None = None) -> None:
    """Write a finished briefing as Word, PDF, JSON Feed or CSL-JSON.

    Parameters
    ----------
    run_dir
        The folder of a finished briefing.
    to
        docx, pdf, feed or csl.
    out
        The file [default: beside the run's folder].
    """
    from summarize.export.formats import export_run

    print(export_run(run_dir, to, out))


@app.command(name="open")
def open_briefing(path: Path | None = None, /) -> None:
    """Show a briefing, or the list of all runs, in the browser; without a display its path is printed.

    Parameters
    ----------
    path
        A run's folder, or a folder of runs [default: outputs].
    """
    from summarize.briefing.index import find_page, open_page
    from summarize.settings_file import load_settings

    page = find_page(path if path is not None else Path(load_settings(None).service.outputs))
    print(page)
    open_page(page)


def _find_archive(out: Path, settings: Path | None) -> str:
    from summarize.archive.store import archive_place
    from summarize.settings_file import load_settings

    return archive_place(load_settings(settings).settings.archive, out)


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
    except MemoryError:
        _refuse("not enough memory for this batch; brief fewer articles at once", 2)
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
