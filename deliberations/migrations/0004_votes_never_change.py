from django.db import migrations

from core.append_only import FreezeColumns, RefuseChanges
from core.search import SearchIndex


class Migration(migrations.Migration):
    dependencies = [("deliberations", "0003_councils_and_micro_projects")]

    operations = [
        RefuseChanges("deliberations_ceilingwarning"),
        RefuseChanges("deliberations_progressreport"),
        RefuseChanges("deliberations_votingrule"),
        RefuseChanges("deliberations_voteresult"),
        RefuseChanges("deliberations_rankchange"),
        # The list of members is frozen from the moment it exists; only presence changes.
        FreezeColumns("deliberations_seat", ["council_id", "member_id", "number", "name", "user_id"]),
        FreezeColumns("deliberations_ballot", ["item_id", "seat_id", "way", "secret", "choice"], once="OLD.counted"),
        # How a council votes is chosen before it opens.
        FreezeColumns("deliberations_council", ["secrecy", "rule_id", "opened_at"], once="OLD.opened_at IS NOT NULL"),
        FreezeColumns(
            "deliberations_councilitem",
            [
                "council_id",
                "project_id",
                "position",
                "box_for",
                "box_against",
                "box_abstain",
                "closed_at",
                "voted_rank",
            ],
            once="OLD.voted_rank IS NOT NULL",
        ),
        SearchIndex("deliberations_microproject", "terms"),
    ]
