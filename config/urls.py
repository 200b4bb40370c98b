"""The addresses of the site: one prefix per app, one router for the API."""

from importlib import import_module

from django.urls import include, path, re_path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from accounts.middleware import public
from core import page
from core.api import UnknownAddress
from core.api_docs import ApiDocs

router = SimpleRouter()
for app in ("accounts", "stations", "deliberations", "suggestions", "points", "followups", "portal"):
    import_module(f"{app}.api").register(router)

urlpatterns = [
    path("", include("portal.urls")),
    path("accounts/", include("accounts.urls")),
    path("stations/", include("stations.urls")),
    path("deliberations/", include("deliberations.urls")),
    path("suggestions/", include("suggestions.urls")),
    path("points/", include("points.urls")),
    path("followups/", include("followups.urls")),
    path("language/", public(set_language), name="set_language"),
    path("appearance/", public(page.appearance), name="set_appearance"),
    path("amounts/<slug:kind>/", page.amount, name="amount"),
    path("presence/", public(page.presence), name="presence"),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/v1/docs/", ApiDocs.as_view(), name="api-docs"),
    path("api/v1/", include("accounts.token_urls")),
    path("api/v1/", include(router.urls)),
    re_path(r"^api/", UnknownAddress.as_view(), name="api-unknown"),
]

handler400 = "core.errors.bad_request"
handler403 = "core.errors.permission_denied"
handler404 = "core.errors.page_not_found"
handler500 = "core.errors.server_error"
