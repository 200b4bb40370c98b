import django.contrib.auth.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "username",
                    models.CharField(
                        max_length=60,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="user name",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo account")),
                ("joined_at", models.DateTimeField(default=core.clock.now, verbose_name="joined")),
            ],
            options={
                "verbose_name": "account",
                "verbose_name_plural": "accounts",
            },
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bureau", "bureau"),
                            ("subdistrict_office", "subdistrict office"),
                            ("company", "company"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("is_sample", models.BooleanField(default=False, verbose_name="sample data")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "department",
                "verbose_name_plural": "departments",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="hash")),
                ("created_at", models.DateTimeField(default=core.clock.now, verbose_name="created")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "API token",
                "verbose_name_plural": "API tokens",
            },
        ),
        migrations.CreateModel(
            name="SignInAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("username", models.CharField(max_length=150, verbose_name="user name")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="address")),
                ("at", models.DateTimeField(default=core.clock.now, verbose_name="at")),
            ],
            options={
                "verbose_name": "failed sign-in",
                "verbose_name_plural": "failed sign-ins",
                "indexes": [models.Index(fields=["username", "address", "at"], name="sign_in_attempt_recent")],
            },
        ),
    ]
