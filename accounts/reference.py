"""Reference data of the accounts app."""

import json
from pathlib import Path

from accounts.models import Department

DEPARTMENTS = Path(__file__).parent / "reference" / "departments.json"


def load_departments() -> int:
    """Brings the departments in line with the reviewed file, by code; says how many the file has.

    Departments that the file does not name stay as they are, and so does whether one is active.
    """
    rows = json.loads(DEPARTMENTS.read_text(encoding="utf-8"))["departments"]
    departments = [
        Department(
            code=row["code"],
            name=row["name_zh"],
            name_en=row["name_en"],
            kind=row["kind"],
            is_sample=row["is_sample"],
        )
        for row in sorted(rows, key=lambda row: row["order"])
    ]
    Department.objects.bulk_create(
        departments,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "kind", "is_sample"],
    )
    return len(departments)
