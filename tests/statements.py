"""What a statement does, whether Django wrote it or the database had it prepared."""

import re

NAMED = re.compile(r"EXECUTE (insert|update|lock)_(\w+)_\d+\b")
WRITTEN = re.compile(r'(INSERT|UPDATE|DELETE)(?: INTO| FROM)? "(\w+)"')
LOCKING = re.compile(r'SELECT .* FROM "(\w+)".* FOR UPDATE', re.DOTALL)


def done_by(sql: str) -> tuple[str, str]:
    """insert, update, delete or lock, and the table; two empty words for what only asks."""
    for pattern in (NAMED, WRITTEN):
        if found := pattern.match(sql):
            return found[1].lower(), found[2]
    locking = LOCKING.match(sql)
    return ("lock", locking[1]) if locking else ("", "")
