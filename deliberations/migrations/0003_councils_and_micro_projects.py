import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock
import core.search
import deliberations.models.photos


class Migration(migrations.Migration):
    dependencies = [
        ("deliberations", "0002_studies_never_change"),
        ("stations", "0003_micro_projects_as_a_route"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProjectCeiling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                ("amount", models.PositiveIntegerField(verbose_name="yuan")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
            ],
            options={
                "verbose_name": "ceiling",
                "verbose_name_plural": "ceilings",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Council",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("notified", "notified"),
                            ("opened", "voting"),
                            ("closed", "closed"),
                            ("confirmed", "minutes confirmed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="planned",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("place", models.CharField(max_length=120, verbose_name="place")),
                (
                    "secrecy",
                    models.CharField(
                        choices=[("open", "open"), ("secret", "secret")],
                        default="open",
                        max_length=10,
                        verbose_name="way of voting",
                    ),
                ),
                ("notice_due_on", models.DateField(verbose_name="notice due")),
                ("notified_at", models.DateTimeField(blank=True, null=True, verbose_name="notice given")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="council opened")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="council closed")),
                ("note", models.TextField(blank=True, max_length=20000, verbose_name="minutes")),
                ("minutes_due_on", models.DateField(blank=True, null=True, verbose_name="minutes due")),
                ("minutes_confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="minutes confirmed")),
                ("cancel_reason", models.CharField(blank=True, max_length=1000, verbose_name="reason for cancelling")),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="councils",
                        to="stations.station",
                        verbose_name="station",
                    ),
                ),
            ],
            options={
                "verbose_name": "livelihood council",
                "verbose_name_plural": "livelihood councils",
            },
        ),
        migrations.CreateModel(
            name="CouncilMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("sitting", "sitting"), ("left", "left")],
                        default="sitting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("representative", "representative"),
                            ("resident", "resident"),
                            ("community", "community body"),
                        ],
                        max_length=20,
                        verbose_name="sits for",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "representative",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="council_memberships",
                        to="stations.representative",
                        verbose_name="representative",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="council_members",
                        to="stations.station",
                        verbose_name="station",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="council_memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "member of the council",
                "verbose_name_plural": "members of the council",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="MicroProject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("checked", "checked"),
                            ("shortlisted", "shortlisted"),
                            ("voting", "being voted on"),
                            ("passed", "passed by vote"),
                            ("on_notice", "on public notice"),
                            ("confirmed", "confirmed"),
                            ("under_way", "under way"),
                            ("accepted", "work accepted"),
                            ("evaluated", "evaluated"),
                            ("disclosed", "disclosed"),
                            ("declined", "declined"),
                            ("failed", "failed the vote"),
                        ],
                        default="proposed",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("service", "service"), ("goods", "goods"), ("works", "works")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("need", models.TextField(max_length=4000, verbose_name="what is needed")),
                ("benefit", models.TextField(max_length=4000, verbose_name="what it will bring")),
                ("people", models.PositiveIntegerField(verbose_name="people who benefit")),
                ("budget", models.PositiveIntegerField(verbose_name="budget in yuan")),
                (
                    "proposer",
                    models.CharField(
                        choices=[
                            ("representative", "representative"),
                            ("resident", "resident"),
                            ("community", "community"),
                        ],
                        max_length=20,
                        verbose_name="proposed by",
                    ),
                ),
                ("proposed_at", models.DateTimeField(default=core.clock.now, verbose_name="proposed")),
                ("exclusions", models.JSONField(blank=True, default=list, verbose_name="exclusions found")),
                ("check_note", models.TextField(blank=True, max_length=2000, verbose_name="finding of the check")),
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="checked")),
                ("shortlisted_at", models.DateTimeField(blank=True, null=True, verbose_name="shortlisted")),
                ("decline_reason", models.CharField(blank=True, max_length=1000, verbose_name="reason for declining")),
                ("passed_on", models.DateField(blank=True, null=True, verbose_name="passed on")),
                ("notice_from", models.DateField(blank=True, null=True, verbose_name="notice from")),
                ("notice_until", models.DateField(blank=True, null=True, verbose_name="notice until")),
                (
                    "notice_left",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="working days of notice left"),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed")),
                ("percent", models.PositiveSmallIntegerField(default=0, verbose_name="progress in percent")),
                ("report_due_on", models.DateField(blank=True, null=True, verbose_name="next progress report due")),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="work accepted on")),
                ("cost", models.PositiveIntegerField(blank=True, null=True, verbose_name="cost in yuan")),
                (
                    "rating",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfied", "satisfied"),
                            ("basically_satisfied", "basically satisfied"),
                            ("unsatisfied", "unsatisfied"),
                        ],
                        max_length=20,
                        verbose_name="what residents say",
                    ),
                ),
                ("evaluation_note", models.TextField(blank=True, max_length=2000, verbose_name="evaluation")),
                ("evaluated_at", models.DateTimeField(blank=True, null=True, verbose_name="evaluated")),
                ("public_text", models.TextField(blank=True, max_length=4000, verbose_name="public text")),
                ("disclosed_at", models.DateTimeField(blank=True, null=True, verbose_name="disclosed")),
                ("terms", core.search.SearchTermsField(blank=True, default="", editable=False)),
                (
                    "concerns",
                    models.ManyToManyField(
                        blank=True, related_name="micro_projects", to="stations.concern", verbose_name="concerns"
                    ),
                ),
                (
                    "representative",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="micro_projects",
                        to="stations.representative",
                        verbose_name="proposing representative",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="micro_projects",
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
                        related_name="micro_projects",
                        to="deliberations.topic",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "micro-project",
                "verbose_name_plural": "micro-projects",
            },
        ),
        migrations.CreateModel(
            name="CouncilItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("box_for", models.PositiveSmallIntegerField(default=0, verbose_name="in the box: for")),
                ("box_against", models.PositiveSmallIntegerField(default=0, verbose_name="in the box: against")),
                ("box_abstain", models.PositiveSmallIntegerField(default=0, verbose_name="in the box: abstentions")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="vote closed")),
                (
                    "voted_rank",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="place by the vote"),
                ),
                ("rank", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="place")),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="deliberations.council"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="council_items",
                        to="deliberations.microproject",
                    ),
                ),
            ],
            options={
                "verbose_name": "project on the list",
                "verbose_name_plural": "projects on the list",
                "ordering": ["position"],
            },
        ),
        migrations.AddField(
            model_name="council",
            name="projects",
            field=models.ManyToManyField(
                related_name="councils",
                through="deliberations.CouncilItem",
                to="deliberations.microproject",
                verbose_name="projects",
            ),
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000, verbose_name="objection")),
                ("raised_on", models.DateField(verbose_name="raised on")),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="answer")),
                ("upheld", models.BooleanField(null=True, verbose_name="upheld")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="deliberations.microproject",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PaperCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("papers", models.PositiveSmallIntegerField(verbose_name="papers")),
                ("in_favour", models.PositiveSmallIntegerField(null=True, verbose_name="for")),
                ("against", models.PositiveSmallIntegerField(null=True, verbose_name="against")),
                ("abstained", models.PositiveSmallIntegerField(null=True, verbose_name="abstentions")),
                ("entered_at", models.DateTimeField(default=core.clock.now, verbose_name="entered")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed")),
                ("rejected_at", models.DateTimeField(blank=True, null=True, verbose_name="count rejected")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_counts",
                        to="deliberations.councilitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "paper count",
                "verbose_name_plural": "paper counts",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ProgressReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("percent", models.PositiveSmallIntegerField(verbose_name="progress in percent")),
                ("note", models.TextField(max_length=2000, verbose_name="what was done")),
                ("reported_on", models.DateField(verbose_name="reported on")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="deliberations.microproject",
                    ),
                ),
            ],
            options={
                "verbose_name": "progress report",
                "verbose_name_plural": "progress reports",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CeilingWarning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.PositiveIntegerField(verbose_name="ceiling in yuan")),
                ("reached", models.PositiveBigIntegerField(verbose_name="reached in yuan")),
                ("reason", models.CharField(max_length=1000, verbose_name="reason for going on")),
                ("at", models.DateTimeField(default=core.clock.now, verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ceiling_warnings",
                        to="deliberations.microproject",
                    ),
                ),
                (
                    "ceiling",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="deliberations.projectceiling"
                    ),
                ),
            ],
            options={
                "verbose_name": "warning of a ceiling",
                "verbose_name_plural": "warnings of ceilings",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ProjectPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("before", "before"), ("progress", "during the work"), ("after", "after")],
                        max_length=10,
                        verbose_name="taken",
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=120, verbose_name="what it shows")),
                (
                    "picture",
                    models.FileField(upload_to=deliberations.models.photos.picture_place, verbose_name="picture"),
                ),
                (
                    "thumbnail",
                    models.FileField(upload_to=deliberations.models.photos.picture_place, verbose_name="thumbnail"),
                ),
                ("width", models.PositiveSmallIntegerField(verbose_name="width")),
                ("height", models.PositiveSmallIntegerField(verbose_name="height")),
                ("at", models.DateTimeField(default=core.clock.now, verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="deliberations.microproject",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="deliberations.progressreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "photo",
                "verbose_name_plural": "photos",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="RankChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.PositiveSmallIntegerField(verbose_name="place before")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="place")),
                ("reason", models.CharField(max_length=1000, verbose_name="reason")),
                ("at", models.DateTimeField(default=core.clock.now, verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rank_changes",
                        to="deliberations.councilitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "moved place",
                "verbose_name_plural": "moved places",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("present", models.BooleanField(default=False, verbose_name="present")),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="deliberations.council"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="deliberations.councilmember",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "seat",
                "verbose_name_plural": "seats",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="deliberations.councilitem",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="deliberations.seat"
                    ),
                ),
            ],
            options={
                "verbose_name": "recusal",
                "verbose_name_plural": "recusals",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[("phone", "on the own phone"), ("paper", "on paper")],
                        default="phone",
                        max_length=10,
                        verbose_name="way",
                    ),
                ),
                ("secret", models.BooleanField(verbose_name="secret")),
                (
                    "choice",
                    models.CharField(
                        blank=True,
                        choices=[("for", "for"), ("against", "against"), ("abstain", "abstain")],
                        max_length=10,
                        verbose_name="choice",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("counted", models.BooleanField(default=False, verbose_name="counted")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots",
                        to="deliberations.councilitem",
                    ),
                ),
                (
                    "paper_count",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots",
                        to="deliberations.papercount",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ballots", to="deliberations.seat"
                    ),
                ),
            ],
            options={
                "verbose_name": "ballot",
                "verbose_name_plural": "ballots",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="VotingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(unique=True, verbose_name="version")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("quorum_part", models.PositiveSmallIntegerField(verbose_name="quorum: part")),
                ("quorum_whole", models.PositiveSmallIntegerField(verbose_name="quorum: whole")),
                ("majority_part", models.PositiveSmallIntegerField(verbose_name="majority: part")),
                ("majority_whole", models.PositiveSmallIntegerField(verbose_name="majority: whole")),
                ("text", models.CharField(max_length=400, verbose_name="rule in words")),
                ("text_en", models.CharField(max_length=400, verbose_name="rule in English")),
                ("source", models.CharField(max_length=400, verbose_name="source")),
            ],
            options={
                "verbose_name": "voting rule",
                "verbose_name_plural": "voting rules",
                "ordering": ["version"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("majority_whole__gt", 0),
                            ("quorum_whole__gt", 0),
                            ("majority_part__lte", models.F("majority_whole")),
                            ("quorum_part__lte", models.F("quorum_whole")),
                        ),
                        name="voting_rule_parts_are_fractions",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VoteResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule_text", models.CharField(max_length=400, verbose_name="rule applied")),
                ("members", models.PositiveSmallIntegerField(verbose_name="members")),
                ("recused", models.PositiveSmallIntegerField(verbose_name="recused")),
                ("present", models.PositiveSmallIntegerField(verbose_name="present")),
                ("quorum", models.PositiveSmallIntegerField(verbose_name="needed for a quorum")),
                ("in_favour", models.PositiveSmallIntegerField(verbose_name="for")),
                ("against", models.PositiveSmallIntegerField(verbose_name="against")),
                ("abstained", models.PositiveSmallIntegerField(verbose_name="abstentions")),
                ("papers", models.PositiveSmallIntegerField(verbose_name="of them on paper")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("passed", "passed"), ("failed", "failed"), ("no_quorum", "no quorum")],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("at", models.DateTimeField(default=core.clock.now, verbose_name="at")),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="result",
                        to="deliberations.councilitem",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="deliberations.votingrule"
                    ),
                ),
            ],
            options={
                "verbose_name": "result of a vote",
                "verbose_name_plural": "results of votes",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="council",
            name="rule",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deliberations.votingrule",
                verbose_name="voting rule",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "sitting")),
                fields=("station", "representative"),
                name="representative_sits_once_per_council",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "sitting")),
                fields=("station", "user"),
                name="account_sits_once_per_council",
            ),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=models.Index(fields=["station", "-id"], name="project_of_station_newest"),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=models.Index(fields=["state", "-id"], name="project_by_state_newest"),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=models.Index(fields=["station", "passed_on"], name="project_of_station_passed"),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=models.Index(fields=["passed_on"], name="project_passed"),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=models.Index(fields=["proposed_at"], name="project_proposed"),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=models.Index(fields=["accepted_on"], name="project_accepted"),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=models.Index(fields=["-disclosed_at"], name="project_disclosed_newest"),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=models.Index(
                condition=models.Q(("state", "on_notice")),
                fields=["notice_until", "station"],
                name="project_notice_running",
            ),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=models.Index(
                condition=models.Q(("state__in", ["confirmed", "under_way"])),
                fields=["report_due_on", "station"],
                name="project_report_owed",
            ),
        ),
        migrations.AddConstraint(
            model_name="microproject",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__gte", 0), ("percent__lte", 100)), name="project_percent_is_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="microproject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proposer", "representative"), _negated=True),
                    ("representative__isnull", False),
                    _connector="OR",
                ),
                name="project_of_a_representative_names_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilitem",
            constraint=models.UniqueConstraint(fields=("council", "project"), name="council_names_a_project_once"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("upheld__isnull", True)),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("upheld__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="objection_answered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="papercount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at__isnull", True), ("rejected_at__isnull", True)),
                fields=("item",),
                name="paper_count_waits_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="papercount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="paper_count_confirmed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("council", "member"), name="seat_once_per_member"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("council", "user"), name="seat_once_per_account"),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(fields=("item", "seat"), name="recusal_once_per_item"),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(fields=("item", "seat"), name="ballot_once_per_member_and_project"),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("secret", False), ("way", "phone"), models.Q(("choice", ""), _negated=True)),
                    models.Q(("choice", ""), ("secret", True)),
                    models.Q(("choice", ""), ("way", "paper")),
                    _connector="OR",
                ),
                name="ballot_tells_only_what_it_may",
            ),
        ),
        migrations.AddIndex(
            model_name="council",
            index=models.Index(fields=["station", "-starts_at"], name="council_of_station_newest"),
        ),
        migrations.AddIndex(
            model_name="council",
            index=models.Index(fields=["-starts_at"], name="council_newest"),
        ),
        migrations.AddIndex(
            model_name="council",
            index=models.Index(
                condition=models.Q(("state", "planned")),
                fields=["notice_due_on", "station"],
                name="council_notice_owed",
            ),
        ),
        migrations.AddIndex(
            model_name="council",
            index=models.Index(
                condition=models.Q(("state", "closed")),
                fields=["minutes_due_on", "station"],
                name="council_minutes_owed",
            ),
        ),
    ]
