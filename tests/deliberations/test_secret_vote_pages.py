"""A secret vote on the member's page: neither tables nor reports of errors tell what was chosen (decision 7)."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from deliberations.enums import Choice
from deliberations.views.voting import RECEIPT
from tests.deliberations.test_cast_api import report_of
from tests.deliberations.test_secret_vote import everything, undone
from tests.factories.councils import Session

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel(datetime(2019, 3, 4, 19, 30), tick=False):
        yield


def browsers(session: Session) -> list[Client]:
    clients = [Client(raise_request_exception=False) for _member in session.members]
    for client, member in zip(clients, session.members, strict=True):
        client.force_login(member.user)
    return clients


def tap(client: Client, session: Session, choice: Choice, step: int = 0) -> Any:
    """Confirms a choice on the page; each request by a name of its own, the same in every play."""
    address = reverse("deliberations:council-ballot", args=[session.council.pk, session.project.pk])
    return client.post(address, {"choice": choice.value, "sure": "1"}, headers={"X-Request-ID": f"request-{step:04}"})


@pytest.mark.usefixtures("db", "frozen")
def test_no_table_depends_on_who_tapped_what() -> None:
    session = Session(4, secret=True).open()
    clients = browsers(session)

    def left_by(choices: Sequence[Choice], first: Choice) -> dict[str, Any]:
        """What the database holds after the votes, sessions included; the first member votes anew."""
        with undone():
            for step, choice in enumerate([first, *choices]):
                assert tap(clients[max(step - 1, 0)], session, choice, step).status_code == 302
            for client in clients:
                client.cookies.pop(RECEIPT, None)
            return everything()

    expected = left_by([FOR, FOR, AGAINST, ABSTAIN], FOR)

    assert left_by([ABSTAIN, AGAINST, FOR, FOR], AGAINST) == expected
    assert left_by([AGAINST, FOR, ABSTAIN, FOR], AGAINST) == expected
    assert left_by([FOR, ABSTAIN, FOR, AGAINST], ABSTAIN) == expected


@pytest.mark.django_db
def test_a_report_of_an_error_tells_no_choice_and_no_receipt() -> None:
    session = Session(3, secret=True).open()
    [phone, *_others] = browsers(session)
    before = tap(phone, session, FOR).cookies
    receipt = before[RECEIPT].value

    report, code = report_of(lambda: tap(phone, session, ABSTAIN))

    assert code == 500
    assert "cast_ballot" in report
    assert [word for word in (receipt, "'abstain'", "ABSTAIN") if word in report] == []


@pytest.mark.django_db
def test_a_report_of_an_error_tells_nothing_of_the_papers() -> None:
    """A single paper is its member's choice."""
    session = Session(3, secret=True).open()
    desk = Client(raise_request_exception=False)
    desk.force_login(session.officer)
    address = reverse("deliberations:council-enter-paper-count", args=[session.council.pk])
    typed = {"project": session.project.pk, "members": [session.members[0].pk]}

    def told(votes: dict[str, int]) -> str:
        with undone():
            report, code = report_of(lambda: desk.post(address, typed | votes))
        assert code == 500
        assert "enter_paper_count" in report
        return "\n".join(line for line in report.splitlines() if re.search(r"in_favour|against|abstained", line))

    with time_machine.travel(datetime(2019, 3, 4, 19, 30), tick=False):
        one, other = (
            told({"in_favour": favour, "against": against, "abstained": 0}) for favour, against in ((1, 0), (0, 1))
        )

    assert one == other
