"""`translate` writes what Django's own tag writes, in every language and every form of the tag."""

import pytest
from django.template import Context, Template
from django.utils import translation

TAGS = [
    '{% translate "Search" %}',
    '{% translate "100% & <b>more</b>" %}',
    '{% translate "Search"|upper %}',
    '{% translate "Concerns" context "navigation" %}',
    '{% translate "Search" as word %}[{{ word }}]',
    "{% translate word %}",
    '{% translate "Search" noop %}',
]


def written(tag: str, libraries: str) -> list[str]:
    template = Template("{% load " + libraries + " %}" + tag)
    said = []
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            said.append(template.render(Context({"word": "<Search>"})))
    return said


@pytest.mark.parametrize("tag", TAGS)
def test_every_form_says_what_djangos_says(tag: str) -> None:
    assert written(tag, "i18n ui") == written(tag, "i18n")


def test_words_change_with_the_language() -> None:
    chinese, english, again = written('{% translate "Skip to the content" %}', "i18n ui")

    assert (chinese, english, again) == ("跳到正文", "Skip to the content", "跳到正文")
