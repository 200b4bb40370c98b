from django.urls import path

from portal.views import homes, public

app_name = "portal"

urlpatterns = [
    path("", homes.home, name="home"),
    path("public/", public.public_home, name="public-home"),
    path("healthz", public.healthz, name="healthz"),
]
