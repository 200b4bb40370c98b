"""The product's settings as in production, with one page more to compare with."""

from config.settings import *  # noqa: F403
from config.settings import DATABASES

ROOT_URLCONF = "tools.bench.urls"

# A connection that is renewed in the middle takes the processor time of its server process with it.
DATABASES["default"]["CONN_MAX_AGE"] = None
# And so does a parallel worker when its query ends. The price of an index is that of docker-compose.yml.
OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
OPTIONS["options"] = "-c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"
