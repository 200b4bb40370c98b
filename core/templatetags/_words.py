"""`translate` that remembers what it wrote in each language.

The table of a list says the name of every column in every row; looking the same words up for each of them was a
fifteenth of what the page cost.
"""

from django import template
from django.template.base import Parser, Token
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language


class Words(template.Node):
    """`{% translate "…" %}` of words that stand in the template itself."""

    def __init__(self, node: TranslateNode) -> None:
        self.node = node
        self.written: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        language = get_language()
        if language not in self.written:
            self.written[language] = self.node.render(context)
        return self.written[language]


def translate(parser: Parser, token: Token) -> template.Node:
    """Django's own tag; only what it writes without asking the context can be remembered."""
    node = do_translate(parser, token)
    words = node.filter_expression
    depends = node.asvar or node.message_context or words.filters or not words.var.literal
    return node if depends else Words(node)
