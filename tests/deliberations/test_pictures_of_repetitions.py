"""Files know no transaction: what is sent twice, or refused, leaves no picture behind on the disk."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.repository.sendings import MOVES, reference
from tests.repository.test_tokens import ask, browser, carried

PICTURED = ["deliberations.microproject.add_photo", "deliberations.microproject.report_progress"]


def files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.mark.django_db
@pytest.mark.parametrize("name", PICTURED)
@pytest.mark.parametrize("way", ["page", "api"])
def test_repetition_and_refusal_leave_no_file_behind(name: str, way: str) -> None:
    reference()
    sending = MOVES[name]()
    client = browser(sending.by)
    known = carried(client, sending)

    def send(**changed: object) -> None:
        if way == "page":
            client.post(sending.page, sending.form(**known, **changed))
        else:
            ask(sending.by, sending, "a", **changed)

    send()
    first = files()
    send()
    again = files() - first
    send(**sending.others)

    assert (again, files() - first, sending.rows.count()) == (set(), set(), 1)
