"""The nets under the tests hold: what Django keeps silent about fails."""

import urllib.request

import pytest
from django.template import engines


def rendered(source: str) -> str:
    return str(engines["django"].from_string(source).render({"known": "六联"}))


@pytest.mark.parametrize("source", ["{{ unknown }}", "{{ known.nothing }}", "{{ unknown|upper }}"])
def test_undefined_variable_fails(source: str) -> None:
    with pytest.raises(AssertionError, match="which its view does not define"):
        rendered(source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ known }}", "六联"),
        ('{{ unknown|default:"–" }}', "–"),
        ("{% if unknown %}{{ unknown }}{% endif %}", ""),
        ("{% for one in unknown %}{{ one }}{% empty %}–{% endfor %}", "–"),
    ],
)
def test_variable_that_may_be_absent_says_so(source: str, text: str) -> None:
    assert rendered(source) == text


def test_network_is_out_of_reach() -> None:
    # It warns before it raises, and a warning is an error here.
    with pytest.raises(UserWarning, match="tried to use socket"):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)
