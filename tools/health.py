"""What the container asks itself: does the site answer, under a name that it knows?"""

import os
import sys
import urllib.request


def main() -> int:
    name = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    url = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz"
    request = urllib.request.Request(url, headers={"Host": name if name and name != "*" else "127.0.0.1"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  always our own address
            return 0 if answer.status == 200 else 1
    except OSError as problem:
        print(f"{url}: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
