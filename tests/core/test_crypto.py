"""Personal data encrypted at rest: nothing readable in the database, in errors, in reprs or in migrations."""

import re
import traceback
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from django.db.models.expressions import RawSQL
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from core.crypto import DecryptionError, EncryptedTextField, blind_index, encrypted_fields, rotate

OLD = "b2xkIGtleSBvZiB0aGlydHktdHdvIGJ5dGVzLi4uLi4="
NEW = Fernet.generate_key().decode()
OTHER = Fernet.generate_key().decode()
PHONE = "13800138000"

with isolate_apps("core"):

    class Person(models.Model):
        name = EncryptedTextField(blank=True)
        phone = EncryptedTextField(null=True)
        phone_index = models.CharField(max_length=64, blank=True)
        note = models.TextField(blank=True)

        class Meta:
            app_label = "core"
            db_table = "core_test_person"


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> None:
    settings.FIELD_KEYS = [OLD]


@pytest.fixture
def table(db: None) -> None:
    """The table, made inside the transaction of the test and gone with it."""
    sql, params = connection.schema_editor().table_sql(Person)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture
def person(table: None) -> Person:
    return Person.objects.create(name="王小明", phone=PHONE, phone_index=blind_index(PHONE), note="plain")


def stored(column: str) -> Any:
    """What stands in the column of the only row, as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, phone_index FROM core_test_person")
        return dict(zip(("name", "phone", "phone_index"), cursor.fetchone(), strict=True))[column]


def store(column: str, value: str) -> None:
    """Writes to the column past the field."""
    Person.objects.update(**{column: RawSQL("%s", [value])})


# Writing and reading.


def test_database_holds_nothing_readable(person: Person) -> None:
    assert "王小明" not in stored("name")
    assert PHONE not in stored("phone")
    assert Fernet(OLD).decrypt(stored("name")).decode() == "王小明"


def test_value_is_read_back(person: Person) -> None:
    again = Person.objects.get()

    assert (again.name, again.phone) == ("王小明", PHONE)
    assert Person.objects.values_list("phone", flat=True).get() == PHONE


def test_equal_values_are_stored_differently(table: None) -> None:
    Person.objects.bulk_create([Person(name="王小明"), Person(name="王小明")])

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT name) FROM core_test_person")
        assert cursor.fetchone() == (2,)


def test_empty_and_missing_are_kept_apart(table: None) -> None:
    Person.objects.create(name="", phone=None)

    assert (stored("name"), stored("phone")) == ("", None)
    assert (Person.objects.get().name, Person.objects.get().phone) == ("", None)
    Person.objects.update(phone="")
    assert (stored("phone"), Person.objects.get().phone) == ("", "")


@pytest.mark.parametrize("text", [" ", "\x00", "\ud800", "🚦", "a" * 100_000, "None", "0"])
def test_any_text_survives(table: None, text: str) -> None:
    Person.objects.create(name=text)

    assert Person.objects.get().name == text


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text())
def test_random_text_survives(table: None, text: str) -> None:
    person = Person.objects.create(name=text)

    assert Person.objects.get(pk=person.pk).name == text


def test_bulk_writing_encrypts(person: Person) -> None:
    Person.objects.update(name="李四")
    assert Fernet(OLD).decrypt(stored("name")).decode() == "李四"

    person.name = "张三"
    Person.objects.bulk_update([person], ["name"])
    assert Fernet(OLD).decrypt(stored("name")).decode() == "张三"
    assert Person.objects.get().name == "张三"


# Searching.


@pytest.mark.parametrize(
    "lookup",
    [
        {"phone": PHONE},
        {"phone": ""},
        {"phone": None},
        {"phone__exact": PHONE},
        {"phone__in": [PHONE]},
        {"phone__contains": "138"},
        {"phone__icontains": "138"},
        {"phone__startswith": "138"},
        {"phone__regex": "138"},
        {"phone__gt": "1"},
        {"phone__nonsense": "1"},
    ],
)
def test_search_by_value_is_refused(lookup: dict[str, Any]) -> None:
    for query in (Person.objects.filter, Person.objects.exclude):
        with pytest.raises(FieldError, match=r"core\.Person\.phone is encrypted") as refusal:
            query(**lookup)
        assert PHONE not in str(refusal.value)


def test_search_for_a_missing_value_is_possible(table: None) -> None:
    Person.objects.create(phone=None)
    Person.objects.create(phone=PHONE)

    assert Person.objects.filter(phone__isnull=True).count() == 1
    assert Person.objects.filter(phone__isnull=False).get().phone == PHONE


def test_search_by_blind_index(person: Person) -> None:
    assert Person.objects.get(phone_index=blind_index(PHONE)) == person
    assert not Person.objects.filter(phone_index=blind_index("13800138001")).exists()


def test_blind_index_is_a_keyed_digest(settings: Settings) -> None:
    index = blind_index(PHONE)
    settings.FIELD_KEYS = [OTHER]

    assert re.fullmatch("[0-9a-f]{64}", index)
    assert blind_index(PHONE) != index


def test_blind_index_stays_what_it_is(settings: Settings) -> None:
    """A change of this figure makes every stored index worthless."""
    assert blind_index(PHONE) == "03ce45875a3f57235d2021511858f51a755a401b3ca4e3ae3e6e7a66493b1cdc"


def test_blind_index_outlives_a_new_key(settings: Settings) -> None:
    index = blind_index(PHONE)
    settings.FIELD_KEYS = [NEW, OLD]

    assert blind_index(PHONE) == index


def test_blind_index_of_nothing_is_nothing() -> None:
    assert blind_index("") == ""
    assert blind_index(" ") != blind_index("  ")


# Changing keys.


def test_new_key_encrypts_and_the_old_one_still_reads(person: Person, settings: Settings) -> None:
    settings.FIELD_KEYS = [NEW, OLD]
    assert Person.objects.get().phone == PHONE

    Person.objects.get().save()

    assert Fernet(NEW).decrypt(stored("phone")).decode() == PHONE


def test_rotation_lets_the_old_key_go(person: Person, settings: Settings) -> None:
    settings.FIELD_KEYS = [NEW, OLD]
    rotate(person)
    index_before = stored("phone_index")
    settings.FIELD_KEYS = [NEW]

    again = Person.objects.get()
    rotate(again, indexes={"phone_index": "phone"})

    assert (again.name, again.phone) == ("王小明", PHONE)
    assert (stored("phone_index") == blind_index(PHONE), stored("phone_index") == index_before) == (
        True,
        False,
    )


def test_rotation_keeps_what_another_changed_meanwhile(person: Person, settings: Settings) -> None:
    Person.objects.update(name="李四", note="changed")
    settings.FIELD_KEYS = [NEW, OLD]

    rotate(person)

    again = Person.objects.get()
    assert (again.name, again.note) == ("李四", "changed")


def test_rotation_keeps_empty_and_missing_apart(table: None) -> None:
    person = Person.objects.create(name="", phone=None, phone_index="old")

    rotate(person, indexes={"phone_index": "phone"})

    assert (stored("name"), stored("phone"), stored("phone_index")) == ("", None, "")


def test_encrypted_fields_of_a_model() -> None:
    assert [field.name for field in encrypted_fields(Person)] == ["name", "phone"]


# What cannot be read.


def test_lost_key_is_a_named_error(person: Person, settings: Settings) -> None:
    settings.FIELD_KEYS = [OTHER]

    with pytest.raises(DecryptionError, match=r"core\.Person\.(name|phone) cannot be decrypted"):
        Person.objects.get()


@pytest.mark.parametrize("change", [lambda token: token[:-8] + "AAAAAAA=", lambda token: PHONE, lambda token: "号码"])
def test_tampering_is_a_named_error(person: Person, change: Any) -> None:
    tampered = change(stored("phone"))
    store("phone", tampered)

    with pytest.raises(DecryptionError) as failure:
        Person.objects.get()

    report = "".join(traceback.format_exception(failure.value))
    assert tampered not in report
    assert PHONE not in report
    assert failure.value.__cause__ is None


def test_swapped_columns_are_read_as_they_are(person: Person) -> None:
    """A token is not bound to its row: whoever can write to the database can swap two; events tell."""
    store("name", stored("phone"))

    assert Person.objects.get().name == PHONE


@pytest.mark.parametrize("keys", [[], ["short"], ["not base64!"], [OLD, ""]])
def test_keys_that_are_none_stop_with_a_clear_word(settings: Settings, keys: list[str]) -> None:
    settings.FIELD_KEYS = keys

    for use in (lambda: EncryptedTextField().get_prep_value(PHONE), lambda: blind_index(PHONE)):
        with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS needs") as failure:
            use()
        assert "short" not in str(failure.value)


# Where nothing may show.


def test_repr_shows_no_value(person: Person) -> None:
    assert PHONE not in repr(person) + str(person) + repr(person._meta.get_field("phone"))


def test_migration_holds_the_field_without_values() -> None:
    written, imports = MigrationWriter.serialize(Person._meta.get_field("phone"))

    assert written == "core.crypto.EncryptedTextField(null=True)"
    assert imports == {"import core.crypto"}


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"default": PHONE}, "core.E002"),
        ({"default": lambda: PHONE}, "core.E002"),
        ({"db_default": PHONE}, "core.E002"),
        ({"choices": [(PHONE, "a")]}, "core.E002"),
        ({"unique": True}, "core.E003"),
        ({"db_index": True}, "core.E003"),
    ],
)
@isolate_apps("core")
def test_options_that_would_show_or_index_a_value_are_errors(options: dict[str, Any], problem: str) -> None:
    class Wrong(models.Model):
        phone = EncryptedTextField(**options)

        class Meta:
            app_label = "core"

    found = Wrong._meta.get_field("phone").check(databases=[])

    assert [message.id for message in found] == [problem]


def test_options_in_use_are_no_errors() -> None:
    assert [message for field in encrypted_fields(Person) for message in field.check(databases=[])] == []
