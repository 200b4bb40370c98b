"""`make lock`: the newest versions inside the ranges of pyproject.toml, with hashes, for every platform."""

import subprocess
import sys

from tools import venv
from tools.venv import PYTHON, ROOT

FORMAT = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--no-annotate",
    "--quiet",
]
DEVELOPMENT = "requirements-dev.lock"
# The smaller lock takes its versions from the one that was tested.
LOCKS = {
    DEVELOPMENT: ["--group=dev", "--upgrade"],
    "requirements.lock": [f"--constraints={DEVELOPMENT}"],
}


def main() -> int:
    venv.ensure(venv.DEVELOPMENT)
    for name, options in LOCKS.items():
        # An existing file would be taken as a wish to keep its versions.
        command = ["-m", "uv", "pip", "compile", "pyproject.toml", *options, *FORMAT, f"--output-file={name}"]
        if subprocess.run([PYTHON, *command], cwd=ROOT).returncode:
            return 1
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
