"""Topics, meetings, commitments, look-backs, micro-projects and councils in the REST API."""

from rest_framework.routers import SimpleRouter

from deliberations.api.commitments import CommitmentViewSet
from deliberations.api.council_members import CouncilMemberViewSet
from deliberations.api.councils import CouncilViewSet
from deliberations.api.look_backs import LookBackViewSet
from deliberations.api.meetings import MeetingViewSet
from deliberations.api.micro_projects import MicroProjectViewSet
from deliberations.api.topics import TopicViewSet


def register(router: SimpleRouter) -> None:
    """Adds the nouns of this app to the API."""
    router.register("topics", TopicViewSet, "topics")
    router.register("meetings", MeetingViewSet, "meetings")
    router.register("commitments", CommitmentViewSet, "commitments")
    router.register("look-backs", LookBackViewSet, "look-backs")
    router.register("micro-projects", MicroProjectViewSet, "micro-projects")
    router.register("councils", CouncilViewSet, "councils")
    router.register("council-members", CouncilMemberViewSet, "council-members")
