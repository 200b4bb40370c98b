"""Personal data, encrypted at rest."""

import hashlib
import hmac
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class EncryptedTextField(models.TextField):
    """A text that the database holds only encrypted."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value in (None, "") else _box().encrypt(value.encode()).decode()

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return value if value in (None, "") else _box().decrypt(value.encode()).decode()


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def blind_index(value: str) -> str:
    """HMAC-SHA256 (hex) by which an encrypted value can be found again without being shown."""
    return hmac.new(settings.FIELD_KEYS[-1].encode(), value.encode(), hashlib.sha256).hexdigest()
