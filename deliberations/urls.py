from django.urls import path

from deliberations.views import commitments, look_backs, meetings, topics

app_name = "deliberations"

urlpatterns = [
    path("topics/", topics.topic_list, name="topic-list"),
    path("topics/new/", topics.topic_new, name="topic-new"),
    path("topics/<int:pk>/", topics.topic_detail, name="topic-detail"),
    path("topics/<int:pk>/adopt/", topics.topic_adopt, name="topic-adopt"),
    path("topics/<int:pk>/revise/", topics.topic_revise, name="topic-revise"),
    path("topics/<int:pk>/gather/", topics.topic_gather, name="topic-gather"),
    path("topics/<int:pk>/record-study/", topics.topic_record_study, name="topic-record-study"),
    path("topics/<int:pk>/add-commitment/", topics.topic_add_commitment, name="topic-add-commitment"),
    path("topics/<int:pk>/decide-outcome/", topics.topic_decide_outcome, name="topic-decide-outcome"),
    path("topics/<int:pk>/resolve/", topics.topic_resolve, name="topic-resolve"),
    path("topics/<int:pk>/disclose/", topics.topic_disclose, name="topic-disclose"),
    path("topics/<int:pk>/archive/", topics.topic_archive, name="topic-archive"),
    path("topics/<int:pk>/merge/", topics.topic_merge, name="topic-merge"),
    path("topics/<int:pk>/decline/", topics.topic_decline, name="topic-decline"),
    path("meetings/", meetings.meeting_list, name="meeting-list"),
    path("meetings/new/", meetings.meeting_new, name="meeting-new"),
    path("meetings/<int:pk>/", meetings.meeting_detail, name="meeting-detail"),
    path("meetings/<int:pk>/notice/", meetings.meeting_notice, name="meeting-notice"),
    path("meetings/<int:pk>/sheet/", meetings.meeting_sheet, name="meeting-sheet"),
    path("meetings/<int:pk>/minutes/", meetings.meeting_minutes, name="meeting-minutes"),
    path("meetings/<int:pk>/notify/", meetings.meeting_notify, name="meeting-notify"),
    path("meetings/<int:pk>/change/", meetings.meeting_change, name="meeting-change"),
    path("meetings/<int:pk>/hold/", meetings.meeting_hold, name="meeting-hold"),
    path(
        "meetings/<int:pk>/confirm-minutes/", meetings.meeting_confirm_minutes, name="meeting-confirm-minutes"
    ),
    path(
        "meetings/<int:pk>/correct-attendance/",
        meetings.meeting_correct_attendance,
        name="meeting-correct-attendance",
    ),
    path("meetings/<int:pk>/disclose/", meetings.meeting_disclose, name="meeting-disclose"),
    path("meetings/<int:pk>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("meetings/<int:pk>/annul/", meetings.meeting_annul, name="meeting-annul"),
    path("commitments/", commitments.commitment_list, name="commitment-list"),
    path("commitments/<int:pk>/", commitments.commitment_detail, name="commitment-detail"),
    path(
        "commitments/<int:pk>/report-done/", commitments.commitment_report_done, name="commitment-report-done"
    ),
    path("commitments/<int:pk>/postpone/", commitments.commitment_postpone, name="commitment-postpone"),
    path("commitments/<int:pk>/end/", commitments.commitment_end, name="commitment-end"),
    path("look-backs/", look_backs.look_back_list, name="look-back-list"),
    path("look-backs/new/", look_backs.look_back_new, name="look-back-new"),
    path("look-backs/<int:pk>/", look_backs.look_back_detail, name="look-back-detail"),
    path("look-backs/<int:pk>/record/", look_backs.look_back_record, name="look-back-record"),
    path("look-backs/<int:pk>/end/", look_backs.look_back_end, name="look-back-end"),
]
