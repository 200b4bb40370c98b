"""A browser as far as the bench needs one: keeps its connection, asks for gzip, and fills in forms as it finds them."""

import gzip
import http.client
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

#: The name under which the site is asked for, as behind its reverse proxy.
HOST = "stations.example.gov.cn"
HEADERS = {
    "Host": HOST,
    "X-Forwarded-Proto": "https",
    "Accept": "text/html",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "zh-CN,zh;q=0.9",
}
#: What a browser remembers for the next page only; kept, the messages would pile up.
PASSING = {"messages"}

Fields = list[tuple[str, str]]
Fill = Callable[["Form"], Fields]


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: http.client.HTTPMessage

    @property
    def text(self) -> str:
        packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Form:
    """A form of a page with everything it already holds, hidden fields included, and the names of all its fields."""

    method: str
    action: str
    held: Fields = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    #: The largest number that a field takes, and the values that a list offers, by the field's name.
    most: dict[str, str] = field(default_factory=dict)
    offers: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, fields: Iterable[tuple[str, str]]) -> Fields:
        """What is sent when a person fills in these fields and leaves the others as they are."""
        typed = list(fields)
        changed = {name for name, _value in typed}
        return [(name, value) for name, value in self.held if name not in changed] + typed


class _Forms(HTMLParser):
    """The forms of a page. What stands in a <template> is for scripts, and is not sent."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.inside: Form | None = None
        self.templates = 0
        self.select = ""
        self.options: list[tuple[str, bool]] = []
        self.textarea: str | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "template":
            self.templates += 1
        elif self.templates:
            return
        elif tag == "form":
            self.inside = Form(given.get("method", "get").lower(), given.get("action", ""))
            self.found.append(self.inside)
        elif self.inside is not None and "disabled" not in given:
            self.control(self.inside, tag, given)

    def control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "option":
            self.options.append((given.get("value", ""), "selected" in given))
        if not name:
            return
        if tag in ("input", "select", "textarea", "button"):
            form.names.append(name)
        if most := given.get("max") or given.get("data-most"):
            form.most[name] = most
        if tag == "select":
            self.select, self.options = name, []
        elif tag == "textarea":
            self.textarea, self.text = name, ""
        elif tag == "input":
            kind = given.get("type", "text")
            if kind in ("checkbox", "radio"):
                if "checked" in given:
                    form.held.append((name, given.get("value", "on")))
            elif kind not in ("submit", "button", "image", "reset", "file"):
                form.held.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.templates -= 1
        elif self.templates or self.inside is None:
            return
        elif tag == "form":
            self.inside = None
        elif tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected] or [v for v, _ in self.options[:1]]
            self.inside.held += [(self.select, value) for value in chosen]
            self.inside.offers[self.select] = [value for value, _selected in self.options if value]
            self.select = ""
        elif tag == "textarea" and self.textarea is not None:
            self.inside.held.append((self.textarea, self.text.removeprefix("\n")))
            self.textarea = None


def form_of(page: str, path: str) -> Form:
    """The form of the page that is sent to the page's own address; of several the one with most fields."""
    parser = _Forms()
    parser.feed(page)
    own = [
        form
        for form in parser.found
        if form.method == "post" and urlsplit(form.action).path in ("", urlsplit(path).path)
    ]
    if not own:
        raise RuntimeError(f"{path} has no form of its own")
    return max(own, key=lambda form: len(form.names))


class Browser:
    """One connection to one site. Whose browser it is, is said by the cookies that go with each request."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, path: str, cookies: dict[str, str]) -> Answer:
        return self.send("GET", path, cookies)

    def form(self, path: str, cookies: dict[str, str]) -> Form:
        answer = self.get(path, cookies)
        if answer.status != 200:
            raise RuntimeError(f"GET {path} answered {answer.status} {answer.location}")
        return form_of(answer.text, path)

    def post(self, path: str, cookies: dict[str, str], fields: Fields) -> Answer:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"https://{HOST}",
            "Referer": f"https://{HOST}{path}",
        }
        return self.send("POST", path, cookies, urlencode(fields), headers)

    def send(
        self, method: str, path: str, cookies: dict[str, str], body: str = "", headers: dict[str, str] | None = None
    ) -> Answer:
        everything = {**HEADERS, **(headers or {})}
        if cookies:
            everything["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        try:
            self.connection.request(method, path, body or None, everything)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # A connection that lay idle was closed by the server; a browser opens another one.
            self.connection.close()
            self.connection.request(method, path, body or None, everything)
            answer = self.connection.getresponse()
        return Answer(answer.status, answer.read(), answer.headers)

    def sign_in(self, path: str, username: str, password: str) -> dict[str, str]:
        """The cookies of a person who has just signed in."""
        page = self.get(path, {})
        cookies = received(page)
        fields = form_of(page.text, path).filled([("username", username), ("password", password)])
        answer = self.post(path, cookies, fields)
        if answer.status != 302:
            raise RuntimeError(f"{username} cannot sign in: {answer.status}")
        return {**cookies, **received(answer)}


def received(answer: Answer) -> dict[str, str]:
    lines = answer.headers.get_all("Set-Cookie") or []
    found = [match for match in (re.match(r"([^=]+)=([^;]*)", line) for line in lines) if match]
    return {match[1]: match[2] for match in found if match[1] not in PASSING}
