"""The thirty people of all roles who open the pages, and their sign-ins."""

import time
from collections.abc import Iterable
from typing import Any

from tools.bench.browser import Browser
from tools.bench.builds import PASSWORD
from tools.bench.database import connected

#: So many of each role. One of each stays over where there are more: they warm a process up and are not measured.
ROLES = {
    "officer": 9,
    "representative": 9,
    "department": 4,
    "subdistrict": 3,
    "committee": 3,
    "leadership": 1,
    "administrator": 1,
}
SIGN_IN = "/accounts/sign-in/"
#: Seconds after which somebody signs in anew: well before an idle session ends.
KEPT = 15 * 60

#: Everybody in the demonstration has a password; most of them one that nobody knows.
SAME_WORD = (
    "UPDATE accounts_user SET password = known.password FROM accounts_user known"
    " WHERE known.username = 'officer' AND accounts_user.password <> known.password"
)
BY_ROLE = (
    "SELECT held.role, u.username FROM stations_appointment held JOIN accounts_user u ON u.id = held.user_id"
    " WHERE u.is_active AND held.ends_on IS NULL ORDER BY (u.username = held.role) DESC, u.id"
)


def by_role(rows: Iterable[tuple[str, str]]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The user names of the thirty, and one more of each role where there is one."""
    found: dict[str, list[str]] = {role: [] for role in ROLES}
    for role, username in rows:
        if role in found and not any(username in names for names in found.values()):
            found[role].append(username)
    spare = {role: names[ROLES[role]] for role, names in found.items() if len(names) > ROLES[role]}
    return {role: names[: ROLES[role]] for role, names in found.items()}, spare


class People:
    """Who opens the pages of one build; their cookies hold for every site of it."""

    def __init__(self, address: str) -> None:
        with connected(address) as cursor:
            cursor.execute(SAME_WORD)
            cursor.execute(BY_ROLE)
            rows: Any = cursor.fetchall()
        self.roles, self.spare = by_role(rows)
        self.cookies: dict[str, dict[str, str]] = {}
        self.since: dict[str, float] = {}

    def everybody(self) -> list[str]:
        return [name for names in self.roles.values() for name in names]

    def sign_in(self, port: int, usernames: Iterable[str]) -> None:
        """Signs those in who are not, or have been for long; opens no other page, so that all stay unseen."""
        browser, now = Browser(port), time.monotonic()
        for username in dict.fromkeys(usernames):
            if now - self.since.get(username, -KEPT) >= KEPT:
                self.cookies[username] = browser.sign_in(SIGN_IN, username, PASSWORD)
                self.since[username] = now
