from django.urls import path

from suggestions.views import moves, suggestions, supervisions
from suggestions.workflow import SUGGESTION, SUPERVISION

app_name = "suggestions"

#: The page of a move stands under its own name: `suggestion-reply` is `moves.suggestion_reply`.
_SUGGESTION_MOVES = [
    path(f"<int:pk>/{move.slug}/", getattr(moves, f"suggestion_{move.verb}"), name=f"suggestion-{move.slug}")
    for move in SUGGESTION
    if not (move.creates or move.caused or move.verb == "revise")
]
_SUPERVISION_MOVES = [
    path(
        f"supervisions/<int:pk>/{move.slug}/",
        getattr(supervisions, f"supervision_{move.verb}"),
        name=f"supervision-{move.slug}",
    )
    for move in SUPERVISION
    if not (move.creates or move.caused)
]

urlpatterns = [
    path("", suggestions.suggestion_list, name="suggestion-list"),
    path("new/", suggestions.suggestion_new, name="suggestion-new"),
    path("supervisions/", supervisions.supervision_list, name="supervision-list"),
    path("supervisions/<int:pk>/", supervisions.supervision_detail, name="supervision-detail"),
    path("<int:pk>/", suggestions.suggestion_detail, name="suggestion-detail"),
    path("<int:pk>/letter/", suggestions.suggestion_letter, name="suggestion-letter"),
    path("<int:pk>/revise/", moves.suggestion_revise, name="suggestion-revise"),
    path("<int:pk>/report-pressure/", moves.suggestion_report_pressure, name="suggestion-report-pressure"),
    *_SUGGESTION_MOVES,
    *_SUPERVISION_MOVES,
]
