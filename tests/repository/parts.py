"""Looks into the HTML of a page: its ids, and what can be used without one."""

from html.parser import HTMLParser

USED = {"a", "button", "input", "select", "textarea", "summary"}


class Tags(HTMLParser):
    """Every start tag with its attributes, outside of templates."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._templates = 0
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._templates += tag == "template"
        if not self._templates:
            self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self._templates -= tag == "template"


def ids_of(body: str) -> list[str]:
    """All ids, as often as they stand there."""
    return [attrs["id"] for _tag, attrs in Tags(body).found if "id" in attrs]


def ids_missing(body: str) -> list[str]:
    """What can have the focus and could not be found again."""
    used = ((tag, attrs) for tag, attrs in Tags(body).found if tag in USED and attrs.get("type") != "hidden")
    return [f"<{tag} {attrs}>" for tag, attrs in used if "id" not in attrs]
