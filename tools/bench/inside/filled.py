"""Run in a build's own tree: its own demonstration and its own `fill`, into an empty database."""

import json
import os
import sys

sys.path[0] = os.getcwd()


def main(sizes: str, mark: str) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    from tools.bench import fill

    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=sys.stderr)
    call_command("load_demo", stdout=sys.stderr)
    print(json.dumps(fill.fill(json.loads(sizes), mark)))


if __name__ == "__main__":
    main(*sys.argv[1:])
