"""What an action refuses, as a form would show it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def refusal_of(call: Callable[[], Any]) -> dict[str, list[str]]:
    """The fields at which the call is refused, with the words; "" where no field is meant."""
    with pytest.raises(ValidationError) as refusal:
        call()
    by_field = ValidationError(refusal.value).update_error_dict({})
    return {"" if field == NON_FIELD_ERRORS else field: ValidationError(e).messages for field, e in by_field.items()}
