from django.urls import path

from stations.views import concerns, visits

app_name = "stations"

urlpatterns = [
    path("visits/", visits.visit_list, name="visit-list"),
    path("visits/new/", visits.visit_new, name="visit-new"),
    path("visits/similar/", visits.visit_similar, name="visit-similar"),
    path("visits/<int:pk>/", visits.visit_detail, name="visit-detail"),
    path("visits/<int:pk>/receipts/", visits.visit_receipts, name="visit-receipts"),
    path("concerns/", concerns.concern_list, name="concern-list"),
    path("concerns/<int:pk>/", concerns.concern_detail, name="concern-detail"),
    path("concerns/<int:pk>/route/", concerns.concern_route, name="concern-route"),
    path("concerns/<int:pk>/give-feedback/", concerns.concern_give_feedback, name="concern-give-feedback"),
    path("concerns/<int:pk>/close/", concerns.concern_close, name="concern-close"),
    path("concerns/<int:pk>/take-back/", concerns.concern_take_back, name="concern-take-back"),
    path("concerns/<int:pk>/correct-words/", concerns.concern_correct_words, name="concern-correct-words"),
    path("concerns/<int:pk>/join/", concerns.concern_join, name="concern-join"),
    path("concerns/<int:pk>/leave-group/", concerns.concern_leave_group, name="concern-leave-group"),
    path("concerns/<int:pk>/split/", concerns.concern_split, name="concern-split"),
    path("concerns/<int:pk>/reveal-contact/", concerns.concern_reveal_contact, name="concern-reveal-contact"),
]
