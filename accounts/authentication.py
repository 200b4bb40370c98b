"""How a caller of the API says who it is: a token, or the session of the browser."""

from django.utils.translation import gettext as _
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User

KEYWORD = "Token"


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token <key>`; only the key's hash is compared."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        keyword, _space, key = authentication.get_authorization_header(request).decode("latin-1").partition(" ")
        if keyword.lower() != KEYWORD.lower():
            return None
        valid = ApiToken.objects.select_related("user").filter(revoked_at=None, user__is_active=True)
        token = valid.filter(digest=ApiToken.digest_of(key.strip())).first()
        if token is None:
            raise AuthenticationFailed(_("This token is unknown or has been revoked."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session, with its CSRF check; answers 401, not 403, when nobody is signed in."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"
