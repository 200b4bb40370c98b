"""What a page carries besides what is typed, read from its form as a browser would send it."""

import re
from typing import Any

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)" data-draft-skip>')


def carried(page: Any) -> dict[str, str]:
    """The marks and tokens of a page's form, which no draft keeps."""
    return dict(_HIDDEN.findall(page.content.decode()))


def ticked(page: Any, name: str) -> list[str]:
    """The values of the boxes of that name that are ticked, as the page shows them."""
    boxes = re.findall(rf'<input type="checkbox" name="{name}"[^>]*>', page.content.decode())
    return [re.findall(r'value="([^"]*)"', box)[0] for box in boxes if " checked" in box]
