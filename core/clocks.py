"""The clocks of the rules, as data: how long each step may take, edited by an administrator within its bounds."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.prepared import kept
from core.workdays import DueDate, Term


class Clock(models.Model):
    """A named term such as "2 working days" with its origin; `minimum` and `maximum` bound what may be entered."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120)
    term = models.CharField(_("term"), max_length=10)
    minimum = models.CharField(_("minimum"), max_length=10, blank=True)
    maximum = models.CharField(_("maximum"), max_length=10, blank=True)
    maximum_is_fixed = models.BooleanField(_("maximum is fixed"), default=False)
    rule = models.PositiveSmallIntegerField(_("rule"), null=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}: {self.term}"

    def clean(self) -> None:
        try:
            Term.parse(self.term)
        except ValueError as error:
            raise ValidationError({"term": _("Write a term like 2wd, 15d or 3m.")}) from error


def term(code: str) -> Term:
    """The term of the clock; a clock that is not there is an error of the set-up, never a guess."""
    return terms(code)[code]


def terms(*codes: str) -> dict[str, Term]:
    """Several terms in one query."""
    found = {code: Term.parse(term) for code, term in _terms() if code in codes}
    if missing := set(codes) - set(found):
        raise LookupError(f"no clock {', '.join(sorted(missing))}: run `manage.py load_reference`")
    return found


@kept
def _terms() -> models.QuerySet[Clock, tuple[str, str]]:
    # All of them: they are two dozen.
    return Clock.objects.order_by().values_list("code", "term")


def due(code: str, start: date) -> DueDate:
    """When the clock, started on `start`, runs out."""
    return term(code).due(start)


def load_clocks(app: str, rows: list[dict[str, Any]]) -> None:
    """Brings the clocks of an app up to its reference file; a term that an administrator changed stays."""
    for row in rows:
        words = {
            "name": row["name_zh"],
            "name_en": row["name_en"],
            "minimum": row["min"],
            "maximum": row["max"],
            "maximum_is_fixed": row["max_fixed"],
            "rule": row["rule"],
            "source": row["source"],
        }
        Clock.objects.update_or_create(
            code=f"{app}.{row['code']}", defaults=words, create_defaults=words | {"term": row["term"]}
        )
