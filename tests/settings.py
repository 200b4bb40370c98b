"""The product's settings, untouched by the developer's own `.env`, with silent failures made loud.

`DATABASE_URL` chooses the engine; without it the tests run on SQLite in memory.
"""

import os
from typing import Any

os.environ["ENV_FILE"] = os.devnull
os.environ["SECRET_KEY"] = "a key for tests, which signs nothing that leaves this machine"
os.environ["FIELD_KEYS"] = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["DEMO_PASSWORD"] = "Demo-password-1"
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")
for name in (
    "DEBUG",
    "DEMO",
    "REDIS_URL",
    "EMAIL_URL",
    "NOTIFY_URLS",
    "CSRF_TRUSTED_ORIGINS",
    "DISTRICT_NAME",
):
    os.environ.pop(name, None)

from config.settings import *  # noqa: E402, F403
from config.settings import BASE_DIR, DATABASES, INSTALLED_APPS, MIDDLEWARE, STORAGES, TEMPLATES  # noqa: E402
from tests.strict import UndefinedVariable  # noqa: E402

# Two runs on one server do not share a database, and neither touches the one that the address names.
DATABASES["default"]["TEST"] = (
    {
        "NAME": f"test_{os.environ.get('TEST_DATABASE_NAME', f'liaison_{os.getpid()}')}",
        "TEMPLATE": "template0",
    }
    if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
    else {}
)

# Plain http, as the test client speaks it.
CHECK_LOCK_ORDER = True
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT = BASE_DIR / "var" / "test" / "static"
MEDIA_ROOT = BASE_DIR / "var" / "test" / "media"

pages: dict[str, Any] = TEMPLATES[0]  # type: ignore[assignment]
pages |= {"BACKEND": "tests.strict.WatchedPages", "NAME": "jinja2"}
pages["OPTIONS"]["undefined"] = UndefinedVariable

# A page that reads with one query per row fails its test.
INSTALLED_APPS.append("zeal")
MIDDLEWARE.append("tests.strict.one_query_per_row_fails")
