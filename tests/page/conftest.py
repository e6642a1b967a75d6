"""The page in a real browser: Debian's Chromium, driven by Playwright. No browser is ever downloaded."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from summarize.briefing.html import render_html
from summarize.types import Briefing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Show = Callable[..., "Page"]
_WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => window.violations.push(event.effectiveDirective, event.sample));
"""


def find_chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Of the package and not of the session: while it is open, the thread has a running event loop."""
    missing = ""
    if importlib.util.find_spec("playwright") is None:
        missing = "playwright is not installed (pip install -e '.[test]')"
    elif find_chromium() is None:
        missing = "no chromium is found (apt-get install chromium, or name one in CHROMIUM)"
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"the page cannot be tested: {missing}")
    if missing:
        pytest.skip(missing)

    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium())
        yield browser
        browser.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Opens the page of a briefing from disk, as a reader does. When the test ends, whatever the test did, the page
    has asked nothing of anybody, said nothing on the console, and no rule of its own policy was broken."""
    contexts, pages, asked, said = [], [], [], []

    def open_page(
        briefing: Briefing,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        scripts: bool = True,
        hash: str = "",
        watched: bool = True,
    ) -> Page:
        file = tmp_path / f"{len(contexts)}" / "briefing.html"
        file.parent.mkdir()
        file.write_bytes(render_html(briefing).encode("utf-8"))
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.on("request", lambda r: asked.append(r.url) if r.url.partition("#")[0] != file.as_uri() else None)
        context.add_init_script(_WATCH)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if watched:
            pages.append(page)
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            page.on("dialog", lambda dialog: said.append(dialog.message) or dialog.dismiss())
        page.goto(file.as_uri() + hash)
        return page

    yield open_page
    violations = [found for page in pages for found in page.evaluate("() => window.violations ?? []")]
    for context in contexts:
        context.close()
    assert (asked, said, violations) == ([], [], [])
