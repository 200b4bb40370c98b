"""The form of a move: what a person types, handed to an action, with every refusal shown beside what was typed."""

import difflib
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.actions import perform
from core.door import listening
from core.idempotency import PAGE_TOKEN, IdempotencyKey, Token, TokenUsed, once, recorded, thing_recorded
from core.nouns import noun_of
from core.page import draft_saved
from core.text import Typed, for_a_form, refusal_of, same_text
from core.text_fields import TextField
from core.workflow import Changed, IllegalMove, Move, changes_since, sentence_of

#: Digits; with more of them SQLite breaks over a list of ids.
LONGEST_ID = 18
#: The code of an error that is no mistake: somebody was faster.
TOO_LATE = "too_late"
#: The code of an error that is no mistake either: something is asked, and pressing again says yes.
ASKED = "asked"
#: What a page adds to a form by itself, and nobody typed.
CARRIED = frozenset({"csrfmiddlewaretoken", "edition", "token", "next", "onward", "asked"})


@dataclass(frozen=True)
class Difference:
    """A field whose text somebody else changed meanwhile: the present text beside the typed one, line by line."""

    label: str
    present: str
    typed: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Each line with its mark: "-" stands there now, "+" was typed, " " is in both."""
        compared = difflib.ndiff(self.present.splitlines(), self.typed.splitlines())
        return [(line[0], line[2:]) for line in compared if line[0] != "?"]


class TextForm(forms.Form):
    """A form that takes each text in its normal form; what cannot be kept it refuses at its field and shows again."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any):
        self.given = data
        self.refused: dict[str, str] = {}
        if data is not None:
            data, self.refused = for_a_form(data)
        super().__init__(data, *args, **kwargs)

    def _clean_fields(self) -> None:
        """A refused field is looked at by nobody else: no password is tried with another character in it."""
        held = self.fields
        texts = {name: text for name in held if (text := self.refused.get(self.add_prefix(name)))}
        self.fields = {name: field for name, field in held.items() if name not in texts}
        super()._clean_fields()
        self.fields = held
        for name, text in texts.items():
            self.add_error(name, ValidationError(refusal_of(text), "unkeepable"))
        if isinstance(self.given, Typed):
            self.given.said.update(self.add_prefix(name) for name in texts)


class MoveForm(TextForm):
    """A form whose cleaned data are the keyword arguments of one action.

    What the page carries besides: `edition`, the mark of what it showed; `token`, by which a repetition is known.
    """

    status = 200
    #: Fields that another answer may make required; calling them optional would be a lie (quality §4.14).
    conditional: tuple[str, ...] = ()

    edition: int | None = None
    token = ""
    #: The marks of parts of the thing that carry their own, as hidden fields: name → value.
    marks: Mapping[str, str] = MappingProxyType({})
    #: The refusal where somebody changed the thing meanwhile, and what differs then.
    changed: Changed | None = None
    differences: tuple[Difference, ...] = ()
    #: What this very form has recorded before: itself, or something else under the same token.
    recorded: models.Model | None = None
    repeated = False
    #: What the record says of the move, once it is made.
    happened = ""
    #: What the page has asked about; a second press is an answer.
    asked: list[str]
    _signs = False
    _thing: Any = None
    #: What was sent under the token that the page carried.
    _sent: Token | None = None

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.asked = []

    def carry(self, request: HttpRequest, thing: Any = None, move: Move | None = None) -> "MoveForm":
        """Takes over what the page carries; a new page gets the present mark and a token of its own."""
        posted = request.method == "POST"
        self._thing = thing
        if thing is not None and move is not None and move.checks:
            self.edition = _number(request.POST.get("edition", "")) if posted else thing.edition
            self._signs = move.signs
        if move is None or move.once or move.creates:
            sent = request.POST.get("token", "") if posted else ""
            if PAGE_TOKEN.fullmatch(sent):
                self._sent = Token(request.user, sent, _content_of(request))
            self.token = self._sent.key if self._sent else uuid.uuid4().hex
        return self

    def perform(self, action: Callable[..., Any], *things: Any, **known: Any) -> Any | None:
        """Calls the action; a refusal becomes an error of this form and None is returned.

        Nothing typed is lost: the caller renders the same form again with `self.status`.
        """
        try:
            return self._act(action, *things, **known)
        except ValidationError as refusal:
            self.status = 400
            self._show(refusal)
        except TokenUsed as refusal:
            self._offer_another(refusal.known)
        except IllegalMove as refusal:
            self.status = 409
            self.add_error(None, refusal.message)
            if isinstance(refusal, Changed):
                # A second press is a knowing one.
                self.changed, self.edition = refusal, None if refusal.parts else refusal.edition
        return None

    def _act(self, action: Callable[..., Any], *things: Any, by: Any, **known: Any) -> Any:
        if self._signs and self.edition is None:
            raise Changed(things[0], changes_since(things[0], things[0].edition))
        made: list[Any] = []

        def act() -> tuple[dict[str, Any], int]:
            made[:] = [self._perform(action, *things, by=by, edition=self.edition, **known | self.cleaned_data)]
            return recorded(self._thing or made[0]), 0

        if self._sent and self.errors and (known_before := self._sent.answered()):
            # Valid when it was recorded, and not any more (`is_valid`): there is nothing left to hand to the action.
            self.repeated = True
            return thing_recorded(known_before.answer)
        if self._sent is None:
            return self._perform(action, *things, by=by, edition=self.edition, **known | self.cleaned_data)
        answer, _code, self.repeated = once(self._sent, act)
        return thing_recorded(answer) if self.repeated else made[0]

    def _perform(self, action: Callable[..., Any], *things: Any, **given: Any) -> Any:
        with listening() as events:
            result = perform(action, *things, **given)
        own = [event for event in events if things and event.subject_id == getattr(things[0], "pk", None)]
        self.happened = sentence_of(own[-1]) if own else ""
        return result

    def _offer_another(self, known: IdempotencyKey) -> None:
        """The form comes back with a token of its own, so that pressing again records another thing."""
        self.status, self.token = 409, uuid.uuid4().hex
        self.recorded = thing_recorded(known.answer)
        self.add_error(
            None,
            gettext("This form was recorded already, and what stands in it now was not: press again to record it too."),
        )

    @property
    def recorded_as(self) -> str:
        """By what is known what this very form has recorded before."""
        return noun_of(self.recorded).known_as(self.recorded) if self.recorded else ""

    def ask(self, field: str | None, question: str, words: Any) -> bool:
        """Asks once, at the field or above the form; whoever presses again with the same `question` says yes.

        True where it was answered. The page carries the questions that it showed as `asked`, without JavaScript too.
        """
        self.asked.append(question)
        known = self.data.getlist("asked") if hasattr(self.data, "getlist") else ()
        if question in known:
            return True
        self.status = 400
        self.add_error(field, ValidationError(words, ASKED))
        return False

    def done(self, request: HttpRequest, draft: str, words: str) -> None:
        """Says on the next page what happened, or that it had happened before; the draft is done with."""
        draft_saved(request, draft, gettext("This was recorded already.") if self.repeated else words)

    def compare_with(self, present: forms.BaseForm) -> None:
        """Notes which texts stand there now that differ from what was typed."""
        pairs = [(self[name], present[name]) for name in self.fields if name in present.fields]
        self.differences = tuple(
            Difference(str(mine.label), str(now.value() or ""), str(mine.value() or ""))
            for mine, now in pairs
            if isinstance(mine.field, forms.CharField)
            and not same_text(str(mine.value() or ""), str(now.value() or ""))
        )

    def _show(self, refusal: ValidationError) -> None:
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if self.is_bound and not valid:
            # What was recorded under the same token was valid then: a topic that waited for a meeting has one now.
            if self._sent and self._sent.is_repeated():
                return True
            found = [error.code for errors in self.errors.as_data().values() for error in errors]
            self.status = 409 if TOO_LATE in found else 400
        return valid


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _content_of(request: HttpRequest) -> str:
    """A hash (hex) of what was typed, pictures included; not of what the page carries."""
    typed = sorted((name, values) for name, values in request.POST.lists() if name not in CARRIED)
    content = hashlib.sha256(json.dumps([request.get_full_path(), typed]).encode(errors="surrogatepass"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            content.update(name.encode())
            for chunk in file.chunks():
                content.update(chunk)
            file.seek(0)
    return content.hexdigest()


class OneOfField(forms.ChoiceField):
    """One of a closed list, which all forms share: Django would copy each label for each form."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "OneOfField":
        memo[id(self._choices)] = self._choices
        return super().__deepcopy__(memo)


class SeveralField(forms.ModelMultipleChoiceField):
    """Some of the things offered; a number that no table can hold is the id of none of them."""

    def clean(self, value: Any) -> Any:
        if not value and not self.required:
            return []  # an empty queryset would be composed before it finds nothing
        for pk in value or ():
            if len(str(pk)) > LONGEST_ID:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": str(pk)[:40]})
        return super().clean(value)


class PartField(forms.ModelChoiceField):
    """One of the parts of a thing; one that somebody settled or took away meanwhile is no mistake (409)."""

    #: Who did so, by the id of the part.
    settled: Callable[[Any], IllegalMove | None]

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:
            if late := self.settled(value):
                raise ValidationError(late.message, TOO_LATE) from None
            raise


class ConfirmForm(MoveForm):
    """A move that needs nothing but the word."""


class ReasonForm(MoveForm):
    """A move that needs a written reason."""

    reason = TextField(label=_("Reason"), rows=3, max_length=1000)
