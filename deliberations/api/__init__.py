"""Topics, meetings, commitments and look-backs in the REST API."""

from rest_framework.routers import SimpleRouter

from deliberations.api.commitments import CommitmentViewSet
from deliberations.api.look_backs import LookBackViewSet
from deliberations.api.meetings import MeetingViewSet
from deliberations.api.topics import TopicViewSet


def register(router: SimpleRouter) -> None:
    """Adds the nouns of this app to the API."""
    router.register("topics", TopicViewSet, "topics")
    router.register("meetings", MeetingViewSet, "meetings")
    router.register("commitments", CommitmentViewSet, "commitments")
    router.register("look-backs", LookBackViewSet, "look-backs")
