"""The district as it is delivered, and the people of one story."""

from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from accounts.models import Department, User
from stations.models import Category, Representative, Station
from tests.factories.accounts import PASSWORD
from tests.factories.stations import RepresentativeFactory, committee, handler_of, officer_of

API = "/api/v1/"


class Caller:
    """A program that acts for one person: signs in for a token, and then only reads and posts."""

    def __init__(self, person: User):
        self.person = person
        self.answers: list[str] = []
        self._client = APIClient()
        answer = self._client.post(f"{API}auth/token/", {"username": person.username, "password": PASSWORD})
        assert answer.status_code == 200, answer.json()
        self._client.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")

    def ask(self, address: str, **asked: Any) -> Any:
        """What an address answers, whatever it is."""
        return self._noted(self._client.get(f"{API}{address}", asked))

    def _noted(self, answer: Any) -> Any:
        self.answers.append(answer.content.decode())
        return answer

    def read(self, address: str, **asked: Any) -> Any:
        answer = self.ask(address, **asked)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def all(self, noun: str, **asked: Any) -> list[dict[str, Any]]:
        """The rows of a list, oldest first."""
        return sorted(self.read(f"{noun}/", **asked)["results"], key=lambda row: row["id"])

    def post(self, address: str, body: Any = None, key: str = "", *, form: bool = False) -> Any:
        """What a POST answers, whatever it is; as a form where files go with it."""
        headers = {"Idempotency-Key": key} if key else {}
        kind = "multipart" if form else "json"
        answer = self._client.post(f"{API}{address}", {} if body is None else body, format=kind, headers=headers)
        return self._noted(answer)

    def create(self, noun: str, body: Any, key: str = "") -> Any:
        answer = self.post(f"{noun}/", body, key)
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()

    def offered(self, noun: str, pk: int) -> list[str]:
        """The moves open to this person now."""
        moves: list[str] = self.read(f"{noun}/{pk}/")["allowed_moves"]
        return moves

    def act(self, noun: str, pk: int, move: str, body: Any = None, offered: str = "", *, form: bool = False) -> Any:
        """Makes a move, which must be among exactly those that are offered (words with blanks between)."""
        assert self.offered(noun, pk) == (offered.split() or [move])
        answer = self.post(f"{noun}/{pk}/{move}/", body, form=form)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()


@dataclass
class People:
    """Everybody who has a part in the story."""

    station: Station
    lead: Representative
    other: Representative
    department: Department
    helping: Department
    category: Category

    def __post_init__(self) -> None:
        assert self.lead.user
        assert self.other.user
        self.officer = Caller(officer_of(self.station))
        self.representative = Caller(self.lead.user)
        self.co_sponsor = Caller(self.other.user)
        self.committee = Caller(committee())
        self.handler = Caller(handler_of(self.department))
        self.helper = Caller(handler_of(self.helping))

    def answers(self) -> list[str]:
        """Everything that any of them was answered."""
        callers = [self.officer, self.representative, self.co_sponsor, self.committee, self.handler, self.helper]
        return [answer for caller in callers for answer in caller.answers]


@pytest.fixture
def people(db: None) -> People:
    call_command("load_reference", stdout=StringIO())
    station = Station.objects.get(name__startswith="六联")
    return People(
        station=station,
        lead=RepresentativeFactory(home_station=station, name="黄志强", with_account=True),
        other=RepresentativeFactory(home_station=station, name="林秀英", with_account=True),
        department=Department.objects.get(code="housing_construction"),
        helping=Department.objects.exclude(code="housing_construction").order_by("pk")[0],
        category=Category.objects.order_by("pk")[0],
    )
