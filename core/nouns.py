"""The nouns of the record: what a thing is called in events, and where it is shown.

A noun's label stands in events and in their digest, so it never changes; the class of its things may be renamed.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from core.addresses import address


@dataclass(frozen=True)
class Noun:
    """One noun: its label in the record, its pages, and where its title, number and place stand.

    `page` and `list` are names of addresses; a part of a thing (a reply) is shown on the page of the whole. `title`,
    `number` and `place` name attributes of the thing. `model` is given where the class has another name than the noun.
    `shows` names the relations that its summary reads along.
    """

    label: str
    page: str = ""
    list: str = ""
    title: str = ""
    number: str = ""
    place: str = "station_id"
    model: str = ""
    shows: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        NOUNS[self.label] = self
        _OF_MODEL[self.model or self.label] = self

    def __str__(self) -> str:
        return self.label

    def url(self, pk: int) -> str:
        """The address of the page that shows the thing with this number; "" where there is none."""
        return address(self.page, pk) if self.page else ""

    @property
    def folder(self) -> str:
        """Where the templates of its pages stand: "deliberations:look-back-detail" is `deliberations/look_back`."""
        app, _colon, page = (self.page or self.list).partition(":")
        return f"{app}/{page.rpartition('-')[0].replace('-', '_')}"

    def title_of(self, thing: Any) -> str:
        """What the thing is called in a list: its title, else the thing in words."""
        return str(getattr(thing, self.title) if self.title else thing)

    def known_as(self, thing: Any) -> str:
        """By what people ask for the thing again: its number (those of its receipts), else what it is called."""
        return (self.number and str(getattr(thing, self.number) or "")) or self.title_of(thing)


#: Every noun by its label.
NOUNS: dict[str, Noun] = {}
_OF_MODEL: dict[str, Noun] = {}


def noun_of(model: type[models.Model] | models.Model) -> Noun:
    """The noun of a model or of one of its things."""
    return _OF_MODEL[model._meta.label_lower]


def label_of(model: type[models.Model] | models.Model) -> str:
    """How a model's things are called in the record; a model without a noun of its own goes by its own label."""
    noun = _OF_MODEL.get(model._meta.label_lower)
    return noun.label if noun else model._meta.label_lower


def model_of(label: str) -> type[models.Model]:
    """The model whose things the record calls so; LookupError where there is none any more."""
    noun = NOUNS.get(label)
    return apps.get_model(noun.model or label if noun else label)
