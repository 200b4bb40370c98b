"""Who acts, and whether they may: the *verb* gate of the three (door, sight, verb)."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from rules.predicates import Predicate


class NotPermitted(PermissionDenied):
    """The person can see the thing but this move is not theirs to make (403)."""


@dataclass(frozen=True)
class System:
    """The software itself as an actor, with an explicit list of permissions and nothing beyond them."""

    name: str
    permissions: frozenset[str]
    pk: Any = None

    def __str__(self) -> str:
        return self.name


Actor = AbstractBaseUser | System

#: Every permission as a table: role → the condition under which the role permits it. No role: only the software itself.
PERMISSIONS: dict[str, Mapping[str, Predicate]] = {}


#: While set, facts hold: the verbs that changed those which do not.
_but_for_facts: ContextVar[set[str] | None] = ContextVar("but_for_facts", default=None)


def fact(*verbs: str) -> Callable[[Callable[[Any, Any], bool]], Callable[[Any, Any], bool]]:
    """Marks a predicate that moves of these verbs change, while the role stays.

    Whoever holds the role but for such a fact is not refused as a stranger (403): somebody was faster (409).
    """

    def mark(asked: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
        @wraps(asked)
        def holds(actor: Any, thing: Any) -> bool:
            true = asked(actor, thing)
            changed_by = _but_for_facts.get()
            if true or changed_by is None:
                return true
            changed_by.update(verbs)
            return True

        return holds

    return mark


@contextmanager
def _facts_set_aside() -> Iterator[set[str]]:
    changed_by: set[str] = set()
    token = _but_for_facts.set(changed_by)
    try:
        yield changed_by
    finally:
        _but_for_facts.reset(token)


def permit(permission: str, roles: Mapping[str, Predicate]) -> None:
    """Lets each of the roles, under its own condition, do what the permission is about.

    The order counts: whoever holds several of the roles is recorded as acting in the first one that permits.
    """
    if permission in PERMISSIONS:
        raise ValueError(f"{permission} is defined twice")
    PERMISSIONS[permission] = roles


def role_permitting(actor: Actor, permission: str, thing: Any) -> str | None:
    """The first role by which the person may do it to the thing; None where no role permits.

    A permission nobody defined is an error, not a no.
    """
    roles = PERMISSIONS.get(permission)
    if roles is None:
        raise LookupError(f"no rule defines the permission {permission}")
    if not actor.is_active:  # type: ignore[union-attr]  # asked of persons only
        return None
    return next((role for role, condition in roles.items() if condition.test(actor, thing)), None)


def may(actor: Actor, permission: str, thing: Any) -> bool:
    """Whether `actor` holds `permission` on `thing`."""
    if isinstance(actor, System):
        return permission in actor.permissions
    return role_permitting(actor, permission, thing) is not None


def ensure_may(actor: Actor, permission: str, thing: Any) -> str:
    """The role in which the actor may, "" for the software itself; raises NotPermitted where there is none."""
    if isinstance(actor, System):
        if permission in actor.permissions:
            return ""
    elif role := role_permitting(actor, permission, thing):
        return role
    else:
        _ensure_not_late(actor, permission, thing)
    raise NotPermitted(_("This step is not among your duties here."))


def _ensure_not_late(actor: Any, permission: str, thing: Any) -> None:
    """Raises IllegalMove where the person holds the role, and somebody's move has changed a fact meanwhile."""
    with _facts_set_aside() as changed_by:
        if role_permitting(actor, permission, thing) is None:
            return
    from core.workflow import too_late  # a table of moves reads this module

    raise too_late(thing, changed_by, actor)


def capacity(actor: Actor, role: str, thing: Any) -> str:
    """The role with its own place, as the record keeps it ("officer@440310001-001"); "" for the software itself."""
    if not role:
        return ""
    place = import_string(settings.PLACE_OF_ROLE)(actor, role, thing)
    return f"{role}@{place}" if place else role
