"""Contact data are let go when their term is over, and leave a tombstone (rule 3)."""

from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from core.access import NotPermitted
from core.events import Event
from core.workflow import IllegalMove
from stations.actions import anonymise_contact
from stations.models import Contact
from tests.factories.stations import ConcernFactory, ContactFactory, committee


def contact_closed_on(day: str, station) -> Contact:
    concern = ConcernFactory(station=station, closed=True, closed_at=f"{day}T10:00:00+08:00")
    return ContactFactory(concern=concern)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("anonymise_expired", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(("today", "anonymised"), [("2022-05-10", False), ("2022-05-11", True)])
def test_contact_data_are_kept_to_the_last_day_of_the_term(station, today, anonymised):
    contact = contact_closed_on("2019-05-10", station)
    with time_machine.travel(f"{today} 09:00", tick=False):
        run("--write")
    contact.refresh_from_db()
    assert (contact.anonymised_at is not None, contact.name == "", contact.phone == "") == (anonymised,) * 3


def test_the_tombstone_and_the_event_hold_nothing_personal(station):
    contact = contact_closed_on("2019-05-10", station)
    contact.phone_extension, contact.phone_other = "801", "13900000002"
    contact.index_phones()
    contact.save()
    with time_machine.travel("2022-06-01 09:00", tick=False):
        anonymise_contact(contact.concern)
    contact.refresh_from_db()
    event = Event.objects.of(contact.concern).get()
    held = (contact.name, contact.phone, contact.phone_extension, contact.phone_other)
    assert held == ("", "", "", "")
    assert (contact.phone_index, contact.phone_other_index) == ("", "")
    assert (event.verb, event.actor_id, event.facts) == ("anonymise", None, {})


def test_without_write_nothing_changes(station):
    contact = contact_closed_on("2019-05-10", station)
    with time_machine.travel("2022-06-01 09:00", tick=False):
        said = run()
    contact.refresh_from_db()
    assert said == f"{contact.concern.number}\n1 to be anonymised; add --write to do it\n"
    assert (contact.phone, contact.anonymised_at) == ("13800000001", None)


def test_a_second_run_finds_nothing(station):
    contact_closed_on("2019-05-10", station)
    with time_machine.travel("2022-06-01 09:00", tick=False):
        first, second = run("--write"), run("--write")
    assert (first.splitlines()[-1], second) == ("1 anonymised", "0 anonymised\n")


def test_an_open_concern_keeps_its_contact_data(station):
    contact = ContactFactory(concern=ConcernFactory(station=station, told=True))
    with pytest.raises(IllegalMove):
        anonymise_contact(contact.concern)


def test_no_person_anonymises_by_hand(station):
    contact = contact_closed_on("2019-05-10", station)
    with pytest.raises(NotPermitted):
        anonymise_contact(contact.concern, by=committee())
