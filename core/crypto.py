"""Personal data encrypted at rest, and an index by which an encrypted value is found again.

`FIELD_KEYS` lists Fernet keys: the first encrypts, all decrypt, and the last is the root of the blind index:
equal values have equal indexes at any time, whichever key encrypted them. To change keys:

1. put the new key first and restart: everything stays readable, the indexes stay as they are;
2. `rotate` every row: nothing needs the old key for reading any more, and it may stay for good;
3. when it must go altogether: remove it and `rotate` with `indexes` in the same maintenance window, because
   until a row has been through, it cannot be found by its index.
"""

import hmac
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.fields import NOT_PROVIDED
from django.views.decorators.debug import sensitive_variables

if TYPE_CHECKING:
    Text = models.TextField[Any, Any]
else:
    Text = models.TextField


class DecryptionError(Exception):
    """A stored value was not encrypted with any of our keys, or somebody tampered with it."""


class EncryptedTextField(Text):
    """A text that the database holds only encrypted; "" and NULL are kept as they are.

    It cannot be searched by value: store a `blind_index` beside it.
    """

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return prepared if prepared in (None, "") else encrypted(prepared)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        if value in (None, ""):
            return value
        try:
            return decrypted(value)
        except InvalidToken:
            # Without the cause: nothing of the value may reach a log.
            raise DecryptionError(f"{self} cannot be decrypted with FIELD_KEYS.") from None

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self} is encrypted and cannot be searched by “{lookup_name}”; use a blind index.")
        return super().get_lookup(lookup_name)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_options()]

    def _check_options(self) -> Iterable[checks.CheckMessage]:
        """A default would stand in a migration in plain words; an index over random bytes finds nothing."""
        plain = self.has_default() and self.default not in ("", None)
        if plain or self.db_default is not NOT_PROVIDED or self.choices:
            yield checks.Error("An encrypted text has neither default nor choices.", obj=self, id="core.E002")
        if self.unique or getattr(self, "db_index", False):
            yield checks.Error("An encrypted text cannot be indexed.", obj=self, id="core.E003")


@sensitive_variables()
def encrypted(text: str) -> str:
    # Half a surrogate pair is no proper text, but losing what was typed would be worse.
    return keyring(tuple(settings.FIELD_KEYS)).encrypt(text.encode(errors="surrogatepass")).decode()


@sensitive_variables()
def decrypted(token: str) -> str:
    return keyring(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode(errors="surrogatepass")


@lru_cache(maxsize=4)
@sensitive_variables()
def keyring(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise ImproperlyConfigured("FIELD_KEYS needs one or more Fernet keys, separated by commas.") from None


@sensitive_variables()
def blind_index(value: str) -> str:
    """64 hexadecimal digits by which an encrypted value is found again; "" for "".

    Bring the value into one form first (see `core.telephones.phone_index`): equal means equal to the last character.
    """
    if not value:
        return ""
    keyring(tuple(settings.FIELD_KEYS))
    return hmac.new(index_key(settings.FIELD_KEYS[-1]), value.encode(errors="surrogatepass"), sha256).hexdigest()


@lru_cache(maxsize=4)
@sensitive_variables()
def index_key(key: str) -> bytes:
    """A key of its own for the index, so that no key serves two purposes."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"blind index").derive(key.encode())


def encrypted_fields(model: type[models.Model]) -> list[EncryptedTextField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]


def rotate(
    instance: models.Model,
    indexes: Mapping[str, str] | None = None,
    index_of: Callable[[str], str] = blind_index,
) -> None:
    """Encrypts a row anew with the first key; `indexes` names its blind indexes: `{"phone_index": "phone"}`.

    `index_of` makes them, where the value is first brought into one form (`core.telephones.phone_index`). It changes
    nothing else, runs no `save()`, and reads the row anew under a lock: nobody's change is undone.
    """
    model = type(instance)
    names = [field.attname for field in encrypted_fields(model)]
    with transaction.atomic(using=instance._state.db):
        rows = model._base_manager.using(instance._state.db).filter(pk=instance.pk)
        values = dict(zip(names, rows.select_for_update().values_list(*names).get(), strict=True))
        anew = {index: index_of(values[name] or "") for index, name in (indexes or {}).items()}
        rows.update(**values, **anew)
