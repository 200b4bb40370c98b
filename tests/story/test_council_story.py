"""A livelihood council through the REST API alone: from a resident's wish to the disclosed micro-project."""

from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine

from tests.factories.accounts import UserFactory
from tests.factories.councils import picture
from tests.factories.stations import appoint
from tests.story.conftest import Caller, People

FRESH = "revise check add-photo decline"
ON_THE_LIST = "revise add-photo decline"
PHOTOS = "add-photo"
AHEAD = "change cancel"
COUNTS = "confirm-paper-count reject-paper-count"
RUNNING = f"record-presence recuse enter-paper-count {COUNTS} close-item"


@dataclass
class Story:
    """What came into being so far, by id, and who votes."""

    people: People
    subdistrict: Caller
    voters: list[Caller] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    pavilion: int = 0
    lift: int = 0
    council: int = 0

    @property
    def officer(self) -> Caller:
        return self.people.officer

    def project(self, pk: int = 0) -> Any:
        return self.officer.read(f"micro-projects/{pk or self.pavilion}/")

    def session(self, reader: Caller | None = None) -> Any:
        return (reader or self.officer).read(f"councils/{self.council}/")


@pytest.mark.django_db
def test_whole_council_from_wish_to_disclosure(people: People) -> None:
    story = Story(people, Caller(appoint(UserFactory(), "subdistrict", people.station.subdistrict)))

    with time_machine.travel("2019-03-04 10:00"):
        five_people_sit_in_the_council(story)
        a_wish_becomes_two_projects(story)
        they_are_checked_and_shortlisted(story)
    with time_machine.travel("2019-03-05 10:00"):
        a_council_is_planned(story)
    with time_machine.travel("2019-03-12 15:10"):
        the_council_opens(story)
        three_vote_on_their_phones(story)
        two_vote_on_paper(story)
        nothing_is_known_before_the_vote_is_closed(story)
        the_votes_are_closed(story)
        the_council_closes(story)
    with time_machine.travel("2019-03-14 10:00"):
        an_objection_stops_the_notice(story)
    with time_machine.travel("2019-03-25 10:00"):
        the_subdistrict_confirms(story)
    with time_machine.travel("2019-04-10 10:00"):
        the_work_goes_on(story)
    with time_machine.travel("2019-05-20 10:00"):
        it_is_accepted_evaluated_and_disclosed(story)


def five_people_sit_in_the_council(story: Story) -> None:
    for number in range(5):
        account = UserFactory()
        given = {
            "station": story.people.station.pk, "kind": "resident", "name": f"议事员{number}",
            "starts_on": "2019-01-01", "user": account.pk,
        }  # fmt: skip
        joined = story.officer.create("council-members", given, key=f"member-{number}")
        assert joined["allowed_moves"] == ["leave"]
        story.members.append(joined["id"])
        story.voters.append(Caller(account))


def a_wish_becomes_two_projects(story: Story) -> None:
    people = story.people
    visit = people.officer.create("visits", {
        "station": people.station.pk, "kind": "reception", "started_at": "2019-03-04T09:00:00+08:00",
        "place": "六联社区联络站", "concerns": [{"words": "公园里没有躲雨的地方。", "category": people.category.pk}],
    })  # fmt: skip
    wish = {
        "station": people.station.pk, "kind": "works", "need": "公园没有遮阳避雨的地方。", "benefit": "凉亭一座。",
        "people": 800,
    }  # fmt: skip
    pavilion = wish | {"title": "公园加建凉亭", "budget": 180_000, "proposer": "representative"}
    concern = visit["concerns"][0]["id"]
    own = pavilion | {"representative": people.lead.pk, "concerns": [concern]}

    proposed = people.officer.create("micro-projects", own, key="project-1")
    again = people.officer.create("micro-projects", own, key="project-1")
    lift = people.officer.create(
        "micro-projects", wish | {"title": "加装电梯", "budget": 90_000, "proposer": "resident"}
    )

    assert again == proposed
    assert (proposed["state"], proposed["concerns"]) == ("proposed", [concern])
    assert people.officer.read(f"concerns/{concern}/")["route"] == "micro_project"
    story.pavilion, story.lift = proposed["id"], lift["id"]


def they_are_checked_and_shortlisted(story: Story) -> None:
    for pk in (story.pavilion, story.lift):
        story.officer.act("micro-projects", pk, "check", {"exclusions": []}, FRESH)
        checked = "revise shortlist add-photo decline"
        shortlisted = story.officer.act("micro-projects", pk, "shortlist", offered=checked)
        assert shortlisted["state"] == "shortlisted"
    assert story.officer.offered("micro-projects", story.pavilion) == ON_THE_LIST.split()
    assert story.subdistrict.offered("micro-projects", story.pavilion) == ["add-photo", "decline"]
    assert story.people.representative.offered("micro-projects", story.pavilion) == []


def a_council_is_planned(story: Story) -> None:
    given = {
        "station": story.people.station.pk, "starts_at": "2019-03-12T15:00:00+08:00", "place": "社区会议室",
        "secrecy": "secret", "projects": [story.pavilion, story.lift],
    }  # fmt: skip
    story.council = story.officer.create("councils", given, key="council-1")["id"]
    address = f"councils/{story.council}/"
    assert story.voters[0].ask(address).status_code == 404

    story.officer.act("councils", story.council, "notify", offered=f"notify {AHEAD}")

    assert story.session(story.voters[0])["allowed_moves"] == []
    too_early = story.officer.post(f"{address}open/", {"present": story.members})
    assert (too_early.status_code, set(too_early.json()["fields"])) == (400, {"non_field"})


def the_council_opens(story: Story) -> None:
    early = story.voters[0].post(f"councils/{story.council}/cast/", {"project": story.pavilion, "choice": "for"})
    assert (early.status_code, early.json()["code"]) == (409, "illegal_move")

    opened = story.officer.act("councils", story.council, "open", {"present": story.members}, "change open cancel")

    assert [item["vote"] for item in opened["items"]] == ["open", "open"]
    assert [seat["number"] for seat in opened["seats"]] == [1, 2, 3, 4, 5]
    assert story.project()["state"] == "voting"
    assert story.officer.offered("micro-projects", story.pavilion) == []
    assert story.officer.offered("councils", story.council) == RUNNING.split()
    assert story.voters[0].offered("councils", story.council) == [*COUNTS.split(), "cast"]


def cast(story: Story, voter: int, project: int, choice: str, receipt: str = "") -> Any:
    body = {"project": project, "choice": choice, "receipt": receipt}
    return story.voters[voter].post(f"councils/{story.council}/cast/", body)


def three_vote_on_their_phones(story: Story) -> None:
    receipts = [cast(story, voter, story.pavilion, "for").json()["receipt"] for voter in range(3)]
    twice = cast(story, 0, story.pavilion, "against")
    anew = cast(story, 2, story.pavilion, "against", receipts[2])
    for voter in range(3):
        assert cast(story, voter, story.lift, "against").status_code == 200

    assert (twice.status_code, set(twice.json()["fields"])) == (400, {"project"})
    assert anew.status_code == 200
    assert cast(story, 0, 10**9, "for").status_code == 400


def two_vote_on_paper(story: Story) -> None:
    papers = {"project": story.pavilion, "members": story.members[3:], "in_favour": 2, "against": 0, "abstained": 0}
    story.officer.act("councils", story.council, "enter-paper-count", papers, RUNNING)
    project = {"project": story.pavilion}
    own = story.officer.post(f"councils/{story.council}/confirm-paper-count/", project)
    waiting = story.officer.post(f"councils/{story.council}/close-item/", project)
    voted = cast(story, 3, story.pavilion, "for")

    assert [answer.status_code for answer in (own, waiting, voted)] == [403, 400, 400]
    story.subdistrict.act("councils", story.council, "confirm-paper-count", project, COUNTS)


def nothing_is_known_before_the_vote_is_closed(story: Story) -> None:
    for reader in (story.officer, story.people.committee, story.voters[0]):
        item = story.session(reader)["items"][0]
        assert (item["votes_given"], item["papers_waiting"], item["result"], item["ballots"]) == (5, None, None, [])
    assert story.project()["votes"] == []


def the_votes_are_closed(story: Story) -> None:
    for pk in (story.pavilion, story.lift):
        story.officer.act("councils", story.council, "close-item", {"project": pk}, RUNNING)
    late = cast(story, 1, story.lift, "for")
    items = story.session(story.voters[0])["items"]

    assert (late.status_code, late.json()["code"]) == (409, "illegal_move")
    results = [item["result"] for item in items]
    numbers = [(result["in_favour"], result["against"], result["abstained"], result["papers"]) for result in results]
    assert numbers == [(4, 1, 0, 2), (0, 3, 0, 0)]
    assert [result["outcome"] for result in results] == ["passed", "failed"]
    assert [item["ballots"] for item in items] == [[], []]
    assert [vote["result"] for vote in story.project()["votes"]] == [results[0]]


def the_council_closes(story: Story) -> None:
    closed = story.officer.act("councils", story.council, "close", {"note": "会议顺利。"}, f"{RUNNING} close")
    assert [(item["voted_rank"], item["rank"]) for item in closed["items"]] == [(1, 1), (2, 2)]
    moved = story.people.committee.act(
        "councils", story.council, "override", {"project": story.lift, "rank": 1, "reason": "先急后缓"}
    )
    assert [(item["voted_rank"], item["rank"]) for item in moved["items"]] == [(1, 2), (2, 1)]
    story.officer.act("councils", story.council, "confirm-minutes", {"note": "会议顺利，一项通过。"})

    assert (story.project()["state"], story.project()["notice_until"]) == ("on_notice", "2019-03-19")
    assert (story.project(story.lift)["state"], story.officer.offered("micro-projects", story.lift)) == ("failed", [])


def an_objection_stops_the_notice(story: Story) -> None:
    representative, officer = story.people.representative, story.officer
    stopped = representative.act("micro-projects", story.pavilion, "object", {"text": "占用晨练的空地。"})
    assert (stopped["notice_until"], stopped["notice_left"]) == (None, 3)
    answer = {"objection": stopped["objections"][0]["id"], "answer": "已改到东侧。", "upheld": False}
    offered = f"object answer-objection {PHOTOS}"
    answered = officer.act("micro-projects", story.pavilion, "answer-objection", answer, offered)

    assert (answered["notice_until"], answered["objections"][0]["upheld"]) == ("2019-03-19", False)
    early = story.subdistrict.post(f"micro-projects/{story.pavilion}/confirm/")
    assert early.status_code == 409


def the_subdistrict_confirms(story: Story) -> None:
    assert story.officer.offered("micro-projects", story.pavilion) == [PHOTOS]
    confirmed = story.subdistrict.act("micro-projects", story.pavilion, "confirm", offered=f"confirm {PHOTOS}")
    assert (confirmed["state"], confirmed["report_due_on"]) == ("confirmed", "2019-04-25")


def the_work_goes_on(story: Story) -> None:
    report = {"percent": 60, "note": "立柱完成。", "photos": [picture(), picture(name="b.jpg")]}
    offered = f"report-progress {PHOTOS}"
    shown = story.officer.act("micro-projects", story.pavilion, "report-progress", report, offered, form=True)

    assert (shown["state"], shown["percent"], shown["reports"][0]["note"]) == ("under_way", 60, "立柱完成。")
    assert [photo["report"] for photo in shown["photos"]] == [shown["reports"][0]["id"]] * 2


def it_is_accepted_evaluated_and_disclosed(story: Story) -> None:
    officer, pk = story.officer, story.pavilion
    work = {"accepted_on": "2019-05-18", "cost": 175_000}
    photos = "add-photo remove-photo"
    officer.act("micro-projects", pk, "accept", work, f"report-progress accept {photos}")
    officer.act("micro-projects", pk, "evaluate", {"rating": "satisfied", "note": "居民满意。"}, f"evaluate {photos}")
    told = officer.act("micro-projects", pk, "disclose", {"public_text": "凉亭已建成。"}, f"disclose {photos}")

    assert (told["state"], told["cost"], told["rating"], told["percent"]) == ("disclosed", 175_000, "satisfied", 100)
    assert told["allowed_moves"] == photos.split()
    assert story.people.committee.offered("micro-projects", pk) == []
