"""The form of a move: every refusal beside what was typed, and nothing typed is lost."""

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Department
from core.access import NotPermitted
from core.forms import ConfirmForm, MoveForm, ReasonForm, SeveralField
from core.workflow import IllegalMove


class TellForm(MoveForm):
    day = forms.DateField()
    note = forms.CharField(required=False)


TYPED = {"day": "2019-03-04", "note": "已电话告知"}


def refuse(error: Exception) -> Any:
    def action(*_things: Any, **_known: Any) -> None:
        raise error

    return action


def test_action_gets_the_thing_what_is_known_and_what_was_typed() -> None:
    form = TellForm(TYPED)
    assert form.is_valid()

    done = form.perform(lambda *things, **known: (things, known), "concern", by="officer")

    assert done == (("concern",), {"by": "officer", **form.cleaned_data})
    assert form.status == 200


def test_invalid_is_400_and_keeps_what_was_typed() -> None:
    form = TellForm({"day": "yesterday", "note": "已电话告知"})

    assert (form.is_valid(), form.status) == (False, 400)
    assert 'value="已电话告知"' in form.as_p()
    assert 'value="yesterday"' in form.as_p()


def test_form_that_nobody_has_sent_is_no_mistake() -> None:
    form = TellForm()

    assert (form.is_valid(), form.status) == (False, 200)


@pytest.mark.parametrize(
    ("refusal", "errors"),
    [
        (ValidationError({"day": "Too early."}), {"day": ["Too early."]}),
        (ValidationError({"day": "Too early.", "note": "Too short."}), {"day": ["Too early."], "note": ["Too short."]}),
        (ValidationError({"concerns.0.words": "Missing."}), {"__all__": ["Missing."]}),
        (ValidationError({"day": "Too early.", "elsewhere": "Odd."}), {"day": ["Too early."], "__all__": ["Odd."]}),
        (ValidationError("Not today."), {"__all__": ["Not today."]}),
        (ValidationError(["Not today.", "Nor here."]), {"__all__": ["Not today.", "Nor here."]}),
    ],
)
def test_refusal_of_the_action_stands_beside_the_field(refusal: ValidationError, errors: dict[str, Any]) -> None:
    form = TellForm(TYPED)
    assert form.is_valid()

    done = form.perform(refuse(refusal), by="officer")

    assert (done, form.status, form.errors) == (None, 400, errors)
    assert 'value="已电话告知"' in form.as_p()


def test_lost_race_is_409_and_keeps_what_was_typed() -> None:
    form = TellForm(TYPED)
    assert form.is_valid()

    done = form.perform(refuse(IllegalMove("陈志明已经分流。")), by="officer")

    assert (done, form.status) == (None, 409)
    assert form.non_field_errors() == ["陈志明已经分流。"]
    assert 'value="已电话告知"' in form.as_p()


def test_who_may_not_gets_no_form_back() -> None:
    form = TellForm(TYPED)
    assert form.is_valid()

    with pytest.raises(NotPermitted):
        form.perform(refuse(NotPermitted()), by="officer")


def test_confirming_needs_no_more_than_being_sent() -> None:
    assert ConfirmForm({}).is_valid()


@pytest.mark.parametrize("reason", ["", "   ", "\n", "长" * 1001, "a\x00b"])
def test_reason_that_is_none_is_refused(reason: str) -> None:
    form = ReasonForm({"reason": reason})

    assert (form.is_valid(), list(form.errors)) == (False, ["reason"])


def test_reason_is_kept_as_written_but_for_the_line_ends() -> None:
    form = ReasonForm({"reason": "  属于法院\r\n受理范围 "})

    assert form.is_valid()
    assert form.cleaned_data == {"reason": "属于法院\n受理范围"}


@pytest.mark.django_db
@pytest.mark.parametrize("pk", ["9" * 30, "7", "x", "\x00"])
def test_an_id_of_nothing_is_no_choice(pk: str) -> None:
    field = SeveralField(Department.objects.all())

    with pytest.raises(ValidationError):
        field.clean([pk])
