"""`make run`: a fresh clone becomes a running site with worker and beat; Ctrl-C stops all of it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time

from tools import dotenv, venv
from tools.venv import PYTHON, ROOT

ROLES = ("officer", "representative", "committee", "leadership", "subdistrict", "department", "administrator")
GRACE = 15  # seconds between asking a process to stop and stopping it


class Stopped(Exception):
    """Somebody asked for the end."""


def main() -> int:
    port = os.environ.get("PORT", "8000")
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        refuse_taken(port)
        prepare()
        return serve(port)
    except Stopped:
        return 0


def stop(*_: object) -> None:
    # A second Ctrl-C must not interrupt the orderly end.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise Stopped


def refuse_taken(port: str) -> None:
    if not port.isdecimal():
        sys.exit(f"PORT must be a number, not {port!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            sys.exit(f"Port {port} is in use; choose another one: PORT=8001 make run")


def prepare() -> None:
    """Packages, keys, texts, tables, reference data, and demo data the first time."""
    venv.ensure(venv.RUN_TIME)
    dotenv.ensure()
    (ROOT / "var").mkdir(exist_ok=True)
    python("-m", "tools.messages", "--compile")
    settings = dotenv.read()
    if not truth(settings, "DEBUG"):
        manage("collectstatic", "--noinput", "--verbosity=0")
    manage("migrate", "--verbosity=0")
    manage("load_reference")
    if truth(settings, "DEMO") and empty():
        print("Playing the demo history, once …", flush=True)
        manage("load_demo")


def truth(settings: dict[str, str], name: str) -> bool:
    return settings.get(name, "").lower() in ("true", "on", "ok", "y", "yes", "1")


def empty() -> bool:
    """No person has an account yet."""
    asks = "from django.contrib.auth import get_user_model as m; print(m().objects.count())"
    command = [str(PYTHON), "-c", f"import django; django.setup(); {asks}"]
    counted = subprocess.run(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, check=True)
    return counted.stdout.strip() == b"0"


def manage(*arguments: str) -> None:
    python("manage.py", *arguments)


def python(*arguments: str) -> None:
    if subprocess.run([str(PYTHON), *arguments], cwd=ROOT, env=environment()).returncode:
        sys.exit(f"“{' '.join(arguments)}” failed; the lines above say why.")


def environment() -> dict[str, str]:
    return venv.environment(DJANGO_SETTINGS_MODULE="config.settings")


def commands(port: str, *, debug: bool) -> dict[str, list[str]]:
    """Site, worker and beat as three processes, so that killing one leaves no child of it behind."""
    address = f"127.0.0.1:{port}"
    celery = [str(PYTHON), "-m", "celery", "--quiet", "--app=config"]
    site = (
        ["manage.py", "runserver", address]
        if debug
        else [
            "-m",
            "gunicorn",
            "config.wsgi",
            f"--bind={address}",
            "--workers=2",
            "--threads=4",
            "--no-control-socket",
        ]
    )
    return {
        "site": [str(PYTHON), *site],
        "worker": [*celery, "worker", "--pool=threads", "--concurrency=2", "--loglevel=INFO"],
        "beat": [*celery, "beat", "--schedule=var/beat-schedule", "--loglevel=INFO"],
    }


def serve(port: str) -> int:
    settings = dotenv.read()
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands(port, debug=truth(settings, "DEBUG")).items():
            # A session of its own: the terminal's Ctrl-C reaches only us, and we stop the whole group.
            children[name] = subprocess.Popen(command, cwd=ROOT, env=environment(), start_new_session=True)
        announce(port, settings, children["site"])
        while all(child.poll() is None for child in children.values()):
            time.sleep(0.5)
        ended = next(name for name, child in children.items() if child.poll() is not None)
        print(f"The {ended} ended by itself (exit {children[ended].returncode}), so everything is stopped.")
        return 1
    finally:
        end(children)


def announce(port: str, settings: dict[str, str], site: subprocess.Popen[bytes]) -> None:
    while site.poll() is None and not answers(int(port)):
        time.sleep(0.2)
    if site.poll() is not None:
        return
    print(f"\n  The site: http://127.0.0.1:{port}/   (Ctrl-C stops it)")
    if truth(settings, "DEMO"):
        print(f"  Accounts: {', '.join(ROLES)}\n  Password: {settings.get('DEMO_PASSWORD', '')}\n", flush=True)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def end(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Asks everything to stop, then stops what did not, and whatever it left behind."""
    for child in children.values():
        child.terminate()
    deadline = time.monotonic() + GRACE
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


if __name__ == "__main__":
    sys.exit(main())
