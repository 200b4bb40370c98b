"""The moves of visits and concerns (domain §4)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.editions import apart
from core.nouns import Noun
from core.workflow import Move, Workflow
from stations.enums import ConcernState as S
from stations.enums import FeedbackWay, Reached, Route, Undone, VisitKind

VISIT = Workflow(
    Noun("stations.visit", page="stations:visit-detail", list="stations:visit-list", number="receipts"),
    Move(
        "record", (), None, "stations.record_visit", "§4.1",
        label=_("Record a visit"),
        sentence=_("{actor} recorded a visit ({kind}) with {concerns} concerns"),
        facts=("kind", "concerns"),
        shows={"kind": VisitKind},
    ),
)  # fmt: skip

CONCERN = Workflow(
    Noun("stations.concern", page="stations:concern-detail",
         list="stations:concern-list", title="matter", number="number",
         shows=("station", "category", "second_category")),
    Move(
        "receive", (), S.RECEIVED, "stations.receive_concern", "§4.2",
        label=_("Take down a concern"),
        sentence=_("{actor} took down the concern {number}"),
        facts=("number",),
    ),
    Move(
        "route", (S.RECEIVED,), S.ROUTED, "stations.route_concern", "§4.4",
        label=pgettext_lazy("move", "Route"),
        sentence=_("{actor} routed the concern: {route}"),
        facts=("route",),
        shows={"route": Route},
        tone="primary",
    ),
    Move(
        "give_feedback", (S.ROUTED, S.TOLD, S.UNREACHABLE), (S.ROUTED, S.TOLD, S.UNREACHABLE),
        "stations.give_feedback", "§4.5",
        label=_("Give feedback"),
        sentence=_("{actor} gave feedback on {told_on} {way}: {reached}"),
        facts=("told_on", "way", "reached"),
        shows={"way": FeedbackWay, "reached": Reached},
        tone="primary",
        once=True, mark=apart("an attempt to tell the resident counts whatever else happened"),
    ),
    Move(
        "close", (S.TOLD, S.UNREACHABLE), S.CLOSED, "stations.close_concern", "§4.5",
        label=_("Close"),
        sentence=_("{actor} closed the concern"),
        tone="primary",
    ),
    Move(
        "take_back", (S.ROUTED, S.TOLD, S.UNREACHABLE, S.CLOSED),
        (S.RECEIVED, S.ROUTED, S.TOLD, S.UNREACHABLE), "stations.take_back", "§4.5",
        label=pgettext_lazy("move", "Take back"),
        sentence=_("{actor} took back {undone}"),
        facts=("undone",),
        shows={"undone": Undone},
        undo=("route", "give_feedback", "close"),
    ),
    Move(
        "correct_words", (S.RECEIVED, S.ROUTED, S.TOLD, S.UNREACHABLE), None, "stations.correct_words", "§4.2",
        label=_("Correct the words"),
        sentence=_("{actor} added a corrected version of the words: {reason}"),
        facts=("reason",),
        once=True,
    ),
    Move(
        "reveal_contact", tuple(S), None, "stations.reveal_contact", "§4.3",
        label=_("Show contact data"),
        sentence=_("{actor} looked at the resident's contact data: {reason}"),
        facts=("reason",),
        mark=apart("a look changes nothing that is decided on"),
    ),
    Move(
        "join", (S.RECEIVED, S.ROUTED), None, "stations.join_concern", "§4.6",
        label=_("Group with a similar concern"),
        sentence=_("{actor} grouped the concern with {number}"),
        facts=("number",),
    ),
    Move(
        "leave_group", (S.RECEIVED, S.ROUTED, S.TOLD, S.UNREACHABLE), None, "stations.leave_group", "§4.6",
        label=_("Take out of the group"),
        sentence=_("{actor} took the concern out of the group of {number}"),
        facts=("number",),
        when=lambda concern: concern.is_member,
    ),
    Move(
        "split", (S.RECEIVED,), None, "stations.split_concern", "§4.6",
        label=_("Split into its matters"),
        sentence=_("{actor} split the message into {matters} matters; the others are {numbers}"),
        facts=("matters", "numbers"),
        when=lambda concern: concern.is_message,
        once=True,
    ),
    Move(
        "split_off", (), S.RECEIVED, "stations.split_concern", "§4.6",
        label=_("Split off"),
        sentence=_("{actor} split the concern {number} off the message {message}"),
        facts=("number", "message"),
    ),
    Move(
        "anonymise", (S.CLOSED,), None, "stations.anonymise_contact", "§4.3",
        label=_("Anonymise the contact data"),
        sentence=_("The contact data were anonymised: their time was over"),
        caused=True,
        mark=apart("contact data are no part of what a page decides on"),
    ),
)  # fmt: skip
