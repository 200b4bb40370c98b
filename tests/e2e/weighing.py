"""What a page weighs on its way to the browser."""

import gzip

import brotli
from playwright.sync_api import Page, Response

#: Quality §1, in bytes: the first page with all its files, and every later one alone.
FIRST, LATER = 60_000, 15_000


class Scales:
    """Weighs what a page loads as production sends it: files in Brotli, pages in gzip."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.addresses: dict[str, None] = {}
        page.on("response", self.note_file)

    def note_file(self, response: Response) -> None:
        if "/static/" in response.url:
            self.addresses[response.url] = None

    def of(self, document: Response) -> int:
        """The page alone."""
        return len(gzip.compress(document.body(), 6))

    def files(self) -> int:
        """Every file that was loaded so far."""
        bodies = (self.page.request.get(address).body() for address in self.addresses)
        return sum(len(brotli.compress(body)) for body in bodies)
