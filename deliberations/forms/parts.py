"""Forms about parts of a council that carry marks of their own: its seats, and the paper counts of its projects."""

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.amounts import PAPERS, AmountField
from core.forms import ReasonForm, SeveralField
from core.text_fields import LineField
from deliberations.actions.seats import SeatShown
from deliberations.enums import Choice
from deliberations.forms.councils import ItemForm, OfCouncil
from deliberations.models import CouncilMember, MicroProject, PaperCount, Seat
from deliberations.queries.councils import last_counts

_NAME = re.compile(r"seen-(\d{1,18})", re.ASCII)
_MARK = re.compile(r"(\d{1,18})-(\d{1,9})", re.ASCII)


class PartsForm(OfCouncil):
    """Carries a mark of each part that the page showed; whatever is refused, these stay until the page shows others."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.marks = self._posted() if self.is_bound else self.marks_now()

    def _posted(self) -> dict[str, str]:
        return {name: mark for name, mark in self.data.items() if _NAME.fullmatch(name) and _MARK.fullmatch(mark)}

    def marks_now(self) -> dict[str, str]:
        """The marks of what the page is about to show."""
        raise NotImplementedError

    def shown(self) -> dict[int, tuple[int, int]]:
        """What the page showed, by the number that stands in the name of the mark."""
        pairs = ((_NAME.fullmatch(name), _MARK.fullmatch(mark)) for name, mark in self.marks.items())
        return {int(name[1]): (int(mark[1]), int(mark[2])) for name, mark in pairs if name and mark}

    def compare_with(self, present: Any) -> None:
        """The page shows what is there now: a second press is a knowing one."""
        self.marks = present.marks


# Seats.


class SeatsForm(PartsForm):
    """Carries each seat as it was shown, by member: whether the member is there, and the seat's edition."""

    seats: tuple[Seat, ...] = ()

    def marks_now(self) -> dict[str, str]:
        self.seats = tuple(self.council.seats.all())
        return {f"seen-{seat.member_id}": f"{int(seat.present)}-{seat.edition}" for seat in self.seats}


class MembersField(SeveralField):
    """Members of a council; of some it says what is recorded of them now."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.now: dict[int, str] = {}

    def label_from_instance(self, member: Any) -> str:
        if member.pk not in self.now:
            return str(member)
        return gettext("%(name)s (recorded now: %(presence)s)") % {"name": member, "presence": self.now[member.pk]}


class PresenceForm(SeatsForm):
    """Who is there now (rule 17)."""

    present = MembersField(
        CouncilMember.objects.none(),
        label=_("Members present"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who has voted on a project counts as present for it, even after leaving."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("present", CouncilMember.objects.filter(seats__council=self.council).order_by("seats__number"))
        self.fields["present"].initial = [seat.member_id for seat in self.seats if seat.present]

    def seen(self) -> dict[int, SeatShown]:
        """The seats as the page showed them."""
        return {member: SeatShown(edition, bool(there)) for member, (there, edition) in self.shown().items()}

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "seen": self.seen()}

    def compare_with(self, present: Any) -> None:
        """What I ticked stays ticked; what only others changed is shown as they left it."""
        seen, ticked = self.seen(), {member.pk for member in self.cleaned_data["present"]}
        now = {seat.member_id: seat.present for seat in present.seats}
        mine = {pk for pk in now if pk not in seen or (pk in ticked) != seen[pk].present}
        field: Any = self.fields["present"]
        words = {True: gettext("present"), False: gettext("absent")}
        field.now = {pk: words[there] for pk, there in now.items() if pk in mine and there != (pk in ticked)}
        self.data = self.data.copy()
        self.data.setlist("present", [pk for pk, there in now.items() if (pk in ticked if pk in mine else there)])
        super().compare_with(present)


class RecuseForm(ItemForm, SeatsForm):
    """A member with an interest in a project (rule 17)."""

    member = forms.ModelChoiceField(CouncilMember.objects.none(), label=_("Member"))
    reason = LineField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("member", CouncilMember.objects.filter(seats__council=self.council).order_by("seats__number"))

    def clean(self) -> dict[str, Any]:
        member = self.cleaned_data.get("member")
        _there, seen = self.shown().get(member.pk if member else 0, (0, None))
        return {**self.cleaned_data, "seen": seen}


# Paper counts.


class CountsForm(PartsForm):
    """Carries the last paper count of each project as it was shown, by project: its number and its edition."""

    def marks_now(self) -> dict[str, str]:
        return {f"seen-{pk}": f"{count.pk}-{count.edition}" for pk, count in last_counts(self.council).items()}

    def clean(self) -> dict[str, Any]:
        project = self.cleaned_data.get("project")
        # Without a mark no count was shown, and none is confirmed.
        count, seen = self.shown().get(project.pk if project else 0, (0, 0))
        return {**self.cleaned_data, "count": count, "seen": seen}


class PaperCountForm(ItemForm, CountsForm):
    """The papers on one project: whose they are, and what they say (rule 17)."""

    members = SeveralField(
        CouncilMember.objects.none(),
        label=_("Members who voted on paper"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They cannot vote on their phones any more. Which paper is whose is not entered."),
    )
    in_favour = AmountField(PAPERS, label=Choice.FOR.label, max_value=1000, initial=0)
    against = AmountField(PAPERS, label=Choice.AGAINST.label, max_value=1000, initial=0)
    abstained = AmountField(PAPERS, label=Choice.ABSTAIN.label, max_value=1000, initial=0)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        there = CouncilMember.objects.filter(seats__council=self.council, seats__present=True)
        self.offer("members", there.order_by("seats__number"))


class WaitingCountForm(CountsForm):
    """A paper count that a second person confirms (rule 17)."""

    project = forms.ModelChoiceField(
        MicroProject.objects.none(), label=_("Project"), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        waiting = PaperCount.objects.filter(item__council=self.council, confirmed_at=None, rejected_at=None)
        # One that was shown and waits no more is refused by the action, which says who decided on it.
        shown = self.shown() if self.is_bound else ()
        offered = MicroProject.objects.filter(Q(pk__in=waiting.values("item__project")) | Q(pk__in=shown))
        self.offer("project", offered.filter(council_items__council=self.council).order_by("pk"))
        self.initial["project"] = self.initial.get("project") or offered.first()

    def marks_now(self) -> dict[str, str]:
        return {f"seen-{pk}": f"{c.pk}-{c.edition}" for pk, c in last_counts(self.council).items() if c.waits}

    def compare_with(self, present: Any) -> None:
        super().compare_with(present)
        self.offer("project", present.fields["project"].queryset)


class RejectCountForm(WaitingCountForm, ReasonForm):
    """A paper count that is wrong, and why."""

    field_order = ["project", "reason"]
