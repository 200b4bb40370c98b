"""What follows from each move of a livelihood council, and of its members (rules 16, 17).

Nothing said here depends on how anybody voted before the vote on the project is closed.
"""

from django.utils.translation import gettext as _

from core.consequences import Consequences, follows
from core.workflow import Text
from deliberations.actions.convening import minutes_due
from deliberations.actions.project_work import notice_end
from deliberations.consequences.meetings import IN_PUBLIC, changed, notice_of
from deliberations.enums import VoteOutcome
from deliberations.models import Council, CouncilMember, VotingRule
from deliberations.workflow import COUNCIL, COUNCIL_MEMBER
from stations.enums import Role

_NOUN = COUNCIL.noun


# Before it meets.


@follows(_NOUN, "notify")
def notify(council: Council) -> Consequences:
    return Consequences(
        more=(notice_of(council), _("Its members see the council and its list from now on."), IN_PUBLIC)
    )


@follows(_NOUN, "change")
def change(council: Council) -> Consequences:
    return Consequences(more=changed(council, "deliberations.council_notice"))


@follows(_NOUN, "cancel")
def cancel(council: Council) -> Consequences:
    words = _("Its %(count)s projects wait for another council.")
    return Consequences(
        more=(words % {"count": council.items.count()},), final=_("What was cancelled is not taken up again.")
    )


@follows(_NOUN, "open")
def open_council(council: Council) -> Consequences:
    members = CouncilMember.objects.on(council.day).filter(station=council.station_id).count()
    quorum = _("Of %(members)s members at least %(needed)s have to be present.")
    return Consequences(
        more=(
            quorum % {"members": members, "needed": VotingRule.objects.on(council.day).quorum_of(members)},
            _("Every project of the list is put to the vote at once."),
        ),
        final=_("The list of members and the way of voting are frozen with the opening."),
    )


# While it votes.


@follows(_NOUN, "record_presence")
def record_presence(council: Council) -> Consequences:
    return Consequences(
        more=(
            _("Who is recorded as absent cannot vote."),
            _("A vote that was given stays, and whoever gave it counts as present for it."),
        )
    )


@follows(_NOUN, "recuse")
def recuse(council: Council) -> Consequences:
    return Consequences(
        more=(
            _("The member does not vote on this project, and is not counted in its quorum."),
            _("The reason is read by the member, the station, its subdistrict and the committee alone."),
        )
    )


@follows(_NOUN, "enter_paper_count")
def enter_paper_count(council: Council) -> Consequences:
    return Consequences(
        more=(
            _("It counts once a second person has confirmed it; before, the vote on the project cannot be closed."),
            _("The members named cannot vote on this project on their phones any more."),
        )
    )


@follows(_NOUN, "confirm_paper_count")
def confirm_paper_count(council: Council) -> Consequences:
    more: tuple[Text, ...] = (_("The papers count for the result, and your name stands under the count."),)
    if council.is_secret:
        more = (*more, _("Of a secret vote only the sums remain: nobody can read the numbers of this count again."))
    return Consequences(more=more, final=_("A count that was confirmed is not changed any more."))


@follows(_NOUN, "reject_paper_count")
def reject_paper_count(council: Council) -> Consequences:
    return Consequences(
        more=(_("The members named may vote anew, on paper or on the phone."),),
        final=_("The numbers of the count are deleted."),
    )


@follows(_NOUN, "close_item")
def close_item(council: Council) -> Consequences:
    return Consequences(
        more=(
            _("Everybody at the council sees the result at once."),
            _("Passed: public notice begins once the council is closed. Without a quorum: it is shortlisted again."),
        ),
        final=_("A vote that was closed is not opened again."),
    )


@follows(_NOUN, "close")
def close(council: Council) -> Consequences:
    passed = council.items.filter(result__outcome=VoteOutcome.PASSED).count()
    words = _("%(count)s projects that passed are on public notice until %(day)s.")
    return Consequences(
        days={"minutes_due_on": minutes_due(council.day)},
        told=(Role.OFFICER,),
        more=(words % {"count": passed, "day": notice_end()}, _("The votes give the projects their places.")),
        final=_("Only the committee can move a place, and has to say why."),
    )


# Afterwards.


@follows(_NOUN, "confirm_minutes")
def confirm_minutes(council: Council) -> Consequences:
    return Consequences(final=_("Minutes that were confirmed are not changed any more."))


@follows(_NOUN, "override")
def override(council: Council) -> Consequences:
    return Consequences(
        more=(
            _("The other projects move up or down; each place by the vote stays beside it."),
            _("What passed has passed, wherever it stands."),
            _("Your reason is read by everybody who reads the council."),
        )
    )


@follows(COUNCIL_MEMBER.noun, "leave")
def leave(member: CouncilMember) -> Consequences:
    words = _("%(name)s is listed at every council up to the last day, and stays on the lists of those that have met.")
    return Consequences(more=(words % {"name": member.name},), final=_("Whoever comes back is entered anew."))
