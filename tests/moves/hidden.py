"""What a page carries in hidden fields, as a browser would send it back."""

import re
from html import unescape
from typing import Any

from django.test import Client

HIDDEN = re.compile(r'<input type="hidden" name="(?P<name>[^"]+)"(?: value="(?P<value>[^"]*)")?')


def hidden_in(html: str) -> dict[str, str]:
    """The hidden fields of the page itself, not of its frame; of several forms the last one wins."""
    html = html[max(0, html.find("<main")) :]
    return {found["name"]: unescape(found["value"] or "") for found in HIDDEN.finditer(html)}


def opened(client: Client, address: str) -> dict[str, str]:
    """Opens the page of a form and returns what it carries."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return hidden_in(answer.content.decode())


def pressed(client: Client, address: str, typed: dict[str, Any]) -> Any:
    """Opens the page of a form, fills it in and sends it."""
    return client.post(address, opened(client, address) | typed)
