"""Who signs in, and the departments that people may act for."""

import hashlib
import secrets
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.enums import DepartmentKind
from core import clock
from core.names import NameField


class UserManager(BaseUserManager["User"]):
    """Creates people who can sign in."""

    def create_user(self, username: str, name: str, password: str | None = None, **fields: object) -> "User":
        """A new account; without a password nobody can sign in with it yet."""
        user = self.model(username=self.model.normalize_username(username), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account. What they may do comes from appointments alone; there is no superuser."""

    username = models.CharField(_("user name"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    name = NameField(pgettext_lazy("person", "name"), max_length=60)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("demo account"), default=False)
    joined_at = models.DateTimeField(_("joined"), default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Departments are no secret: everybody may know them."""

    def visible_to(self, user: Any) -> "DepartmentQuerySet":
        return self

    def search(self, words: str) -> "DepartmentQuerySet":
        return self.filter(models.Q(name__icontains=words) | models.Q(name_en__icontains=words))


class Department(models.Model):
    """A body that handles matters (承办单位): a bureau, a subdistrict office, or a company."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=DepartmentKind)
    is_sample = models.BooleanField(_("sample data"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class ApiToken(models.Model):
    """A key for the API. Only its hash is kept; it can be revoked."""

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="api_tokens")
    digest = models.CharField(_("hash"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("created"), default=clock.now)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.user} {localtime(self.created_at):%Y-%m-%d}"

    @staticmethod
    def digest_of(key: str) -> str:
        """SHA-256 (hex) of the key: 256 random bits need no slow hash."""
        return hashlib.sha256(key.encode()).hexdigest()

    @classmethod
    def issue(cls, user: User) -> str:
        """A new token for the person; the key is shown this once."""
        key = secrets.token_urlsafe(32)
        cls.objects.create(user=user, digest=cls.digest_of(key))
        return key


class SignInAttempt(models.Model):
    """A password tried, at the door or before it is changed; enough that were wrong lock the name and address.

    A right one forgives those before it: they no longer count for the lock, and stay readable as a record.
    """

    username = models.CharField(_("user name"), max_length=150)
    address = models.GenericIPAddressField(_("address"), null=True)
    at = models.DateTimeField(_("at"), default=clock.now)
    password_was_right = models.BooleanField(_("password was right"), default=False, db_default=False)
    forgiven_at = models.DateTimeField(_("forgiven"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [
            models.Index(
                fields=["username", "address", "at"],
                name="sign_in_attempt_counting",
                condition=models.Q(forgiven_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.username} {localtime(self.at):%Y-%m-%d %H:%M}"
