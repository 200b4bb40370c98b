"""Goes through the site as somebody would who follows every link, and notes what each page is like."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

#: So many pages of one name are opened by one person: the things of a list differ less than the pages.
OF_EACH = 4
SPOKEN = {"title", "placeholder", "alt", "aria-label", "aria-description", "data-label"}
SILENT = {"script", "style", "template"}
VOID = {"meta", "link", "input", "br", "hr", "img", "source", "col", "wbr", "use", "path", "circle", "rect", "line"}
#: Four Latin letters and more; not the random letters at the end of a receipt number.
WORD = re.compile(r"(?<![A-Za-z0-9-])[A-Za-z][A-Za-z'’-]{2,}[A-Za-z](?![A-Za-z0-9])")


@dataclass(frozen=True)
class Seen:
    """One page as one person got it."""

    kind: str
    name: str
    address: str
    status: int
    queries: int
    body: str
    texts: tuple[str, ...] = ()
    error: str = ""

    @property
    def english(self) -> list[str]:
        """The words of four Latin letters and more that a reader meets."""
        return [word for text in self.texts for word in WORD.findall(text)]

    def __str__(self) -> str:
        return f"{self.kind or 'stranger'}: {self.address} ({self.name})"


class Page(HTMLParser):
    """The links of a page, and what it says: texts, and the attributes that are read aloud or shown."""

    def __init__(self, body: str):
        super().__init__()
        self.links: list[str] = []
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(body)

    def _is_silent(self) -> bool:
        return any(silent for _tag, silent in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        silent = tag in SILENT or known.get("lang", "zh-hans") != "zh-hans"
        if not silent and not self._is_silent():
            self.texts += [known[name] for name in SPOKEN & set(known)]
            if tag == "input" and known.get("type") in ("submit", "button"):
                self.texts.append(known.get("value", ""))
        if tag == "a" and "href" in known:
            self.links.append(known["href"])
        if tag not in VOID:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        places = [place for place, (opened, _silent) in enumerate(self._open) if opened == tag]
        if places:
            del self._open[places[-1] :]

    def handle_data(self, data: str) -> None:
        if not self._is_silent():
            self.texts.append(data)


def name_of(address: str) -> str:
    """The name of an address, "" where it has none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def crawl(kind: str, browser: Client, starts: Iterable[str]) -> list[Seen]:
    """Follows every link of the site from the given pages, breadth first."""
    waiting, known, counts, seen = list(starts), set(starts), Counter[str](), []
    while waiting:
        address = waiting.pop(0)
        name = name_of(address)
        counts[name] += 1
        found, links = open_page(kind, browser, name, address)
        seen.append(found)
        for link in links:
            target = urljoin(address, link.split("#")[0])
            if link[:1] == "#" or urlsplit(target).netloc or not target.startswith("/") or target in known:
                continue
            known.add(target)
            if counts[name_of(target)] + sum(name_of(one) == name_of(target) for one in waiting) < OF_EACH:
                waiting.append(target)
    return seen


def open_page(kind: str, browser: Client, name: str, address: str) -> tuple[Seen, list[str]]:
    with CaptureQueriesContext(connection) as queries:
        try:
            answer: Any = browser.get(address)
        except Exception as error:  # a page that breaks is noted like any other, with what broke it
            return Seen(kind, name, address, 500, len(queries), "", error=f"{type(error).__name__}: {error}"), []
    if answer.streaming:
        list(answer.streaming_content)  # read to its end, so that the file is closed
    if answer.streaming or not answer["Content-Type"].startswith("text/html"):
        return Seen(kind, name, address, answer.status_code, len(queries), ""), []
    body = answer.content.decode()
    page = Page(body)
    links = [answer["Location"]] if answer.status_code in (301, 302) else page.links
    return Seen(kind, name, address, answer.status_code, len(queries), body, tuple(page.texts)), links
