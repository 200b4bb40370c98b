"""Fills a database of its own, measures page by page beside two reference pages, and writes var/bench/latest.json.

With --beside COMMIT the site of that commit takes turns with this one, and the ratio of the two is printed.
"""

import argparse
import contextlib
import os
import signal
import sys

from tools import venv
from tools.venv import PYTHON

SMALL, LARGE = 100_000, 1_000_000


def main() -> int:
    venv.ensure(venv.DEVELOPMENT)
    if sys.prefix != str(venv.VENV):
        os.execve(PYTHON, [str(PYTHON), "-m", "tools.bench", *sys.argv[1:]], venv.environment())  # noqa: S606
    options = arguments()
    if options.doubles:
        from tools.bench import likeness

        return likeness.main()
    # Whoever ends us by name or number ends the sites as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended."))
    from tools import services

    with services.postgresql() as server, services.redis_server() as redis:
        if not server:
            sys.exit("The measurement needs PostgreSQL: set TEST_DATABASE_URL")
        with contextlib.ExitStack() as until_the_end:
            return measured(options, server, redis, until_the_end)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--large", action="store_const", dest="concerns", const=LARGE, default=SMALL, help=f"{LARGE} concerns"
    )
    size.add_argument("--concerns", type=int, default=SMALL, help=f"at least so many (default {SMALL})")
    parser.add_argument("--beside", default="", metavar="COMMIT", help="measure the build of this commit in turns")
    parser.add_argument("--anew", action="store_true", help="fill the databases again instead of using the last ones")
    parser.add_argument(
        "--pages", default="", help="only pages and moves whose names contain one of these, with commas"
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often each takes its turn (default 5)")
    parser.add_argument("--seconds", type=float, default=0.9, help="how long each turn takes (default 0.9)")
    parser.add_argument("--doubles", action="store_true", help="measure the look-up of doubles at entry, and no page")
    return parser.parse_args()


def measured(options: argparse.Namespace, server: str, redis: str, until_the_end: contextlib.ExitStack) -> int:
    from tools.bench import builds, references

    now = builds.this(server, redis, options.concerns)
    then = builds.of(options.beside, server, redis, options.concerns) if options.beside else None
    lean = references.lean(now, options.concerns)
    sizes = {"concerns": options.concerns, "suggestions": options.concerns // 10, "entries": options.concerns}
    days = {}
    for build in filter(None, (now, then)):
        until_the_end.enter_context(builds.held(build))
        days[build.database] = builds.prepared(build, sizes, anew=options.anew)
    lean.prepared()
    from tools.bench.run import Run

    return Run(options, now, then, lean, days).through()


if __name__ == "__main__":
    sys.exit(main())
