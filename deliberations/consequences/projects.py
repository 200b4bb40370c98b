"""What follows from each move of a micro-project (rules 14, 15, 16)."""

from django.utils.translation import gettext as _

from core.consequences import Consequences, follows
from core.workflow import Text
from deliberations.actions.project_work import next_report, resumed_until, workdays_left
from deliberations.consequences.topics import PUBLISHED
from deliberations.enums import ProjectState
from deliberations.models import MicroProject
from deliberations.workflow import MICRO_PROJECT
from stations.enums import Role

_NOUN = MICRO_PROJECT.noun


# Before the vote.


@follows(_NOUN, "revise")
def revise(project: MicroProject) -> Consequences:
    more: tuple[Text, ...] = (_("Who proposed it stays; the members of the council read the new text."),)
    if project.checked_at:
        more = (*more, _("The check is not made anew."))
    return Consequences(more=more)


@follows(_NOUN, "check")
def check(project: MicroProject) -> Consequences:
    return Consequences(
        more=(
            _("No exclusion: it can be put on the shortlist."),
            _("An exclusion keeps it off the shortlist; it can only be declined then."),
        ),
        final=_("The check is made once."),
    )


@follows(_NOUN, "shortlist")
def shortlist(project: MicroProject) -> Consequences:
    return Consequences(more=(_("A council of its station can put it on the list and vote on it."),))


@follows(_NOUN, "decline")
def decline(project: MicroProject) -> Consequences:
    words = _("The residents of its %(count)s concerns are still owed an answer.")
    return Consequences(
        more=(words % {"count": project.concerns.count()},),
        final=_("It ends here: nothing leads on from a declined project."),
    )


# The public notice.


@follows(_NOUN, "object")
def object_to(project: MicroProject) -> Consequences:
    if project.notice_until:
        left = workdays_left(project.notice_until)
        stands = _("The notice stands still, with %(count)s working days left, until the objection is answered.")
        more = stands % {"count": left}
    else:
        more = _("The notice stands still already, until every objection is answered.")
    return Consequences(told=(Role.OFFICER, Role.SUBDISTRICT), more=(more,))


@follows(_NOUN, "answer_objection")
def answer_objection(project: MicroProject) -> Consequences:
    waiting = project.objections.filter(answered_at=None).count()
    if waiting > 1:
        runs_on = _("Not upheld: the notice stands still until the other objections are answered, too.")
    else:
        runs_on = _("Not upheld: the notice runs on until %(day)s.") % {"day": resumed_until(project)}
    return Consequences(
        more=(runs_on, _("Upheld: the project ends.")), final=_("An answer that was given is not changed any more.")
    )


@follows(_NOUN, "confirm")
def confirm(project: MicroProject) -> Consequences:
    return Consequences(
        days={"report_due_on": next_report()},
        told=(Role.OFFICER,),
        more=(_("The work may begin."),),
        final=_("From now on no objection is taken."),
    )


# The work.


@follows(_NOUN, "report_progress")
def report_progress(project: MicroProject) -> Consequences:
    return Consequences(
        days={"report_due_on": next_report()},
        told=(Role.OFFICER,),
        final=_("A report that was made is not changed any more."),
    )


@follows(_NOUN, "accept")
def accept(project: MicroProject) -> Consequences:
    return Consequences(
        more=(
            _("No report on the work is due any more; what residents say of it can be recorded."),
            _("The cost takes the place of the budget in the yearly sum of the community."),
        ),
        final=_("Day and cost are not changed any more."),
    )


@follows(_NOUN, "evaluate")
def evaluate(project: MicroProject) -> Consequences:
    return Consequences(more=(_("The project can be disclosed."),), final=_("What residents say is recorded once."))


@follows(_NOUN, "disclose")
def disclose(project: MicroProject) -> Consequences:
    return Consequences(
        more=(_("Everybody reads the text and sees the photos from before and after the work."),), final=PUBLISHED
    )


# Pictures.


@follows(_NOUN, "add_photo")
def add_photo(project: MicroProject) -> Consequences:
    if project.state == ProjectState.DISCLOSED:
        return Consequences(more=(_("Everybody sees it at once, if it is from before or after the work."),))
    return Consequences(more=(_("Whoever may read the project sees it; it can be removed again."),))


@follows(_NOUN, "remove_photo")
def remove_photo(project: MicroProject) -> Consequences:
    return Consequences(
        more=(_("Your reason stays on record; the photo does not."),),
        final=_("The file is deleted and cannot be brought back."),
    )
