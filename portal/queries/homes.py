"""The work of each role, as the home pages show it: what a person has to do, and by when (domain §3, §10).

Every function says which things wait for a person and what is shown of them. Nothing here may depend on the hour:
the SQL is kept for the day.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Case, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Left, TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock
from core.workdays import DAY
from deliberations.enums import UPCOMING, MeetingState, TopicState
from deliberations.models import Commitment, LookBack, Meeting, Topic
from deliberations.workflow import COMMITMENT, LOOK_BACK, MEETING, TOPIC
from points.queries import open_questions
from points.workflow import POINTS_QUERY
from portal.queries.unions import Columns, Part, name_of, no_date, text
from portal.queries.work import Work, here
from stations.duties import duties_of
from stations.models import Concern
from stations.workflow import CONCERN
from suggestions import queries as suggestions
from suggestions.enums import SuggestionState, SupervisionKind
from suggestions.models import AT_REST, Suggestion, Supervision
from suggestions.workflow import SUGGESTION, SUPERVISION

#: Commitments and look-backs are shown from so many days before their date: half the ladder of rule 42.
AHEAD = timedelta(days=15)


#: Submitted and not at an end; named one by one, so that the index over them can serve.
OPEN_SUGGESTION = [state for state in SuggestionState if state not in AT_REST]
INSTRUMENTS = dict(Suggestion._meta.get_field("instrument").flatchoices)
MEETING_DEEDS: dict[str, str | Promise] = {
    "notice": _("Give notice"),
    "hold": _("Hold"),
    "record": _("Record"),
    "minutes": _("Confirm the minutes"),
}
TOPIC_DEEDS: dict[str, str | Promise] = {
    TopicState.COLLECTED: _("Adopt or decline"),
    TopicState.DELIBERATED: _("Decide the outcome"),
    TopicState.CONFIRMED: _("Disclose the result"),
}


def _concern(due: str) -> Columns:
    return {"due_on": F(due), "title": Left("words", 40), "place": F("number")}


def _suggestion(place: Any) -> Columns:
    """A suggestion with its number, or what it is while it has none."""
    return {
        "due_on": F("due_on"), "deed": Coalesce("number", "instrument"), "title": F("title"),
        "place": Coalesce(place, Value("")), "clocks": text("clocks"),
    }  # fmt: skip


# The liaison officer.


def _to_triage(user: Any) -> Part:
    concerns = Concern.objects.visible_to(user).to_triage().filter(here(user))
    return concerns.order_by("triage_due_on", "pk"), _concern("triage_due_on")


def _feedback_owed(user: Any) -> Part:
    concerns = Concern.objects.visible_to(user).filter(here(user), state="routed")
    return concerns.order_by("feedback_due_on", "pk"), _concern("feedback_due_on")


def _meetings_to_work_on(user: Any) -> Part:
    """To give notice of, to hold, to record from the day itself, to confirm the minutes of (rule 10)."""
    state = MeetingState
    meetings = Meeting.objects.visible_to(user).filter(here(user), state__in=[*UPCOMING, state.HELD])
    deed = Case(
        When(state=state.PLANNED, then=Value("notice")),
        When(state=state.HELD, then=Value("minutes")),
        When(starts_at__lt=clock.midnight(clock.today() + DAY), then=Value("record")),
        default=Value("hold"),
    )
    due_on = Case(
        When(state=state.PLANNED, then=F("notice_due_on")),
        When(state=state.HELD, then=F("minutes_due_on")),
        default=TruncDate("starts_at"),
        output_field=DateField(),
    )
    return meetings.order_by("starts_at", "pk"), {"due_on": due_on, "deed": deed, "title": F("place")}


def _topics_to_decide(user: Any) -> Part:
    topics = Topic.objects.visible_to(user).filter(here(user), state__in=list(TOPIC_DEEDS))
    due_on = Case(When(state=TopicState.DELIBERATED, then=F("outcome_due_on")), default=no_date())
    columns = {"due_on": due_on, "deed": F("state"), "title": F("title")}
    return topics.order_by(F("outcome_due_on").asc(nulls_last=True), "pk"), columns


def _commitments_due(user: Any) -> Part:
    soon = clock.today() + AHEAD
    commitments = Commitment.objects.visible_to(user).open().filter(here(user), due_on__lte=soon)
    columns = {"due_on": F("due_on"), "title": Left("measure", 60), "place": name_of("department")}
    return commitments.order_by("due_on", "pk"), columns


def _look_backs_due(user: Any) -> Part:
    soon = clock.today() + AHEAD
    look_backs = LookBack.objects.visible_to(user).planned().filter(here(user), due_on__lte=soon)
    return look_backs.order_by("due_on", "pk"), {"due_on": F("due_on"), "title": Left("title", 60)}


def _trackings(user: Any) -> Part:
    """Key tracking of unsatisfied cases at the officer's station, or in the subdistrict (rule 32)."""
    where = here(user) | Q(station__subdistrict__in=duties_of(user).subdistricts)
    supervisions = Supervision.objects.visible_to(user).open().filter(where, kind=SupervisionKind.STATION)
    columns = {"due_on": F("due_on"), "deed": F("suggestion__number"), "title": F("suggestion__title")}
    return supervisions.order_by("due_on", "pk"), columns


TRACKINGS = Work(
    "trackings", _("Key tracking"), _trackings, SUPERVISION.noun,
    {"state": "open", "kind": SupervisionKind.STATION.value},
)  # fmt: skip
OFFICER = (
    Work("triage", _("To triage"), _to_triage, CONCERN.noun, {"state": "received"}),
    Work("feedback", _("Feedback owed"), _feedback_owed, CONCERN.noun, {"state": "routed"}),
    Work("meetings", _("Meetings to prepare or record"), _meetings_to_work_on, MEETING.noun, deeds=MEETING_DEEDS),
    Work("topics", _("Topics to decide on"), _topics_to_decide, TOPIC.noun, deeds=TOPIC_DEEDS),
    Work("commitments", _("Commitments due"), _commitments_due, COMMITMENT.noun, {"state": "open"}),
    Work("look_backs", _("Look-backs due"), _look_backs_due, LOOK_BACK.noun, {"state": "planned"}),
    TRACKINGS,
)

# The representative.


def _to_score(user: Any) -> Part:
    return suggestions.to_score(user), _suggestion(name_of("lead"))


def _to_co_sign(user: Any) -> Part:
    return suggestions.to_co_sign(user), {
        "pk": F("suggestion"), "due_on": no_date(), "title": F("suggestion__title"),
        "place": F("suggestion__sponsor__name"),
    }  # fmt: skip


def _to_finish(user: Any) -> Part:
    return suggestions.to_finish(user), _suggestion(Value(""))


def _next_meetings(user: Any) -> Part:
    meetings = Meeting.objects.visible_to(user).filter(
        station__in=duties_of(user).home_stations,
        state__in=UPCOMING,
        starts_at__gte=clock.midnight(clock.today()),
    )
    columns = {"due_on": TruncDate("starts_at"), "deed": Value("meeting"), "title": F("place")}
    return meetings.order_by("starts_at", "pk"), columns


def _my_topics(user: Any) -> Part:
    """Topics before and at the meeting that the representative leads or helps to lead."""
    who, state = duties_of(user).representative_id, TopicState
    before = Topic.objects.filter(state__in=[state.COLLECTED, state.ADOPTED, state.STUDIED, state.DELIBERATED])
    helped = Topic.co_leads.through.objects.filter(representative_id=who or 0, topic__in=before).values("topic_id")
    return _of_ids(before.filter(lead=who).values("pk").union(helped))


def _tracked(user: Any) -> Part:
    """Topics after the meeting that the representative leads or tracks."""
    who = duties_of(user).representative_id
    after = Topic.objects.filter(state__in=[TopicState.TRACKED, TopicState.RESOLVED])
    return _of_ids(after.filter(lead=who).values("pk").union(after.filter(tracker=who).values("pk")))


def _of_ids(own: Any) -> Part:
    """The representative's own topics, each kind found by its own index; an OR would read the whole table.

    Whoever leads, helps to lead or tracks a topic sees it (`Topic.visible_to`).
    """
    topics = Topic.objects.filter(pk__in=own).order_by("proposed_at", "pk")
    return topics, {"due_on": no_date(), "deed": F("state"), "title": F("title")}


def _my_suggestions(user: Any) -> Part:
    sponsored = Suggestion.objects.visible_to(user).filter(
        sponsor=duties_of(user).representative_id, state__in=OPEN_SUGGESTION
    )
    columns = _suggestion(name_of("lead")) | {"due_on": no_date(), "deed": F("state"), "clocks": Value("")}
    return sponsored.order_by("drafted_at", "pk"), columns


REPRESENTATIVE = (
    Work("score", _("To score"), _to_score, SUGGESTION.noun, deeds=INSTRUMENTS),
    Work("co_sign", _("To join as co-sponsor"), _to_co_sign, SUGGESTION.noun),
    Work("finish", _("To finish and submit"), _to_finish, SUGGESTION.noun, deeds=INSTRUMENTS),
    Work(
        "duties", _("My next duties"), _next_meetings, MEETING.noun,
        deeds={"meeting": _("Deliberation meeting")}, is_deadline=False,
    ),
    Work("my_topics", _("My topics"), _my_topics, TOPIC.noun, deeds=dict(TopicState.choices)),
    Work("tracked", _("What I track"), _tracked, TOPIC.noun, deeds=dict(TopicState.choices)),
    Work(
        "my_suggestions", _("My suggestions"), _my_suggestions, SUGGESTION.noun,
        deeds=dict(SuggestionState.choices),
    ),
)  # fmt: skip

# The department (rules 11, 20–23).


def _led(waiting: Callable[[Any], QuerySet[Suggestion]]) -> Callable[[Any], Part]:
    return lambda user: (waiting(user), _suggestion(F("sponsor__name")))


def _opinions(user: Any) -> Part:
    return suggestions.to_give_opinion(user), {
        "pk": F("suggestion"), "due_on": F("opinion_due_on"), "deed": F("suggestion__number"),
        "title": F("suggestion__title"),
    }  # fmt: skip


def _promised(user: Any) -> Part:
    ours = Commitment.objects.visible_to(user).open().filter(department__in=duties_of(user).departments)
    columns = {"due_on": F("due_on"), "title": Left("measure", 60), "place": F("topic__title")}
    return ours.order_by("due_on", "pk"), columns


DEPARTMENT = (
    Work("accept", _("To accept"), _led(suggestions.to_accept), SUGGESTION.noun, {"state": "assigned"}),
    Work("reply", _("To reply"), _led(suggestions.to_reply), SUGGESTION.noun, {"state": "accepted"}),
    Work("report", _("To report"), _led(suggestions.to_report), SUGGESTION.noun, {"state": "implementing"}),
    Work("opinions", _("Opinions owed"), _opinions, SUGGESTION.noun),
    Work("promised", _("Commitments to keep"), _promised, COMMITMENT.noun, {"state": "open"}),
)

# The desk of the committee: unsatisfied first; what stands in one list is not in another (rules 24, 32). A score to
# release is work of its own, whatever becomes of its suggestion meanwhile (rule 34).


def _unsatisfied(user: Any) -> Part:
    return suggestions.unsatisfied(user), {
        "pk": F("suggestion"), "due_on": F("due_on"), "deed": F("suggestion__number"),
        "title": F("suggestion__title"), "place": Coalesce(name_of("suggestion__lead"), Value("")),
    }  # fmt: skip


def _to_release(user: Any) -> Part:
    """Shown with the day on which the score was given; no rule says by when it has to be released."""
    return suggestions.scores_to_release(), {
        "pk": F("pk"), "due_on": TruncDate("score_waits_since"), "deed": F("number"),
        "title": F("title"), "place": Coalesce(name_of("lead"), Value("")),
    }  # fmt: skip


def _handled() -> Q:
    state = SuggestionState
    supervised = Supervision.objects.open().filter(kind=SupervisionKind.COMMITTEE)
    elsewhere = Q(state__in=[state.SUBMITTED, state.REGISTERED, state.RETURN_REQUESTED])
    return ~elsewhere & ~Q(pk__in=supervised.values("suggestion_id"))


def _listed(waiting: Callable[[], QuerySet[Suggestion]]) -> Callable[[Any], Part]:
    columns = _suggestion(Value("")) | {"clocks": Value("")}
    return lambda user: (
        waiting(),
        columns | {"place": Coalesce(name_of("lead"), name_of("station", "community"))},
    )


def _of_desk(code: str, label: Any, part: Callable[[Any], Part], is_deadline: bool = True) -> Work:
    return Work(code, label, part, SUGGESTION.noun, {"part": code}, INSTRUMENTS, is_deadline, own_list="portal:desk")


DESK = (
    _of_desk("unsatisfied", _("Unsatisfied"), _unsatisfied),
    _of_desk("overdue", _("Overdue"), _listed(lambda: suggestions.overdue().filter(_handled()))),
    _of_desk("due_soon", _("Due soon"), _listed(lambda: suggestions.due_soon().filter(_handled()))),
    _of_desk("returns", _("Returns to decide"), _listed(suggestions.returns_to_decide)),
    _of_desk("extensions", _("Extensions to decide"), _listed(suggestions.extensions_to_decide)),
    _of_desk("release", _("Scores to release"), _to_release, is_deadline=False),
    _of_desk("register", _("Waiting for registration"), _listed(suggestions.to_register)),
    _of_desk("assign", _("Waiting for assignment"), _listed(suggestions.to_assign)),
)


def _questions(user: Any) -> Part:
    """What representatives find wrong or missing in their points (rule 37)."""
    columns = {"due_on": no_date(), "title": Left("text", 60), "place": F("representative__name")}
    return open_questions(user), columns


COMMITTEE = (
    *DESK,
    Work("questions", _("Questions about points"), _questions, POINTS_QUERY.noun),
)
#: What does not go well in the district; leadership reads, and changes nothing.
LEADERSHIP = DESK[:2]

# The subdistrict.


def _late_concerns(user: Any) -> Part:
    """Residents of the subdistrict who should have been told before today (rule 5)."""
    here = Q(station__subdistrict__in=duties_of(user).subdistricts)
    late = Concern.objects.visible_to(user).feedback_owed().filter(here, feedback_due_on__lt=clock.today())
    columns = _concern("feedback_due_on") | {"deed": name_of("station", "community")}
    return late.order_by("feedback_due_on", "pk"), columns


SUBDISTRICT = (Work("late_concerns", _("Feedback overdue"), _late_concerns, CONCERN.noun), TRACKINGS)
