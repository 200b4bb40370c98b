from django.db import migrations, models

import core.crypto


class Migration(migrations.Migration):
    dependencies = [("stations", "0004_concerns_carry_an_edition")]

    operations = [
        migrations.AddField(
            "contact",
            "phone_extension",
            core.crypto.EncryptedTextField(blank=True, default="", verbose_name="extension"),
            preserve_default=False,
        ),
        migrations.AddField(
            "contact",
            "phone_other",
            core.crypto.EncryptedTextField(blank=True, default="", verbose_name="other phone"),
            preserve_default=False,
        ),
        migrations.AddField(
            "contact",
            "phone_other_index",
            models.CharField(
                blank=True,
                db_index=True,
                default="",
                editable=False,
                max_length=64,
                verbose_name="index of the other phone",
            ),
            preserve_default=False,
        ),
    ]
