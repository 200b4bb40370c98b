"""What people do with their own accounts: sign in, change the password, take and give back API tokens."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.exceptions import LockedOut
from accounts.models import ApiToken, SignInAttempt, User
from accounts.queries import locked_until
from core import clock
from core.access import NotPermitted


def recognise(username: str, password: str, *, address: str | None) -> User | None:
    """The person whose name and password these are; None if they are not; LockedOut after too many failures.

    The try is written down before the password is looked at, so that many tries at once are no more than many tries
    one by one; success forgives it and the failures before. An unknown name takes as long as a wrong password.
    """
    known_as = User.normalize_username(username)
    written_as = known_as[:150]
    _ensure_open(written_as, address, tries=settings.SIGN_IN_TRIES)
    attempt = SignInAttempt.objects.create(username=written_as, address=address)
    _ensure_open(written_as, address, tries=settings.SIGN_IN_TRIES + 1)
    user = User.objects.filter(username=known_as).first()
    if _is_password_of(user, password) and user and user.is_active:
        _forgive(attempt)
        return user
    _ensure_open(written_as, address, tries=settings.SIGN_IN_TRIES)
    return None


def _forgive(right: SignInAttempt) -> None:
    """The right password: what was tried before it no longer counts."""
    # Another right one of the same moment may have forgiven this one already.
    counting = SignInAttempt.objects.filter(Q(forgiven_at=None) | Q(pk=right.pk))
    tried = counting.filter(username=right.username, address=right.address)
    tried.update(password_was_right=Q(pk=right.pk) | Q(password_was_right=True), forgiven_at=clock.now())


def forget_old_attempts() -> int:
    """Deletes tries to sign in older than SIGN_IN_ATTEMPTS_KEPT_DAYS; says how many there were."""
    until = clock.now() - timedelta(days=settings.SIGN_IN_ATTEMPTS_KEPT_DAYS)
    return SignInAttempt.objects.filter(at__lt=until).delete()[0]


def _ensure_open(username: str, address: str | None, *, tries: int) -> None:
    until = locked_until(username, address, tries=tries)
    if until:
        raise LockedOut(until)


def _is_password_of(user: User | None, password: str) -> bool:
    if user is None:
        User().set_password(password)  # costs what a comparison costs
        return False
    return user.check_password(password)


@transaction.atomic
def change_password(user: User, *, by: User, password: str) -> None:
    """Gives the person a new password and ends what was signed in with the old one: sessions and API tokens.

    The sessions end because each carries a hash of the password; the caller renews the one in use.
    """
    _ensure_own(user, by)
    user.set_password(password)
    user.save(update_fields=["password"])
    revoke_tokens(user, by=by)


def issue_token(user: User, *, by: User) -> str:
    """A new API token for the person; its key is told this once."""
    _ensure_own(user, by)
    return ApiToken.issue(user)


def revoke_tokens(user: User, *, by: User) -> int:
    """Ends every API token of the person; says how many there were."""
    _ensure_own(user, by)
    return ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=clock.now())


def _ensure_own(user: User, by: User) -> None:
    if user.pk != by.pk:
        raise NotPermitted(_("This account belongs to somebody else."))
