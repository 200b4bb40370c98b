"""The invented people of the demonstration and their appointments."""

import json
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from accounts.models import Department, User
from stations.enums import Role
from stations.models import Appointment, Category, Representative, Station, Subdistrict

CORPUS = json.loads((Path(__file__).parent / "corpus.json").read_text(encoding="utf-8"))
#: The station of the demo officer, and the department and representative that have most to do with it.
HOME_STATION, HOME_DEPARTMENT = "440310006-04", "housing_construction"


class Cast:
    """Who plays: accounts by role and place, looked up by the codes that the texts use."""

    def __init__(self, since: date, password: str):
        self.since = since
        self.password = password

    @cached_property
    def stations(self) -> dict[str, Station]:
        return {station.code: station for station in Station.objects.select_related("subdistrict")}

    @cached_property
    def departments(self) -> dict[str, Department]:
        return {department.code: department for department in Department.objects.all()}

    @cached_property
    def categories(self) -> dict[str, Category]:
        return {category.code: category for category in Category.objects.all()}

    def gather(self) -> None:
        """Gives everybody an account and an appointment, and marks six stations as model stations (a choice)."""
        Station.objects.filter(code__in=CORPUS["model_stations"]).update(is_model=True)
        people = CORPUS["people"]
        self.officers = {
            row["station"]: self._person(row["name"], "officer", row["station"] == HOME_STATION)
            for row in people["officers"]
        }
        self.representatives: dict[str, list[Representative]] = {}
        for row in people["representatives"]:
            first = row["station"] == HOME_STATION and HOME_STATION not in self.representatives
            self.representatives.setdefault(row["station"], []).append(self._representative(row, first))
        self.handlers = {
            row["department"]: self._person(row["name"], "department", row["department"] == HOME_DEPARTMENT)
            for row in people["handlers"]
        }
        self.committee = [
            self._person(row["name"], "committee", number == 0) for number, row in enumerate(people["committee_staff"])
        ]
        self._appoint_all(people)

    def _appoint_all(self, people: dict[str, Any]) -> None:
        for code, officer in self.officers.items():
            self._appoint(officer, Role.OFFICER, station=self.stations[code])
        for code, handler in self.handlers.items():
            self._appoint(handler, Role.DEPARTMENT, department=self.departments[code])
        for member in self.committee:
            self._appoint(member, Role.COMMITTEE)
        for number, row in enumerate(people["leadership"]):
            self._appoint(self._person(row["name"], "leadership", number == 0), Role.LEADERSHIP)
        for number, row in enumerate(people["administrators"]):
            self._appoint(self._person(row["name"], "administrator", number == 0), Role.ADMINISTRATOR)
        subdistricts = {subdistrict.code: subdistrict for subdistrict in Subdistrict.objects.all()}
        self.subdistrict_staff: dict[str, User] = {}
        for row in people["subdistrict_staff"]:
            at_home = HOME_STATION.startswith(row["subdistrict"])
            person = self.subdistrict_staff[row["subdistrict"]] = self._person(row["name"], "subdistrict", at_home)
            self._appoint(person, Role.SUBDISTRICT, subdistrict=subdistricts[row["subdistrict"]])

    def _person(self, name: str, role: str, signs_in: bool) -> User:
        """Only one account per role can sign in; the others have no password."""
        number = User.objects.count() + 1
        username = role if signs_in else f"{role}-{number:03}"
        return User.objects.create_user(username, name, self.password if signs_in else None, is_demo=True)

    def _representative(self, row: dict[str, Any], signs_in: bool) -> Representative:
        station = self.stations[row["station"]]
        user = self._person(row["name"], "representative", signs_in)
        self._appoint(user, Role.REPRESENTATIVE, station=station)
        return Representative.objects.create(user=user, name=row["name"], home_station=station, starts_on=self.since)

    def account_of(self, representative: Representative) -> User:
        """The account of a representative; in the demonstration everybody has one."""
        return User.objects.get(representative=representative)

    def subdistrict_of(self, station: str) -> User:
        """Who works for the subdistrict of the station."""
        return self.subdistrict_staff[self.stations[station].subdistrict.code]

    def _appoint(self, user: User, role: Role, **place: Any) -> None:
        Appointment.objects.create(user=user, role=role, starts_on=self.since, **place)
