"""Creates that may be sent twice (a phone with a bad line) happen once."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from core import clock
from core.workflow import IllegalMove


class IdempotencyKey(models.Model):
    """A create that was answered: the caller's key, what was asked, and the answer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    asked = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    code = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once_per_user")]

    def __str__(self) -> str:
        return self.key


def forget_old_keys() -> int:
    """Deletes keys older than IDEMPOTENCY_KEYS_KEPT_DAYS; says how many there were."""
    until = clock.now() - timedelta(days=settings.IDEMPOTENCY_KEYS_KEPT_DAYS)
    return IdempotencyKey.objects.filter(at__lt=until).delete()[0]


def once(request: Request, create: Callable[[], tuple[Any, int]]) -> tuple[Any, int]:
    """Runs `create` once per caller and `Idempotency-Key`; a repetition gets the first answer back.

    The same key with another body is refused (409). Without a key the creation simply runs.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return create()
    if len(key) > 80:
        raise ValidationError({"Idempotency-Key": [_("At most 80 characters.")]})
    asked = hashlib.sha256(f"{request.path}\n{json.dumps(request.data, sort_keys=True)}".encode()).hexdigest()
    user = cast(Any, request.user)
    try:
        with transaction.atomic():
            # A second request with the same key waits here for the first one to commit, then fails and reads it.
            row = IdempotencyKey.objects.create(user=user, key=key, asked=asked)
            answer, code = create()
            row.answer, row.code = json.loads(json.dumps(answer, cls=DjangoJSONEncoder)), code
            row.save(update_fields=["answer", "code"])
            return answer, code
    except IntegrityError:
        known = IdempotencyKey.objects.filter(user=user, key=key).first()
        if known is None:
            raise
    if known.asked != asked:
        raise IllegalMove(str(_("This Idempotency-Key was already used for something else.")))
    return known.answer, known.code
