from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_accounts"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="signinattempt",
            options={"verbose_name": "sign-in", "verbose_name_plural": "sign-ins"},
        ),
        migrations.RemoveIndex(
            model_name="signinattempt",
            name="sign_in_attempt_recent",
        ),
        migrations.AddField(
            model_name="signinattempt",
            name="forgiven_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="forgiven"),
        ),
        migrations.AddField(
            model_name="signinattempt",
            name="password_was_right",
            field=models.BooleanField(db_default=False, default=False, verbose_name="password was right"),
        ),
        migrations.AddIndex(
            model_name="signinattempt",
            index=models.Index(
                condition=models.Q(("forgiven_at", None)),
                fields=["username", "address", "at"],
                name="sign_in_attempt_counting",
            ),
        ),
    ]
