"""The nets under the tests hold: what Django keeps silent about fails."""

import urllib.request

import pytest
from django.template import engines
from jinja2 import UndefinedError


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
def test_method_that_is_not_called_fails(source: str) -> None:
    with pytest.raises(AssertionError, match="a template must call it"):
        rendered(source, known=Known())


def test_method_that_is_called_answers() -> None:
    assert rendered("{{ known.upper() }}", known=Known()) == "六联"


def test_network_is_out_of_reach() -> None:
    # It warns before it raises, and a warning is an error here.
    with pytest.raises(UserWarning, match="tried to use socket"):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)
