"""The product's addresses and the reference page."""

from django.urls import include, path

from tools.bench.reference import reference

urlpatterns = [path("bench-reference/", reference), path("", include("config.urls"))]
