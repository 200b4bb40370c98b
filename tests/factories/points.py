"""Points rules, ledger entries and questions about them."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from core import clock
from points import reference
from points.enums import Automatic, QueryState
from points.models import LedgerEntry, PointsQuery, PointsRule
from tests.factories.stations import RepresentativeFactory


def load_rules() -> None:
    """The points rules, version 1, as the reference file has them."""
    reference.load()


class PointsRuleFactory(DjangoModelFactory):
    """The rule for attending a meeting."""

    class Meta:
        model = PointsRule
        django_get_or_create = ("version", "code")

    class Params:
        lead = factory.Trait(code=Automatic.LEAD, points=10, name="领衔民生议题")
        track = factory.Trait(code=Automatic.TRACK, points=15, name="会后跟踪推动解决")
        off = factory.Trait(code="study", points=0, enabled=False, automatic=False, name="参加专题调研")

    version = 1
    code = Automatic.ATTEND
    name = "参加代表议事会"
    name_en = "Attend a deliberation meeting"
    what = "出席一次代表议事会。"
    points = 5
    enabled = True
    automatic = True
    source = "(Pingshan)"
    valid_from = date(2017, 1, 1)


class LedgerEntryFactory(DjangoModelFactory):
    """An entry for attending a meeting that exists in name only; a real source is given as `source`."""

    class Meta:
        model = LedgerEntry

    rule = factory.SubFactory(PointsRuleFactory)
    code = factory.SelfAttribute("rule.code")
    representative = factory.SubFactory(RepresentativeFactory)
    source_noun = "deliberations.meeting"
    source_id = factory.Sequence(lambda n: 1_000_000 + n)
    points = factory.SelfAttribute("rule.points")
    earned_on = factory.LazyFunction(clock.today)
    year = factory.SelfAttribute("earned_on.year")
    note = "2019-06-22 15:00 六联社区会议室"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, source: Any = None, **fields: Any) -> LedgerEntry:
        if source is not None:
            fields |= {"source_noun": source._meta.label_lower, "source_id": source.pk, "note": str(source)}
        return super()._create(model_class, *args, **fields)


class PointsQueryFactory(DjangoModelFactory):
    """A question that waits for the committee."""

    class Meta:
        model = PointsQuery

    class Params:
        answered = factory.Trait(
            state=QueryState.ANSWERED,
            answer="已核实，积分无误。",
            answered_at=factory.LazyFunction(clock.now),
        )

    representative = factory.SubFactory(RepresentativeFactory)
    year = factory.LazyFunction(lambda: clock.today().year)
    text = "6月22日的议事会我参加了，没有记分。"
