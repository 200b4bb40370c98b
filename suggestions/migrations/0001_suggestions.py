import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock
import core.search


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_accounts"),
        ("deliberations", "0002_studies_never_change"),
        ("stations", "0002_words_never_change"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EvaluationScheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
                ("version", models.PositiveSmallIntegerField(unique=True, verbose_name="version")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                (
                    "satisfied_from",
                    models.PositiveSmallIntegerField(default=80, verbose_name="satisfied from percent"),
                ),
                (
                    "basically_from",
                    models.PositiveSmallIntegerField(default=60, verbose_name="basically satisfied from percent"),
                ),
                (
                    "check_month",
                    models.PositiveSmallIntegerField(default=11, verbose_name="month of the yearly check"),
                ),
                (
                    "check_day",
                    models.PositiveSmallIntegerField(default=1, verbose_name="day of the yearly check"),
                ),
                ("source", models.CharField(max_length=400, verbose_name="source")),
            ],
            options={
                "verbose_name": "evaluation scheme",
                "verbose_name_plural": "evaluation schemes",
                "ordering": ["version"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="NumberTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "instrument",
                    models.CharField(
                        choices=[
                            ("session", "session suggestion"),
                            ("between_sessions", "between-sessions suggestion"),
                            ("contact_letter", "contact letter"),
                        ],
                        max_length=20,
                        unique=True,
                        verbose_name="instrument",
                    ),
                ),
                ("template", models.CharField(max_length=40, verbose_name="template")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
            ],
            options={
                "verbose_name": "number template",
                "verbose_name_plural": "number templates",
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="round")),
                ("opened_on", models.DateField(verbose_name="opened on")),
                ("contact_due_on", models.DateField(verbose_name="first contact due")),
                ("reply_due_on", models.DateField(verbose_name="reply due")),
                ("original_reply_due_on", models.DateField(verbose_name="reply first due")),
                (
                    "contact_waived_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="contact waived"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
            ],
            options={
                "verbose_name": "handling round",
                "verbose_name_plural": "handling rounds",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("lead", "lead department"), ("co_handling", "co-handling department")],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("assigned_at", models.DateTimeField(verbose_name="assigned")),
                ("accept_due_on", models.DateField(blank=True, null=True, verbose_name="acceptance due")),
                (
                    "return_due_on",
                    models.DateField(blank=True, null=True, verbose_name="return possible until"),
                ),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="accepted")),
                ("opinion_due_on", models.DateField(blank=True, null=True, verbose_name="opinion due")),
                ("opinion", models.TextField(blank=True, max_length=4000, verbose_name="opinion")),
                ("opinion_at", models.DateTimeField(blank=True, null=True, verbose_name="opinion given")),
                ("returned_at", models.DateTimeField(blank=True, null=True, verbose_name="returned")),
                ("return_was_refused", models.BooleanField(default=False, verbose_name="return refused")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="accounts.department",
                        verbose_name="department",
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment",
                "verbose_name_plural": "assignments",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[("reply", "reply"), ("implementation", "implementation")],
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                ("sheet", models.JSONField(blank=True, default=list, verbose_name="score sheet")),
                (
                    "points",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="points given"),
                ),
                ("maximum", models.PositiveSmallIntegerField(verbose_name="out of")),
                (
                    "percent",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="percent"),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("satisfied", "satisfied"),
                            ("basically_satisfied", "basically satisfied"),
                            ("unsatisfied", "unsatisfied"),
                            ("not_rated", "not rated"),
                        ],
                        max_length=20,
                        verbose_name="verdict",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="suggestions.evaluationscheme",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="suggestions.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "evaluation",
                "verbose_name_plural": "evaluations",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="EvaluationRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("at", models.DateTimeField(verbose_name="released")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evaluation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release",
                        to="suggestions.evaluation",
                    ),
                ),
            ],
            options={
                "verbose_name": "release of a score",
                "verbose_name_plural": "releases of scores",
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "instrument",
                    models.CharField(
                        choices=[
                            ("session", "session suggestion"),
                            ("between_sessions", "between-sessions suggestion"),
                            ("contact_letter", "contact letter"),
                        ],
                        max_length=20,
                        verbose_name="instrument",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="last number")),
            ],
            options={
                "verbose_name": "number series",
                "verbose_name_plural": "number series",
                "constraints": [
                    models.UniqueConstraint(fields=("instrument", "year"), name="number_series_once_per_year")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("reason", models.CharField(max_length=1000, verbose_name="reason")),
                ("requested_at", models.DateTimeField(verbose_name="requested")),
                ("granted", models.BooleanField(blank=True, null=True, verbose_name="granted")),
                (
                    "decision_reason",
                    models.CharField(blank=True, max_length=1000, verbose_name="reason of the decision"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="return_request",
                        to="suggestions.assignment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proper_department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                        verbose_name="proper unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "return request",
                "verbose_name_plural": "return requests",
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "instrument",
                    models.CharField(
                        choices=[
                            ("session", "session suggestion"),
                            ("between_sessions", "between-sessions suggestion"),
                            ("contact_letter", "contact letter"),
                        ],
                        default="between_sessions",
                        max_length=20,
                        verbose_name="instrument",
                    ),
                ),
                (
                    "number",
                    models.CharField(blank=True, max_length=40, null=True, unique=True, verbose_name="number"),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("returned", "returned for revision"),
                            ("rejected", "rejected"),
                            ("registered", "registered"),
                            ("assigned", "assigned"),
                            ("return_requested", "return requested"),
                            ("accepted", "accepted"),
                            ("replied", "replied"),
                            ("implementing", "under implementation"),
                            ("reported", "implementation reported"),
                            ("closed", "closed"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("situation", models.TextField(blank=True, max_length=6000, verbose_name="situation")),
                ("proposal", models.TextField(blank=True, max_length=6000, verbose_name="proposal")),
                ("livelihood", models.BooleanField(default=True, verbose_name="livelihood matter")),
                ("facts_checked", models.BooleanField(default=False, verbose_name="facts checked")),
                ("exclusions_checked", models.BooleanField(default=False, verbose_name="exclusions checked")),
                (
                    "joined_by",
                    models.JSONField(blank=True, default=list, verbose_name="co-sponsors' names as submitted"),
                ),
                (
                    "outcome_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A", "A: solved"),
                            ("B", "B: being solved"),
                            ("C", "C: planned"),
                            ("D", "D: for reference"),
                        ],
                        max_length=1,
                        verbose_name="outcome class",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
                ("drafted_at", models.DateTimeField(default=core.clock.now, verbose_name="drafted")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted")),
                ("register_due_on", models.DateField(blank=True, null=True, verbose_name="registration due")),
                ("registered_at", models.DateTimeField(blank=True, null=True, verbose_name="registered")),
                ("assign_due_on", models.DateField(blank=True, null=True, verbose_name="assignment due")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="present step due")),
                ("clocks", models.JSONField(blank=True, default=dict, verbose_name="clocks")),
                (
                    "look_back_result",
                    models.CharField(blank=True, max_length=20, verbose_name="result of the last look-back"),
                ),
                (
                    "contradicted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="contradicted by a look-back"),
                ),
                ("terms", core.search.SearchTermsField(blank=True, default="", editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="stations.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_suggestions",
                        to="accounts.department",
                        verbose_name="lead department",
                    ),
                ),
                (
                    "sponsor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="stations.representative",
                        verbose_name="sponsor",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="stations.station",
                        verbose_name="station",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="deliberations.topic",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "suggestion",
                "verbose_name_plural": "suggestions",
            },
        ),
        migrations.CreateModel(
            name="SponsorContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("contacted_on", models.DateField(verbose_name="date")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("face_to_face", "face to face"),
                            ("site_visit", "together on the spot"),
                            ("meeting", "at a meeting"),
                            ("phone", "by phone"),
                            ("message", "by message"),
                        ],
                        max_length=20,
                        verbose_name="way",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="what was discussed")),
                ("at", models.DateTimeField(verbose_name="logged")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="suggestions.round",
                    ),
                ),
                (
                    "suggestion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="suggestions.suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact with the sponsor",
                "verbose_name_plural": "contacts with the sponsor",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="round",
            name="suggestion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="suggestions.suggestion",
            ),
        ),
        migrations.CreateModel(
            name="PressureReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="what happened")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "suggestion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pressure_reports",
                        to="suggestions.suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "report of pressure",
                "verbose_name_plural": "reports of pressure",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="evaluation",
            name="suggestion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evaluations",
                to="suggestions.suggestion",
            ),
        ),
        migrations.CreateModel(
            name="CoSponsor",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="confirmed the text"),
                ),
                (
                    "voided",
                    models.BooleanField(default=False, verbose_name="confirmation voided by a change of the text"),
                ),
                (
                    "representative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="co_sponsorships",
                        to="stations.representative",
                        verbose_name="representative",
                    ),
                ),
                (
                    "suggestion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="co_sponsors",
                        to="suggestions.suggestion",
                        verbose_name="suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "co-sponsor",
                "verbose_name_plural": "co-sponsors",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="assignment",
            name="suggestion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="suggestions.suggestion",
            ),
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("committee", "key supervision"), ("station", "key tracking")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("closed", "closed")],
                        default="open",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("due_on", models.DateField(verbose_name="next note due")),
                (
                    "meeting_called",
                    models.BooleanField(default=False, verbose_name="meeting of both sides called"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "close_reason",
                    models.CharField(blank=True, max_length=1000, verbose_name="reason of closing"),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervisions",
                        to="suggestions.evaluation",
                        verbose_name="evaluation",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervisions",
                        to="stations.station",
                        verbose_name="station",
                    ),
                ),
                (
                    "suggestion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervisions",
                        to="suggestions.suggestion",
                        verbose_name="suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "supervision",
                "verbose_name_plural": "supervisions",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="SupervisionNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="note")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supervision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="suggestions.supervision",
                    ),
                ),
            ],
            options={
                "verbose_name": "note on a supervision",
                "verbose_name_plural": "notes on supervisions",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "outcome_class",
                    models.CharField(
                        choices=[
                            ("A", "A: solved"),
                            ("B", "B: being solved"),
                            ("C", "C: planned"),
                            ("D", "D: for reference"),
                        ],
                        max_length=1,
                        verbose_name="outcome class",
                    ),
                ),
                ("text", models.TextField(max_length=8000, verbose_name="text of the reply")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=1000, verbose_name="reason why it is only for reference"),
                ),
                ("promised_on", models.DateField(blank=True, null=True, verbose_name="promised date")),
                ("signed_by", models.CharField(max_length=60, verbose_name="signed by")),
                ("replied_at", models.DateTimeField(verbose_name="replied")),
                ("score_due_on", models.DateField(verbose_name="score due")),
                (
                    "implementation_opens_on",
                    models.DateField(blank=True, null=True, verbose_name="implementation can be scored from"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reply",
                        to="suggestions.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "reply",
                "verbose_name_plural": "replies",
                "indexes": [
                    models.Index(fields=["score_due_on"], name="reply_score_due"),
                    models.Index(fields=["promised_on"], name="reply_promised"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome_class__in", ["B", "C"]), ("promised_on__isnull", False)),
                            models.Q(("outcome_class__in", ["A", "D"]), ("promised_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="reply_promise_fits_class",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImplementationReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("text", models.TextField(max_length=8000, verbose_name="what was done")),
                ("done_on", models.DateField(verbose_name="done on")),
                ("reported_at", models.DateTimeField(verbose_name="reported")),
                ("score_due_on", models.DateField(verbose_name="score due")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="suggestions.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "implementation report",
                "verbose_name_plural": "implementation reports",
                "indexes": [models.Index(fields=["score_due_on"], name="report_score_due")],
            },
        ),
        migrations.CreateModel(
            name="ExtensionRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("until", models.DateField(verbose_name="extend until")),
                ("reason", models.CharField(max_length=1000, verbose_name="reason")),
                ("requested_at", models.DateTimeField(verbose_name="requested")),
                ("granted", models.BooleanField(blank=True, null=True, verbose_name="granted")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extension_requests",
                        to="suggestions.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "extension request",
                "verbose_name_plural": "extension requests",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("granted__isnull", True)),
                        fields=("round",),
                        name="extension_one_pending",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SchemeItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
                (
                    "stage",
                    models.CharField(
                        choices=[("reply", "reply"), ("implementation", "implementation")],
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("maximum", models.PositiveSmallIntegerField(verbose_name="most points")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="suggestions.evaluationscheme",
                    ),
                ),
            ],
            options={
                "verbose_name": "item of the evaluation",
                "verbose_name_plural": "items of the evaluation",
                "ordering": ["order", "pk"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("scheme", "code"), name="scheme_item_once")],
            },
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(fields=["state", "due_on", "id"], name="suggestion_by_state_due"),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(fields=["station", "-id"], name="suggestion_of_station_newest"),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(fields=["sponsor", "state"], name="suggestion_of_sponsor"),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(fields=["lead", "state", "due_on"], name="suggestion_of_lead_due"),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                condition=models.Q(("due_on__isnull", False)), fields=["due_on", "id"], name="suggestion_due"
            ),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(fields=["submitted_at"], name="suggestion_submitted"),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "submitted", "returned", "rejected"]),
                    ("number__isnull", False),
                    _connector="OR",
                ),
                name="suggestion_has_number_once_registered",
            ),
        ),
        migrations.AddIndex(
            model_name="round",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["reply_due_on"],
                name="round_reply_due",
            ),
        ),
        migrations.AddIndex(
            model_name="round",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["contact_due_on"],
                name="round_contact_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(fields=("suggestion", "number"), name="round_number_once"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("suggestion",),
                name="round_open_once",
            ),
        ),
        migrations.AddIndex(
            model_name="evaluation",
            index=models.Index(fields=["verdict", "stage"], name="evaluation_by_verdict"),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.UniqueConstraint(fields=("round", "stage"), name="evaluation_once_per_stage"),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("percent__isnull", True), ("points__isnull", True), ("verdict", "not_rated")),
                    models.Q(
                        models.Q(("verdict", "not_rated"), _negated=True),
                        ("percent__isnull", False),
                        ("points__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="evaluation_points_unless_not_rated",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "unsatisfied"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="evaluation_unsatisfied_has_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="cosponsor",
            index=models.Index(fields=["representative", "confirmed_at"], name="co_sponsor_of_representative"),
        ),
        migrations.AddConstraint(
            model_name="cosponsor",
            constraint=models.UniqueConstraint(
                fields=("suggestion", "representative"), name="co_sponsor_once_per_suggestion"
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("returned_at__isnull", True)),
                fields=["department", "suggestion"],
                name="assignment_in_force",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("accepted_at__isnull", True), ("returned_at__isnull", True), ("role", "lead")),
                fields=["accept_due_on"],
                name="assignment_to_accept",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("returned_at__isnull", True)),
                fields=("suggestion", "department"),
                name="assignment_once_per_department",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("returned_at__isnull", True), ("role", "lead")),
                fields=("suggestion",),
                name="assignment_one_lead",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accept_due_on__isnull", False), ("return_due_on__isnull", False), ("role", "lead")),
                    models.Q(("opinion_due_on__isnull", False), ("role", "co_handling")),
                    _connector="OR",
                ),
                name="assignment_clocks_fit_role",
            ),
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["kind", "opened_at"], name="supervision_open"
            ),
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(condition=models.Q(("state", "open")), fields=["due_on"], name="supervision_note_due"),
        ),
        migrations.AddConstraint(
            model_name="supervision",
            constraint=models.UniqueConstraint(fields=("evaluation", "kind"), name="supervision_once_per_evaluation"),
        ),
    ]
