"""Search that finds two-character Chinese words, on PostgreSQL and on SQLite, without an extension.

A text is stored a second time as its *terms*: Chinese runs as single characters and pairs, everything else as
words. A query is cut the same way and finds the rows that hold all of its terms. PostgreSQL answers from a
GIN index over the terms as they stand, so neither its parser nor the locale of the database has a say.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import truncate_name
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    Text = models.TextField[Any, Any]
    Comparison = Lookup[str]
else:
    Text, Comparison = models.TextField, Lookup

CHINESE = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
RUN = re.compile(rf"(?P<chinese>[{CHINESE}]+)|(?P<word>[^\W_{CHINESE}]+)")

LONGEST_WORD = 64  # characters; PostgreSQL refuses a term of more than 2 046 bytes
LARGEST_TERMS = 500_000  # bytes; PostgreSQL refuses more than 1 048 575 bytes of terms in one row
LONGEST_QUESTION = 100  # characters; SQLite refuses to compare with more than 50 000 bytes
MOST_QUERY_TERMS = 32  # a pasted page is searched by its beginning


def normalised(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())


def pairs(run: str) -> Iterator[str]:
    return (first + second for first, second in pairwise(run))


def all_terms(text: str) -> Iterator[str]:
    for run in RUN.finditer(normalised(text)):
        if run["word"]:
            yield run["word"][:LONGEST_WORD]
        else:
            yield from run["chinese"]
            yield from pairs(run["chinese"])


def query_terms(query: str) -> list[str]:
    """What a row must hold to be found: the pairs of a Chinese run, or its only character, and every word."""
    found: dict[str, None] = {}
    for run in RUN.finditer(normalised(query)):
        if run["word"]:
            found[run["word"][:LONGEST_WORD]] = None
        else:
            found.update(dict.fromkeys(pairs(run["chinese"]) if len(run["chinese"]) > 1 else run["chinese"]))
        if len(found) >= MOST_QUERY_TERMS:
            break
    return list(islice(found, MOST_QUERY_TERMS))


class Terms(str):
    """Terms that need not be made of themselves once more before they are stored."""


def terms(text: str) -> Terms:
    """The terms of a text, each once, separated by spaces; the terms of terms are the same terms."""
    found = dict.fromkeys(all_terms(text))
    everything = " ".join(found)
    if len(everything.encode()) <= LARGEST_TERMS:
        return Terms(everything)
    kept: list[str] = []
    room = LARGEST_TERMS
    for term in found:
        room -= len(term.encode()) + 1
        if room < 0:
            break
        kept.append(term)
    return Terms(" ".join(kept))


class SearchTermsField(Text):
    """The terms of a row; whatever is assigned is stored as its terms.

    With `of`, names of attributes of the model, every save gathers them anew. Never name an encrypted one.
    """

    def __init__(self, *args: Any, of: Sequence[str] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        defaults: dict[str, Any] = {"blank": True, "default": "", "editable": False}
        super().__init__(*args, **defaults | kwargs)

    # `of` stays out of migrations: a historical model has the columns, but not the properties it may name.

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if self.of:
            text = " ".join(str(getattr(model_instance, name) or "") for name in self.of)
            setattr(model_instance, self.attname, terms(text))
        return super().pre_save(model_instance, add)

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return terms(prepared) if isinstance(prepared, str) and not isinstance(prepared, Terms) else prepared


# The vector is read off the terms as they stand. The planner does not know what that costs for a long text,
# and for a rare word in a list by date it would read the whole table; so the function names its price.
CREATE_FUNCTION = """
CREATE OR REPLACE FUNCTION core_search_vector(terms text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
BEGIN
    RETURN array_to_tsvector(string_to_array(terms, ' '));
END $$
"""
DROP_UNUSED_FUNCTION = """
DO $$ BEGIN
    DROP FUNCTION IF EXISTS core_search_vector(text);
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;
END $$
"""


@SearchTermsField.register_lookup
class Matches(Comparison):
    """`terms__matches=query`: every term of the query occurs in the row.

    An empty query finds everything; one of nothing but punctuation finds nothing.
    """

    lookup_name = "matches"
    prepare_rhs = False

    def asked(self) -> list[str]:
        if not isinstance(self.rhs, str):
            raise ValueError("The lookup “matches” takes the text of a query.")
        if not self.rhs.strip():
            raise FullResultSet
        found = query_terms(self.rhs)
        if not found:
            raise EmptyResultSet
        return found

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        asked = self.asked()
        column, params = self.process_lhs(compiler, connection)
        # Where the planner reads rows in their order instead of the index, this test spares most vectors.
        cheap = f"strpos(' ' || {column} || ' ', %s) > 0"
        # Terms are letters and digits, so quoting needs no escapes; and all of it travels as a parameter.
        wanted = " & ".join(f"'{term}'" for term in asked)
        sql = f"({cheap} AND core_search_vector({column}) @@ %s::tsquery)"
        return sql, (*params, f" {asked[0]} ", *params, wanted)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        asked = self.asked()
        column, params = self.process_lhs(compiler, connection)
        tests = " AND ".join([f"instr(' ' || {column} || ' ', %s) > 0"] * len(asked))
        return f"({tests})", tuple(value for term in asked for value in (*params, f" {term} "))


class SearchIndex(Operation):
    """Creates the index behind `matches` on PostgreSQL, which needs it; SQLite reads the terms themselves."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, column: str) -> None:
        if not (table + column).replace("_", "").isalnum():
            raise ValueError(f"Not the names of a table and a column: {table!r}, {column!r}")
        self.table = table
        self.column = column

    @property
    def name(self) -> str:
        return truncate_name(f"{self.table}_{self.column}_search", 63)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The index is no part of the models' state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        # No list of pending entries, which the planner shuns, and statistics fine enough for rare words.
        self._run(
            app_label,
            schema_editor,
            CREATE_FUNCTION,
            f'CREATE INDEX IF NOT EXISTS "{self.name}" ON "{self.table}" '
            f'USING gin (core_search_vector("{self.column}")) WITH (fastupdate = off)',
            f'ALTER INDEX "{self.name}" ALTER COLUMN 1 SET STATISTICS 500',
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(app_label, schema_editor, f'DROP INDEX IF EXISTS "{self.name}"', DROP_UNUSED_FUNCTION)

    def _run(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *statements: str) -> None:
        connection = schema_editor.connection
        if connection.vendor == "postgresql" and router.allow_migrate(connection.alias, app_label):
            for statement in statements:
                schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Index the search terms {self.column} of {self.table}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_{self.column}_search"


# Showing why a row was found.


def folded(text: str) -> tuple[str, list[int]]:
    """The normalised text, and for each of its characters the place of the original one."""
    pieces = [normalised(character) for character in text]
    places = [place for place, piece in enumerate(pieces) for _character in piece]
    return "".join(pieces), places


def hits(text: str, query: str) -> Iterator[int]:
    """The places of the characters of a text that a query finds."""
    wanted = set(query_terms(query))
    plain, places = folded(text)
    for run in RUN.finditer(plain):
        start, end = run.span()
        if run["word"]:
            if run["word"][:LONGEST_WORD] in wanted:
                yield from places[start:end]
        else:
            for size in (1, 2):
                for at in range(start, end + 1 - size):
                    if plain[at : at + size] in wanted:
                        yield from places[at : at + size]


def highlight(text: str, query: str) -> SafeString:
    """The text as safe markup with what the query finds in <mark>."""
    marked = set(hits(text, query))
    markup: list[str] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or (place in marked) != (start in marked):
            piece = escape(text[start:place])
            markup.append(f"<mark>{piece}</mark>" if start in marked else piece)
            start = place
    return mark_safe("".join(markup))  # noqa: S308 - every piece is escaped above
