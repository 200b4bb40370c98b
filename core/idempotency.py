"""What may be sent twice (a phone with a bad line, *back* and save) happens once."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import clock
from core.access import NotPermitted
from core.actions import repeated_if_blocked
from core.door import one_transaction
from core.nouns import NOUNS, label_of, model_of
from core.rows import Row
from core.workflow import IllegalMove

#: What a page gives its form as a token.
PAGE_TOKEN = re.compile(r"[0-9A-Za-z-]{1,80}")


class IdempotencyKey(Row):
    """A request that was answered: the caller's token, a hash of what was asked, and the answer."""

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


def recorded(thing: models.Model) -> dict[str, Any]:
    """The answer of a page under its token: what it recorded."""
    return {"noun": label_of(thing), "id": thing.pk}


def thing_recorded(answer: dict[str, Any], seen_by: Any = None) -> Any | None:
    """What a page recorded (for `seen_by`, as long as that person sees it); None where a program was answered."""
    noun = NOUNS.get(answer.get("noun", ""))
    if noun is None:
        return None
    model: Any = model_of(noun.label)
    things = model.objects.visible_to(seen_by) if seen_by else model._base_manager
    return things.filter(pk=answer["id"]).first()


@dataclass(frozen=True)
class Token:
    """The word by which a repetition is known: whose it is, the word itself, and a hash of what was asked with it."""

    user: Any
    key: str
    asked: str = ""

    @classmethod
    def of(cls, user: Any, key: str, *content: str) -> "Token":
        """A token for this content."""
        return cls(user, key, hashlib.sha256("\n".join(content).encode()).hexdigest())

    def answered(self) -> "IdempotencyKey | None":
        """What was answered to it before."""
        return IdempotencyKey.objects.filter(user=self.user, key=self.key).first()

    def is_repeated(self) -> bool:
        """Whether the very same was answered before."""
        known = self.answered()
        return known is not None and known.asked == self.asked


class TokenUsed(IllegalMove):
    """The token was used for something else, which `known` answered (409)."""

    def __init__(self, known: IdempotencyKey):
        super().__init__(gettext("This Idempotency-Key was already used for something else."))
        self.known = known


def once(token: Token, act: Callable[[], tuple[Any, int]]) -> tuple[Any, int, bool]:
    """Acts once per token; returns answer and code, and whether they are those of the first time.

    The same token with other content raises TokenUsed. The answer is kept in the transaction of the act itself.
    """
    # What is sent for the first time, as nearly all is, need not be looked for: a repetition fails on the constraint of
    # the table, or on what the first one did, and is undone.
    try:
        return (*repeated_if_blocked(lambda: _act(token, act)), False)
    except (IllegalMove, NotPermitted, ValidationError):
        if known := token.answered():
            return _first_answer(token, known)
        raise


def _act(token: Token, act: Callable[[], tuple[Any, int]]) -> tuple[Any, int]:
    with one_transaction():
        answer, code = act()
        answer = json.loads(json.dumps(answer, cls=DjangoJSONEncoder))
        IdempotencyKey.objects.create(user=token.user, key=token.key, asked=token.asked, answer=answer, code=code)
    return answer, code


def _first_answer(token: Token, known: IdempotencyKey) -> tuple[Any, int, bool]:
    if known.asked != token.asked:
        raise TokenUsed(known)
    return known.answer, known.code, True


def forget_old_keys() -> int:
    """Deletes keys older than IDEMPOTENCY_KEYS_KEPT_DAYS; says how many there were."""
    until = clock.now() - timedelta(days=settings.IDEMPOTENCY_KEYS_KEPT_DAYS)
    return IdempotencyKey.objects.filter(at__lt=until).delete()[0]
