"""How each move of this app is made in a test."""

from accounts.models import User
from points.models import LedgerEntry, PointsQuery
from tests.factories.points import LedgerEntryFactory, PointsQueryFactory
from tests.factories.stations import committee
from tests.moves import Case


def entry() -> tuple[LedgerEntry, User]:
    thing = LedgerEntryFactory()
    LedgerEntryFactory(representative=thing.representative)
    return thing, committee()


def question() -> tuple[PointsQuery, User]:
    about = LedgerEntryFactory()
    return PointsQueryFactory(representative=about.representative, entry=about), committee()


CASES = [
    Case("points.ledgerentry", "reverse", entry, lambda thing: {"reason": "考勤表登记有误"}),
    Case("points.pointsquery", "answer", question, lambda thing: {"answer": "已核实，积分无误。"}),
]
