"""Fills the database by copying the demo history many times, in SQL; every copy keeps its whole chain.

Copy number k of a row has the key `id + k × STRIDE`, and so have the rows it points to. Copies move to other
stations and into the past, and all but the first few are at an end: a full archive with some open work.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models

STRIDE = 1_000_000
OPEN_COPIES = 12  # so many copies keep the demo's open work
DAYS_BACK = 900

# The tables of an app that are copied: all but what the reference data or the accounts fill.
CHAINS = {
    "stations": {"Subdistrict", "Station", "CategoryList", "Category", "Representative", "Appointment"},
    # Members stay those of their council: an account sits once in each.
    "deliberations": {"YearlyMinimum", "ProjectCeiling", "VotingRule", "CouncilMember"},
    "suggestions": {"EvaluationScheme", "SchemeItem", "NumberTemplate", "NumberSeries"},
    "points": {"PointsRule", "PointsQuery"},
}
COUNTED = {
    "concerns": ("stations", "stations.Concern"),
    "suggestions": ("suggestions", "suggestions.Suggestion"),
    "entries": ("points", "points.LedgerEntry"),
}
# Rows that hang on a thing of any kind, by its noun and number.
HANGING = {"core.Event": ("noun", "subject_id"), "followups.Reminder": ("noun", "subject_id")}

# What the later copies say instead, so that they are no open work; `t` is the copied row.
AT_AN_END = {
    "stations.Concern": {"state": "'closed'", "closed_at": "t.received_at", "told_on": "t.received_at::date"},
    "deliberations.Council": {"state": "CASE WHEN t.state = 'cancelled' THEN t.state ELSE 'confirmed' END"},
    "deliberations.MicroProject": {
        "state": "CASE WHEN t.state IN ('declined', 'failed') THEN t.state ELSE 'disclosed' END",
        "report_due_on": "NULL",
        "notice_left": "NULL",
    },
    "suggestions.Suggestion": {
        "state": "CASE WHEN t.number IS NULL THEN t.state ELSE 'closed' END",
        "closed_at": "t.drafted_at",
        "due_on": "NULL",
        "extension_asked_at": "NULL",
    },
    "suggestions.Supervision": {"state": "'closed'", "closed_at": "t.opened_at"},
    "suggestions.Round": {"closed_at": "now()"},
    "followups.Reminder": {"settled_at": "t.created_at"},
}
ALWAYS = {
    "points.LedgerEntry": {
        "event_id": "NULL",
        "year": "extract(year from t.earned_on - {days} * interval '1 day')",
    },
}


@dataclass(frozen=True)
class Chain:
    """The tables that are copied together, and how often."""

    name: str
    models: tuple[type[models.Model], ...]
    copies: int


def fill(wanted: dict[str, int], mark: str) -> dict[str, int]:
    """At least so many concerns, suggestions and ledger entries; says how many, and marks the database as full."""
    chains = list(planned(wanted))
    with connection.cursor() as cursor:
        # Foreign keys are right by construction; checking a million of them takes longer than all else.
        cursor.execute("SET session_replication_role = replica")
        for chain in chains:
            for model in chain.models:
                copy(cursor, model, chain, chains)
        for label, (noun, _key) in HANGING.items():
            for chain in chains:
                for model in chain.models:
                    where = f"AND t.{noun} = '{model._meta.label_lower}'"
                    copy(cursor, apps.get_model(label), Chain(label, (), chain.copies), chains, where)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(f"COMMENT ON DATABASE {connection.settings_dict['NAME']} IS %s", [mark])
    return {name: apps.get_model(label).objects.count() for name, (_app, label) in COUNTED.items()}


def planned(wanted: dict[str, int]) -> Iterator[Chain]:
    """How often each app's tables are copied, so that the wanted numbers are reached."""
    copies = dict.fromkeys(CHAINS, 0)
    for name, (app, label) in COUNTED.items():
        copies[app] = max(0, -(-wanted[name] // max(apps.get_model(label).objects.count(), 1)) - 1)
    copies["deliberations"] = copies["suggestions"]
    for app, kept in CHAINS.items():
        models = apps.get_app_config(app).get_models(include_auto_created=True)
        yield Chain(app, tuple(model for model in models if model.__name__ not in kept), copies[app])


def copy(cursor: object, model: type[models.Model], chain: Chain, chains: list[Chain], where: str = "") -> None:
    if not chain.copies:
        return
    columns = {
        f'"{field.column}"': value_of(field, model, chain, chains) for field in model._meta.local_concrete_fields
    }
    table = model._meta.db_table
    cursor.execute(  # type: ignore[attr-defined]
        f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {", ".join(columns.values())} '
        f'FROM "{table}" t CROSS JOIN generate_series(1, {chain.copies}) AS copy(k) '
        f"WHERE t.{model._meta.pk.column} < {STRIDE} {where}"
    )
    sequence = f"pg_get_serial_sequence('\"{table}\"', 'id')"
    cursor.execute(f'SELECT setval({sequence}, max(id)) FROM "{table}"')  # type: ignore[attr-defined]


def value_of(field: models.Field, model: type[models.Model], chain: Chain, chains: list[Chain]) -> str:
    """What a column of copy k holds, as SQL."""
    label, column = model._meta.label, f't."{field.column}"'
    usual = usual_value(field, column, model, chain, chains).replace("{days}", f"(k % {DAYS_BACK})")
    always = ALWAYS.get(label, {}).get(str(field.column))
    if always:
        return always.replace("{days}", f"(k % {DAYS_BACK})")
    ended = AT_AN_END.get(label, {}).get(str(field.column))
    return f"CASE WHEN k > {OPEN_COPIES} THEN {ended} ELSE {usual} END" if ended else usual


def usual_value(field: models.Field, column: str, model: type[models.Model], chain: Chain, chains: list[Chain]) -> str:
    if field.primary_key:
        return f"{column} + k * {STRIDE}::bigint"
    if field.is_relation:
        return pointed_to(field, column, chain, chains)
    if field.name in ("subject_id", "source_id"):
        return f"{column} + k * {STRIDE}::bigint"
    if isinstance(field, models.DateTimeField):
        return f"{column} - {{days}} * interval '1 day'"
    if isinstance(field, models.DateField):
        return f"({column} - {{days}} * interval '1 day')::date"
    if isinstance(field, models.UUIDField) and field.unique:
        return "gen_random_uuid()"
    if field.unique:
        return f"CASE WHEN {column} IS NULL THEN NULL ELSE 'B' || (t.id + k * {STRIDE}::bigint) END"
    return column


def pointed_to(field: models.Field, column: str, chain: Chain, chains: list[Chain]) -> str:
    target = field.related_model
    if target._meta.label == "stations.Station":  # type: ignore[union-attr]
        keys = ", ".join(str(key) for key in target.objects.order_by("pk").values_list("pk", flat=True))  # type: ignore[union-attr]
        stations = f"(ARRAY[{keys}]::bigint[])"
        place = f"(array_position({stations}, {column}) - 1 + k)"
        return f"{stations}[1 + {place} % array_length({stations}, 1)]"
    home = next((other for other in chains if target in other.models), None)
    if home is None:
        return column
    copies = "k" if home.name == chain.name else f"(k % {home.copies + 1})"
    return f"{column} + {copies} * {STRIDE}::bigint"
