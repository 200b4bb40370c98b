"""Run in a build's own tree: its own demonstration and its own `fill`, into an empty database; then our texts."""

import json
import os
import sys
from importlib import import_module
from pathlib import Path

# Our own neighbour first; everything else comes from the tree of the build.
worded = import_module("worded")
sys.path[0] = os.getcwd()


def main(sizes: str, mark: str, texts: str) -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    from tools.bench import fill

    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=sys.stderr)
    call_command("load_demo", stdout=sys.stderr)
    with connection.cursor() as cursor, worded.without_indexes_of_words(cursor):
        worded.emptied(cursor)
        # Only what has its texts as well is full, so the mark comes last.
        found = fill.fill(json.loads(sizes), "")
        worded.rewritten(cursor, json.loads(Path(texts).read_text(encoding="utf-8")))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(f"COMMENT ON DATABASE {connection.settings_dict['NAME']} IS %s", [mark])
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
