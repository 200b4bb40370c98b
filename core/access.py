"""Who acts, and whether they may: the *verb* gate of the three (door, sight, verb)."""

from dataclasses import dataclass
from typing import Any

import rules
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _


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


def may(actor: Actor, permission: str, thing: Any) -> bool:
    """Whether `actor` holds `permission` on `thing`; a permission nobody defined is an error, not a no."""
    if isinstance(actor, System):
        return permission in actor.permissions
    if not rules.perm_exists(permission):
        raise LookupError(f"no rule defines the permission {permission}")
    return bool(actor.is_active and rules.has_perm(permission, actor, thing))


def ensure_may(actor: Actor, permission: str, thing: Any) -> None:
    """Raises NotPermitted unless `actor` holds `permission` on `thing`."""
    if not may(actor, permission, thing):
        raise NotPermitted(_("This step is not among your duties here."))


def capacity_of(actor: Actor, thing: Any) -> str:
    """In which appointment the actor acts on the thing, as words for the record ("" for the system)."""
    if isinstance(actor, System):
        return ""
    return import_string(settings.ACTOR_CAPACITY)(actor, thing)
