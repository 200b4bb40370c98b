"""How the API's own description names the two ways of signing in."""

from typing import Any

from drf_spectacular.authentication import SessionScheme as CookieScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object

from accounts.authentication import KEYWORD


class TokenScheme(OpenApiAuthenticationExtension):
    """`Authorization: Token <key>`."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "tokenAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return build_bearer_security_scheme_object(header_name="Authorization", token_prefix=KEYWORD)


class SessionScheme(CookieScheme):
    """The session cookie."""

    target_class = "accounts.authentication.SessionAuthentication"
