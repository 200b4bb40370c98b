from django.urls import path

from portal.views import desk, homes, indicators, public, search, stations

app_name = "portal"

urlpatterns = [
    path("", homes.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("tiles/", stations.stations, name="stations"),
    path("indicators/", indicators.indicator_list, name="indicators"),
    path("indicators/micro-projects/", indicators.project_figure_tables, name="project-figures"),
    path("indicators/categories/", indicators.category_figure_table, name="category-figures"),
    path("indicators/<slug:code>/", indicators.indicator_rows, name="indicator-rows"),
    path("search/", search.search, name="search"),
    path("public/", public.public_home, name="public-home"),
    path("public/stations/<slug:code>/", public.public_station_page, name="public-station"),
    path("public/results/", public.public_results, name="public-results"),
    path("public/micro-projects/", public.public_project_list, name="public-projects"),
    path(
        "public/micro-projects/<int:pk>/photos/<int:photo>/",
        public.public_project_photo,
        name="public-project-photo",
    ),
    path("public/receipt/", public.receipt, name="receipt"),
    path("healthz", public.healthz, name="healthz"),
    path("robots.txt", public.robots, name="robots"),
]
