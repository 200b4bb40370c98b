"""The nets under the tests hold: what Django keeps silent about fails."""

import urllib.request

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from jinja2 import UndefinedError

from stations.models import Concern


class Known:
    def upper(self) -> str:
        return "六联"


def rendered(source: str, known: object = "六联") -> str:
    return str(engines["jinja2"].from_string(source).render({"known": known}))


@pytest.mark.parametrize(
    "source",
    [
        "{{ unknown }}",
        "{{ known.nothing }}",
        "{{ unknown|upper }}",
        "{{ unknown.part }}",
        "{% for one in unknown %}{% endfor %}",
        '{% if unknown == "六联" %}{% endif %}',
    ],
)
def test_undefined_variable_fails(source: str) -> None:
    with pytest.raises(UndefinedError, match=r"unknown|nothing"):
        rendered(source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ known }}", "六联"),
        ('{{ unknown|default("–") }}', "–"),
        ("{% if unknown %}{{ unknown }}{% endif %}", ""),
    ],
)
def test_variable_that_may_be_absent_says_so(source: str, text: str) -> None:
    assert rendered(source) == text


@pytest.mark.parametrize("source", ["{{ known.upper }}", "{% if known.upper %}{% endif %}"])
@pytest.mark.parametrize("known", [Known(), "六联"])
def test_method_that_is_not_called_fails(source: str, known: object) -> None:
    with pytest.raises(AssertionError, match="a template must call it"):
        rendered(source, known)


@pytest.mark.parametrize(
    ("source", "known"),
    [("{{ known.get_state_display }}", Concern(state="received")), ("{% if known.items %}{% endif %}", {"items": []})],
)
def test_label_and_dictionary_have_methods_too(source: str, known: object) -> None:
    with pytest.raises(AssertionError, match="a template must call it"):
        rendered(source, known)


def test_view_cannot_use_a_name_of_the_frame() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()

    with pytest.raises(AssertionError, match="never gets its own navigation"):
        render_to_string("_components/navigation.html", {"navigation": []}, request)


def test_method_that_is_called_answers() -> None:
    assert rendered("{{ known.upper() }}", known=Known()) == "六联"


def test_network_is_out_of_reach() -> None:
    # It warns before it raises, and a warning is an error here.
    with pytest.raises(UserWarning, match="tried to use socket"):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)
