"""A micro-project after the vote: notice, objections, work, acceptance, disclosure (rules 14, 16)."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock, clocks
from core.access import Actor
from core.door import moving, on_rollback
from core.pictures import Picture, reencoded
from core.workdays import add_workdays, workdays_between
from deliberations.enums import PhotoKind, ProjectState
from deliberations.models import MicroProject, Objection, ProgressReport, ProjectPhoto
from deliberations.queries.micro_projects import settled_part


def begin_notice(project: MicroProject, *, by: Actor) -> MicroProject:
    """Publishes a passed project; objections are taken for some working days from now (rule 16)."""
    facts: dict[str, Any] = {}
    with moving(project, "give_notice", by=by, facts=facts) as project:
        project.notice_from = clock.today()
        project.let_notice_run(notice_end())
        facts["until"] = project.notice_until
    return project


def notice_end() -> date:
    """The last day of a notice that begins today."""
    return clocks.due("deliberations.public_notice", clock.today()).on


def object_to_project(project: MicroProject, *, by: Actor, text: str) -> MicroProject:
    """Records an objection; the notice stands still until it is answered (rule 16)."""
    with moving(project, "object", by=by) as project:
        Objection.objects.create(project=project, text=text, raised_on=clock.today(), recorded_by_id=by.pk)
        if project.notice_until is not None:
            project.notice_left = workdays_left(project.notice_until)
            project.let_notice_run(None)
    return project


def workdays_left(notice_until: date) -> int:
    """The day of the objection is spent; even on the last day one more remains to be waited for."""
    return max(workdays_between(clock.today(), notice_until), 1)


def answer_objection(
    project: MicroProject, *, by: Actor, answer: str, upheld: bool, objection: Objection | None = None
) -> MicroProject:
    """Answers an objection: upheld, it ends the project; the last answer lets the notice run on (rule 16)."""
    facts: dict[str, Any] = {"answer": answer, "upheld": upheld}
    target = ProjectState.DECLINED if upheld else ProjectState.ON_NOTICE
    with moving(project, "answer_objection", by=by, to=target, facts=facts) as project:
        answered = _open_objection(project, objection)
        answered.answer, answered.upheld = answer, upheld
        answered.answered_by_id, answered.answered_at = by.pk, clock.now()
        answered.save()
        facts["objection"] = answered.pk
        if upheld:
            project.decline_reason = answer
        if not project.objections.filter(answered_at=None).exists():
            project.let_notice_run(resumed_until(project))
            project.notice_left = None
    return project


def resumed_until(project: MicroProject) -> date:
    """Until when a notice that stood still runs from today on."""
    return add_workdays(clock.today(), project.notice_left or 1)


def _open_objection(project: MicroProject, objection: Objection | None) -> Objection:
    """The objection meant, or the only one that waits."""
    waiting = list(project.objections.filter(answered_at=None))
    chosen = [one for one in waiting if objection is None or one.pk == objection.pk]
    if len(chosen) != 1:
        late = objection and settled_part(project, "answer_objection", "objection", objection.pk)
        raise late or ValidationError({"objection": _("Choose one of the objections that wait for an answer.")})
    return chosen[0]


def confirm_project(project: MicroProject, *, by: Actor) -> MicroProject:
    """The subdistrict confirms a project whose notice has run out undisturbed; the work may begin (rule 16)."""
    with moving(project, "confirm", by=by) as project:
        project.confirmed_at = clock.now()
        project.report_due_on = next_report()
    return project


def next_report() -> date:
    """When the next report on the work is due."""
    return clocks.due("deliberations.progress_report", clock.today()).on


def report_progress(
    project: MicroProject, *, by: Actor, percent: int, note: str, photos: Sequence[Any] = ()
) -> MicroProject:
    """Reports how far the work is, with pictures; the next report is due a month later (rule 16)."""
    _check_percent(percent)
    pictures = _readable(photos, "photos")
    facts = {"percent": percent, "note": note, "photos": len(pictures)}
    with moving(project, "report_progress", by=by, facts=facts) as project:
        report = ProgressReport.objects.create(
            project=project, percent=percent, note=note, reported_on=clock.today(), by_id=by.pk
        )
        project.percent, project.report_due_on = percent, next_report()
        for picture in pictures:
            _keep(project, picture, PhotoKind.PROGRESS, by, report=report)
    return project


def _check_percent(percent: int) -> None:
    try:
        MinValueValidator(0)(percent)
        MaxValueValidator(100)(percent)
    except ValidationError as refusal:
        raise ValidationError({"percent": refusal.messages}) from refusal


def accept_project(project: MicroProject, *, by: Actor, accepted_on: date, cost: int, reason: str = "") -> MicroProject:
    """Accepts the finished work with its day and what it cost; more than the budget needs a reason (rule 16)."""
    if accepted_on > clock.today():
        raise ValidationError(
            {"accepted_on": _("The work is recorded after it was accepted: choose today or earlier.")}
        )
    if cost > project.budget and not reason:
        raise ValidationError(
            {"cost": _("This is more than the budget of %s yuan: say below why.") % f"{project.budget:,}"}
        )
    facts = {"accepted_on": accepted_on, "cost": cost, "budget": project.budget, "reason": reason}
    with moving(project, "accept", by=by, facts=facts) as project:
        if project.confirmed_at and accepted_on < timezone.localdate(project.confirmed_at):
            raise ValidationError({"accepted_on": _("The work cannot have been accepted before it was confirmed.")})
        project.accepted_on, project.cost, project.percent, project.report_due_on = accepted_on, cost, 100, None
    return project


def evaluate_project(project: MicroProject, *, by: Actor, rating: str, note: str) -> MicroProject:
    """Records what residents say of the accepted work (rule 16)."""
    with moving(project, "evaluate", by=by, facts={"rating": rating}) as project:
        project.rating, project.evaluation_note, project.evaluated_at = rating, note, clock.now()
    return project


def disclose_project(project: MicroProject, *, by: Actor, public_text: str) -> MicroProject:
    """Publishes the result with a text of its own and the pictures; nothing internal goes with it (rule 14)."""
    with moving(project, "disclose", by=by) as project:
        project.public_text, project.disclosed_at = public_text, clock.now()
    return project


# Pictures.


def add_photo(project: MicroProject, *, by: Actor, kind: str, photo: Any, caption: str = "") -> MicroProject:
    """Adds a picture from before, during or after the work (rule 16)."""
    [picture] = _readable([photo], "photo")
    with moving(project, "add_photo", by=by, facts={"kind": kind}) as project:
        _keep(project, picture, PhotoKind(kind), by, caption=caption)
    return project


def remove_photo(project: MicroProject, *, by: Actor, photo: ProjectPhoto, reason: str) -> MicroProject:
    """Takes a picture back, for example because it shows somebody who did not agree."""
    with moving(project, "remove_photo", by=by, facts={"photo": photo.pk, "reason": reason}) as project:
        found = ProjectPhoto.objects.select_for_update().filter(project=project, pk=photo.pk).first()
        if found is None:
            gone = ValidationError({"photo": _("This picture is not there any more.")})
            raise settled_part(project, "remove_photo", "photo", photo.pk) or gone
        files = [found.picture, found.thumbnail]
        found.delete()
        # Files know no transaction: they go only once the row is really gone.
        transaction.on_commit(lambda: _discard(files))
    return project


def _discard(files: Iterable[FieldFile]) -> None:
    for file in files:
        file.storage.delete(str(file.name))


def _readable(photos: Sequence[Any], field: str) -> list[Picture]:
    try:
        return [reencoded(photo) for photo in photos]
    except ValidationError as refusal:
        raise ValidationError({field: refusal.messages}) from refusal


def _keep(
    project: MicroProject,
    picture: Picture,
    kind: PhotoKind,
    by: Actor,
    *,
    caption: str = "",
    report: ProgressReport | None = None,
) -> None:
    photo = ProjectPhoto(
        project=project, report=report, kind=kind, caption=caption, width=picture.width, height=picture.height,
        by_id=by.pk, at=clock.now(),
    )  # fmt: skip
    for file, content in ((photo.picture, picture.content), (photo.thumbnail, picture.thumbnail)):
        file.save("picture.jpg", ContentFile(content), save=False)
        # A file knows no transaction: what a move wrote before it failed is taken away again.
        on_rollback(partial(_discard, [file]))
    photo.save()
