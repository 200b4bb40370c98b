"""Every model is known: what may change and why, what never changes, and by which word it goes."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from core import clock
from core.append_only import AppendOnlyError, AppendOnlyModel, guarded_tables, unguarded_tables
from core.events import Event
from deliberations.actions import override_ranking, report_progress, shortlist_project
from deliberations.enums import Choice
from deliberations.models import CeilingWarning, ProgressReport, RankChange, Study, VoteResult, VotingRule
from stations.models import ContactReveal, WordsCorrection
from suggestions import actions
from suggestions.models import (
    ContactWaiver,
    Evaluation,
    EvaluationRelease,
    EvaluationScheme,
    PressureReport,
    SchemeItem,
    SponsorContact,
)
from tests.factories.accounts import UserFactory
from tests.factories.councils import MicroProjectFactory, Session, load_reference
from tests.factories.deliberations import TopicFactory
from tests.factories.points import LedgerEntryFactory
from tests.factories.stations import ConcernFactory, ContactFactory, committee, load_clocks, officer_of
from tests.factories.suggestions import Case, case_in

ROOT = Path(__file__).resolve().parents[2]
OURS = ("core", "accounts", "stations", "deliberations", "suggestions", "points", "followups", "portal")

#: What changes after it was written, and in which way.
EDITABLE = {
    "accounts.ApiToken": "is revoked",
    "accounts.Department": "reference data",
    "accounts.SignInAttempt": "is forgiven by a sign-in that succeeds, and deleted when it is old",
    "accounts.User": "name, password, whether the person may sign in",
    "core.CalendarYear": "is called complete once; nothing offers a change",
    "core.Clock": "reference data",
    "core.IdempotencyKey": "gets its answer in the transaction that made it",
    "core.WorkdayOverride": "reference data",
    "deliberations.AgendaItem": "the agenda changes until the meeting, then says what was deliberated",
    "deliberations.Attendance": "is corrected, by a move",
    "deliberations.Ballot": "is cast anew, and marked as counted; frozen by the database from then on",
    "deliberations.Commitment": "moves",
    "deliberations.Council": "moves",
    "deliberations.CouncilItem": "its box fills, it closes, it gets its place; by the vote once only",
    "deliberations.CouncilMember": "moves",
    "deliberations.Delegate": "is entered with the meeting",
    "deliberations.LookBack": "moves",
    "deliberations.Meeting": "moves",
    "deliberations.MicroProject": "moves",
    "deliberations.Objection": "is answered",
    "deliberations.PaperCount": "is confirmed or rejected; a secret vote's numbers leave it",
    "deliberations.ProjectCeiling": "reference data",
    "deliberations.ProjectPhoto": "is taken back, by a move",
    "deliberations.Recusal": "is entered once; nothing offers a change",
    "deliberations.Seat": "presence is corrected; the rest is frozen by the database",
    "deliberations.Topic": "moves",
    "deliberations.YearlyMinimum": "reference data",
    "followups.Heartbeat": "is overwritten by each sign of life",
    "followups.Reminder": "is read, kept up to date where it is gathered, and settled when its cause is gone",
    "points.PointsQuery": "moves",
    "points.PointsRule": "reference data: the words of a version; the ledger keeps the points",
    "stations.Appointment": "ends",
    "stations.Category": "reference data",
    "stations.CategoryList": "reference data",
    "stations.Concern": "moves; its words are frozen by the database",
    "stations.Contact": "is anonymised",
    "stations.Feedback": "is taken back, by a move; nothing offers a change of what it says",
    "stations.Representative": "changes home station, leaves office",
    "stations.Station": "reference data",
    "stations.Subdistrict": "reference data",
    "stations.Visit": "is entered once; its search terms are rebuilt",
    "suggestions.Assignment": "is accepted, returned; the opinion is given",
    "suggestions.CoSponsor": "confirms, and is voided by a change of the text",
    "suggestions.ExtensionRequest": "is decided, or ends without a decision",
    "suggestions.ImplementationReport": "its search terms are rebuilt; the paper is frozen by the database",
    "suggestions.NumberSeries": "counts",
    "suggestions.NumberTemplate": "reference data",
    "suggestions.Reply": "opens for scoring; the paper is frozen by the database",
    "suggestions.ReturnRequest": "is decided",
    "suggestions.Round": "is extended, closed",
    "suggestions.Suggestion": "moves; its text is frozen by the database once submitted",
    "suggestions.Supervision": "moves",
}


def scored() -> Case:
    """A case with a score that its department has seen."""
    case = case_in("implementing")
    actions.release_score(case.suggestion, by=case.committee)
    return case


def noted() -> Any:
    case = case_in("replied")
    case.unsatisfied()
    supervision = case.suggestion.supervisions.first()
    actions.add_supervision_note(supervision, by=case.committee, text="已约谈。")
    return supervision.notes.get()


def pressed() -> PressureReport:
    case = case_in("replied")
    return actions.report_pressure(case.suggestion, by=case.sponsor_user, text="对方要求打满分。")


def waived() -> ContactWaiver:
    case = case_in("accepted")
    actions.waive_contact(case.suggestion, by=case.sponsor_user)
    return ContactWaiver.objects.get()


def corrected() -> WordsCorrection:
    return WordsCorrection.objects.create(concern=ConcernFactory(), words="更正", reason="听错", by=UserFactory())


def revealed() -> ContactReveal:
    return ContactReveal.objects.create(contact=ContactFactory(), by=UserFactory(), reason="回访")


def studied() -> Study:
    return Study.objects.create(topic=TopicFactory(), waived_reason="已有结论", by=UserFactory(), at=clock.now())


def warned() -> CeilingWarning:
    load_reference()
    project = MicroProjectFactory(checked=True, budget=600_000)
    shortlist_project(project, by=officer_of(project.station), ceiling_reason="居民要求强烈")
    return project.ceiling_warnings.get()


def reported() -> ProgressReport:
    load_reference()
    project = MicroProjectFactory(confirmed=True)
    report_progress(project, by=officer_of(project.station), percent=10, note="已进场")
    return project.reports.get()


def voted() -> VoteResult:
    return Session(3).voted(Choice.FOR, Choice.FOR) and VoteResult.objects.get()


def overridden() -> RankChange:
    session = Session(3, projects=2).voted(Choice.FOR)
    override_ranking(session.council, by=committee(), project=session.project, rank=2, reason="先急后缓")
    return RankChange.objects.get()


def recorded() -> Event:
    concern = ConcernFactory()
    return Event.objects.append(concern, "route", by=UserFactory(), before="", after="routed", facts={})


#: What is written once, with a way to come by one row of it.
APPEND_ONLY: dict[str, Callable[[], Any]] = {
    "core.Event": recorded,
    "deliberations.CeilingWarning": warned,
    "deliberations.ProgressReport": reported,
    "deliberations.RankChange": overridden,
    "deliberations.Study": studied,
    "deliberations.VoteResult": voted,
    "deliberations.VotingRule": lambda: load_reference() or VotingRule.objects.get(),
    "points.LedgerEntry": LedgerEntryFactory,
    "stations.ContactReveal": revealed,
    "stations.WordsCorrection": corrected,
    "suggestions.ContactWaiver": waived,
    "suggestions.Evaluation": lambda: scored() and Evaluation.objects.get(),
    "suggestions.EvaluationRelease": lambda: scored() and EvaluationRelease.objects.get(),
    "suggestions.EvaluationScheme": lambda: Case() and EvaluationScheme.objects.first(),
    "suggestions.PressureReport": pressed,
    "suggestions.SchemeItem": lambda: Case() and SchemeItem.objects.first(),
    "suggestions.SponsorContact": lambda: case_in("replied") and SponsorContact.objects.get(),
    "suggestions.SupervisionNote": noted,
}


def our_models() -> dict[str, type[models.Model]]:
    return {model._meta.label: model for app in OURS for model in apps.get_app_config(app).get_models()}


def test_every_model_is_either_editable_or_append_only() -> None:
    assert set(our_models()) == set(EDITABLE) | set(APPEND_ONLY)
    assert set(EDITABLE) & set(APPEND_ONLY) == set()


def test_models_say_the_same_of_themselves() -> None:
    append_only = {label for label, model in our_models().items() if issubclass(model, AppendOnlyModel)}

    assert append_only == set(APPEND_ONLY)


def test_database_guards_what_is_append_only_and_nothing_else(db: None) -> None:
    expected = {our_models()[label]._meta.db_table for label in APPEND_ONLY}

    assert guarded_tables(connection) == expected
    assert unguarded_tables(connection) == []


@pytest.mark.django_db
@pytest.mark.parametrize("label", sorted(APPEND_ONLY))
def test_what_is_written_once_stays(label: str) -> None:
    load_clocks()
    row = APPEND_ONLY[label]()
    assert row._meta.label == label
    before = type(row).objects.values().get(pk=row.pk)
    column = next(field.column for field in row._meta.concrete_fields if not field.primary_key)
    table = row._meta.db_table

    refused(f'UPDATE "{table}" SET "{column}" = "{column}" WHERE id = %s', row.pk)  # noqa: S608  our own names
    refused(f'DELETE FROM "{table}" WHERE id = %s', row.pk)  # noqa: S608  our own names
    for attempt in (row.save, row.delete, type(row).objects.all().delete):
        with pytest.raises(AppendOnlyError):
            attempt()
    with pytest.raises(AppendOnlyError):
        type(row).objects.update(id=1)

    assert type(row).objects.values().get(pk=row.pk) == before


def refused(statement: str, pk: int) -> None:
    """Whoever is at the database's own prompt is refused as well."""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [pk])


GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def words() -> dict[str, set[str]]:
    """The Chinese words of each model, from the rows of the glossary that name it."""
    found: dict[str, set[str]] = {}
    for row in re.findall(r"^\| .* \|$", GLOSSARY, re.MULTILINE):
        chinese, *_rest, code = row.strip("| ").split(" | ")
        for label in re.findall(r"`(\w+\.[A-Z]\w+)`", code):
            found.setdefault(label, set()).update(chinese.split(" / "))
    return found


def test_every_model_goes_by_its_word_of_the_glossary() -> None:
    known = words()
    other = {
        label: (str(model._meta.verbose_name), known.get(label))
        for label, model in our_models().items()
        if not any(alike(str(model._meta.verbose_name), word) for word in known.get(label, ()))
    }

    assert other == {}


def alike(one: str, other: str) -> bool:
    """The screen may say 退办申请 where the glossary says 退办."""
    return one in other or other in one


def test_every_model_stands_in_the_glossary() -> None:
    named = set(re.findall(r"`(\w+\.[A-Z]\w+)", GLOSSARY))

    assert set(our_models()) - named == set()


def test_glossary_names_no_model_that_does_not_exist() -> None:
    named = set(re.findall(r"`(\w+\.[A-Z]\w+)", GLOSSARY))
    planned = {"followups.Delivery"}

    assert named - set(our_models()) == planned | {"app.Model"}


def test_glossary_names_only_fields_that_exist() -> None:
    known = our_models()
    missing = [
        f"{label}.{field}"
        for label, field in re.findall(r"`(\w+\.[A-Z]\w+)\.(\w+)`", GLOSSARY)
        if label in known and not hasattr(known[label], field)
    ]

    assert missing == []
