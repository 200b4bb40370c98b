from django.urls import path

from points.views import ledger, points_queries, points_rules

app_name = "points"

urlpatterns = [
    path("", ledger.dashboard, name="dashboard"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/<int:pk>/", ledger.ledger_detail, name="ledger-detail"),
    path("ledger/<int:pk>/statement/", ledger.statement, name="statement"),
    path("entries/<int:pk>/", ledger.ledger_entry_detail, name="ledger-entry-detail"),
    path("entries/<int:pk>/reverse/", ledger.ledger_entry_reverse, name="ledger-entry-reverse"),
    path("questions/", points_queries.points_query_list, name="points-query-list"),
    path("questions/new/", points_queries.points_query_new, name="points-query-new"),
    path("questions/<int:pk>/", points_queries.points_query_detail, name="points-query-detail"),
    path("questions/<int:pk>/answer/", points_queries.points_query_answer, name="points-query-answer"),
    path("rules/", points_rules.points_rule_list, name="points-rule-list"),
]
