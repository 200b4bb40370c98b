"""The pages that are measured, who opens them, and what they may cost."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from deliberations.enums import CouncilState
from deliberations.models import Council
from stations.enums import Role
from stations.models import Category, Concern, Station
from tools.bench.fill import STRIDE
from tools.bench.site import Answer, Person

Act = Callable[[Person], Answer]


@dataclass(frozen=True)
class Limit:
    """What a kind of page may cost: processor time, queries, and the least rate against the reference."""

    cpu_ms: float
    queries: int
    ratio: float | None = None


LIST = Limit(cpu_ms=15, queries=10, ratio=0.35)
DETAIL = Limit(cpu_ms=20, queries=12)
MOVE = Limit(cpu_ms=12, queries=14)
HOME = Limit(cpu_ms=15, queries=12)
SCREEN = Limit(cpu_ms=15, queries=6)


@dataclass(frozen=True)
class Page:
    name: str
    person: str
    act: Act
    limit: Limit


def reading(name: str, person: str, path: str, limit: Limit) -> Page:
    return Page(name, person, lambda browser: browser.get(path), limit)


def pages() -> list[Page]:
    station = Station.objects.get(appointment__user__username="officer")
    council = Council.objects.get(pk__lt=STRIDE, state=CouncilState.OPENED)
    concern = Concern.objects.filter(station=station).latest("pk")
    concerns = reverse("stations:concern-list")
    # What is recorded while measuring must not lie on the home page that is measured.
    elsewhere = Station.objects.exclude(pk=station.pk).earliest("pk")
    return [
        reading("reference", "officer", "/bench-reference/", Limit(cpu_ms=1000, queries=1000)),
        reading("officer's home", "officer", reverse("portal:home"), HOME),
        reading("concern list, filtered", "officer", f"{concerns}?state=closed", LIST),
        reading("concern list, two characters", "officer", f"{concerns}?{urlencode({'q': '停车'})}", LIST),
        reading("concern detail", "officer", reverse("stations:concern-detail", args=[concern.pk]), DETAIL),
        Page("new visit, one concern", officer_of(elsewhere), new_visit(elsewhere), MOVE),
        reading("supervision desk", "committee", reverse("portal:desk"), HOME),
        reading("points dashboard", "representative", reverse("points:dashboard"), HOME),
        reading(
            "micro-project list", "committee", f"{reverse('deliberations:micro-project-list')}?state=disclosed", LIST
        ),
        reading(
            "projector of a vote", "officer", reverse("deliberations:council-projector", args=[council.pk]), SCREEN
        ),
        reading("a member's votes", "representative", reverse("deliberations:council-cast", args=[council.pk]), HOME),
    ]


def officer_of(station: Station) -> str:
    """The account of the station's officer, who may sign in from now on."""
    officer = User.objects.get(appointments__station=station, appointments__role=Role.OFFICER)
    officer.password = User.objects.get(username="officer").password
    officer.save(update_fields=["password"])
    return officer.username


def new_visit(station: Station) -> Act:
    category = Category.objects.first()
    path = reverse("stations:visit-new")

    def act(browser: Person) -> Answer:
        # The form gives every page a number of its own, against double sending.
        fields = visit_fields(station, category)
        answer = browser.post(path, fields)
        if answer.status != 302:
            raise RuntimeError(f"The visit was not taken: {answer.status}")
        # The page that the browser is sent to shows the message; unread, they would pile up.
        browser.forget("messages")
        return answer

    return act


def visit_fields(station: Station, category: Category | None) -> list[tuple[str, str]]:
    said = {
        "words": "小区门口乱停车，晚上消防车进不来，希望尽快划线。",
        "category_id": str(category.pk if category else ""),
        "nature": "complaint",
        "place": "六联路口",
        "people_affected": "40",
        "urgency": "ordinary",
        "livelihood": "on",
    }
    return [
        ("token", str(uuid.uuid4())),
        ("station", str(station.pk)),
        ("kind", "reception"),
        ("started_at", timezone.localtime().strftime("%Y-%m-%dT%H:%M")),
        ("place", station.name),
        ("concerns-TOTAL_FORMS", "1"),
        ("concerns-INITIAL_FORMS", "0"),
        *((f"concerns-0-{name}", value) for name, value in said.items()),
    ]


class Inside(Person):
    """The same person without a network, so that the queries of one request can be counted."""

    def __init__(self, client: Client) -> None:
        self.client = client

    @property
    def cookies(self) -> dict[str, str]:  # type: ignore[override]
        return {name: morsel.value for name, morsel in self.client.cookies.items()}

    def forget(self, cookie: str) -> None:
        self.client.cookies.pop(cookie, None)

    def send(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
        answer = self.client.generic(
            method, path, body, content_type=(headers or {}).get("Content-Type", ""), HTTP_HOST="127.0.0.1"
        )
        return Answer(answer.status_code, answer.content, answer.headers.get("Location", ""))
