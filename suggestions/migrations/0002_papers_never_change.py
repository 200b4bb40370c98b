from django.db import migrations

from core.append_only import FreezeColumns, RefuseChanges
from core.search import SearchIndex


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0001_suggestions")]

    operations = [
        # Rule 19: after submission the text is frozen.
        FreezeColumns(
            "suggestions_suggestion",
            ["title", "situation", "proposal", "sponsor_id"],
            once="OLD.state NOT IN ('draft', 'returned')",
        ),
        # Rule 33: every round's reply and score is kept.
        FreezeColumns(
            "suggestions_reply", ["outcome_class", "text", "reason", "promised_on", "signed_by", "replied_at"]
        ),
        FreezeColumns("suggestions_implementationreport", ["text", "done_on", "reported_at"]),
        RefuseChanges("suggestions_sponsorcontact"),
        RefuseChanges("suggestions_evaluationscheme"),
        RefuseChanges("suggestions_schemeitem"),
        RefuseChanges("suggestions_evaluation"),
        RefuseChanges("suggestions_evaluationrelease"),
        RefuseChanges("suggestions_pressurereport"),
        RefuseChanges("suggestions_supervisionnote"),
        SearchIndex("suggestions_suggestion", "terms"),
    ]
