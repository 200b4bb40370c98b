"""What happens seldom: corrections, questions, papers withdrawn; and matters that wait for each of the accounts.

All of it happens at the home station or with the home department, in the last weeks, so that whoever tries the software
out comes to every page.
"""

from datetime import date, timedelta
from typing import Any

from core import clock
from deliberations import actions as deliberations
from deliberations.enums import AttendanceStatus, CommitmentState, LookBackResult, LookBackState, MeetingState
from deliberations.models import Attendance, Commitment, LookBack
from points import actions as points
from points.models import LedgerEntry
from portal.demo.cast import CORPUS, HOME_DEPARTMENT, HOME_STATION, Cast
from portal.demo.theatre import Story, Theatre
from portal.demo.visits import hold_visit
from stations import actions as stations
from stations.models import Contact, Station
from suggestions import actions as suggestions
from suggestions.enums import Instrument, Stage
from suggestions.models import EvaluationScheme, Suggestion

TEXTS = CORPUS["texts"]
CROSSING = {
    "words": "老坑社区文化广场西侧路口没有斑马线，晚上跳舞的老人都是横穿马路。", "nature": "proposal",
    "category": "transport", "place": "文化广场西侧路口", "people_affected": 60, "urgency": "ordinary",
    "livelihood": True,
}  # fmt: skip
AGAIN = CROSSING | {"words": "文化广场西边那个路口车开得快，天黑以后过马路很怕。", "people_affected": 4}
ANSWERED = CROSSING | {"words": "想问文化广场的母婴室什么时候开放。", "nature": "inquiry", "people_affected": 1}
#: One message with three matters, of which another station hears one too.
SEVERAL = CROSSING | {
    "words": (
        "您好，我家住老坑工业区旁。一是工业区后门的路灯坏了半个多月，天黑看不见路；二是后门垃圾桶满了没人清，天热味道很大；"
        "三是想问社区长者饭堂的补贴怎么申请。麻烦帮忙反映一下。"
    ),
    "place": "老坑工业区后门", "people_affected": 30, "nature": "complaint",
}  # fmt: skip
MATTERS = [
    ("工业区后门路灯不亮", "municipal_facilities"),
    ("后门垃圾桶清运不及时", "cityscape_sanitation"),
    ("长者饭堂补贴的申请办法", "civil_affairs"),
]
NEXT_DOOR = SEVERAL | {"words": "工业区后门那一段的路灯一直不亮，骑车回来看不见路，两个社区交界没人管。"}
OTHERS = SEVERAL | {"words": "菜市场门口的路灯夜里一闪一闪。", "place": "菜市场门口", "people_affected": 5}
#: Title, situation and proposal of the papers.
PAPERS = {
    "signed": (
        "关于在文化广场增设无障碍坡道的建议",
        "广场北入口只有台阶，轮椅和婴儿车进出不便。",
        "增设坡道一处。",
    ),
    "withdrawn": (
        "关于更换广场老旧健身器材的建议",
        "广场健身器材有三件损坏。",
        "更换损坏器材。",
    ),
    "submitted": (
        "关于延长社区图书室开放时间的建议",
        "图书室下午五点半关门，学生放学后用不上。",
        "工作日开放到晚上八点。",
    ),
    "to_answer": (
        "关于规范装修垃圾临时堆放的建议",
        "老坑工业区旁装修垃圾长期堆放，扬尘明显。",
        "设置封闭堆放点，定期清运。",
    ),
    "to_extend": (
        "关于优化老坑工业区公交停靠点的建议",
        "早高峰公交停靠占用行车道，常常堵塞。",
        "外移停靠点，增设港湾。",
    ),
    "to_score": (
        "关于修补老坑路人行道的建议",
        "老坑路人行道地砖松动，雨天溅水，老人容易绊倒。",
        "更换松动地砖。",
    ),
}


class Seldom:
    """The home station, its people, and what happens there seldom."""

    def __init__(self, theatre: Theatre, cast: Cast, last: date):
        self.theatre, self.cast = theatre, cast
        self.dice = theatre.dice(f"{last}seldom")
        self.station = cast.stations[HOME_STATION]
        self.officer, self.staff = cast.officers[HOME_STATION], cast.committee[0]
        self.first, self.second = cast.representatives[HOME_STATION][:2]

    # At the station.

    def crossing(self) -> Story:
        """Two residents say the same; a topic gathers them, and its meeting is put off before notice is given."""
        first, again = (self._heard(words) for words in (CROSSING, AGAIN))
        yield 1
        words = first.words.replace("老人", "老人和孩子")
        first = stations.correct_words(first, by=self.officer, words=words, reason="回访核对原话，补记漏听的内容。")
        again = stations.join_concern(again, by=self.officer, other=first)
        known = Contact.objects.filter(concern__station=self.station, anonymised_at=None).latest("pk")
        stations.reveal_contact(known.concern, by=self.officer, reason="电话约反映人到现场查看。")
        said: dict[str, Any] = {
            "statement": "文化广场西侧路口夜间过街人多，没有人行横道。", "lead": self.first,
            "departments": [self.cast.departments["traffic_police"]], "category": self.cast.categories["transport"],
        }  # fmt: skip
        topic = deliberations.propose_topic(
            by=self.officer, station=self.station, title="文化广场路口过街难", concerns=[first], **said
        )
        yield 1
        topic = deliberations.gather_concerns(topic, by=self.officer, concerns=[again])
        topic = deliberations.revise_topic(
            topic, by=self.officer, title="文化广场西侧路口过街难", co_leads=[self.second], **said
        )
        topic = deliberations.adopt_topic(topic, by=self.officer)
        yield 1
        note = self.dice.choice(TEXTS["study_notes"])
        topic = deliberations.record_study(topic, by=self.officer, studied_on=clock.today(), note=note)
        starts_at = clock.now().replace(hour=15, minute=0) + timedelta(days=14)
        place = self.dice.choice(TEXTS["meeting_places"])
        meeting = deliberations.plan_meeting(
            by=self.officer, station=self.station, starts_at=starts_at, place=place, topics=[topic]
        )
        later = starts_at + timedelta(days=7)
        deliberations.change_meeting(meeting, by=self.officer, starts_at=later, place=place, topics=[topic])

    def told(self) -> Story:
        """A resident has just been told, after a wrong routing was taken back; the concern can be closed."""
        concern = self._heard(ANSWERED)
        yield 1
        note = self.dice.choice(TEXTS["answered_notes"])
        concern = stations.route_concern(concern, by=self.officer, route="community")
        concern = stations.take_back(concern, by=self.officer)
        concern = stations.route_concern(concern, by=self.officer, route="answered", note=note)
        stations.give_feedback(concern, by=self.officer, told_on=clock.today(), way="phone", satisfied=True)

    def several(self) -> Story:
        """A message is split into its matters; the committee groups one of them with what a second station heard."""
        message = self._heard(SEVERAL)
        elsewhere = next(station for code, station in self.cast.stations.items() if code != HOME_STATION)
        near, far = (self._heard(words, elsewhere) for words in (NEXT_DOOR, OTHERS))
        yield 1
        matters = [{"part": part, "category": self.cast.categories[code]} for part, code in MATTERS]
        message = stations.split_concern(message, by=self.officer, matters=matters)
        near = stations.join_concern(near, by=self.staff, other=message)
        far = stations.join_concern(far, by=self.staff, other=message)
        stations.leave_group(far, by=self.staff)

    def _heard(self, concern: dict[str, Any], station: Station | None = None) -> Any:
        return hold_visit(self.cast, self.dice, station or self.station, [concern], "phone").concerns.get()

    def promises(self) -> Story:
        """A department needs longer and promises more, another had not done what it said, a name was noted wrongly."""
        yield from ()
        followed = LookBack.objects.filter(state=LookBackState.PLANNED, commitment=None).values("topic")
        still = Commitment.objects.filter(state=CommitmentState.OPEN, due_on__gt=clock.today())
        commitment = (still.filter(topic__in=followed) or still).latest("due_on")
        handler = self.cast.handlers[commitment.department.code]
        deliberations.postpone_commitment(
            commitment, by=handler, due_on=commitment.due_on + timedelta(days=20),
            reason=self.dice.choice(TEXTS["postpone_reasons"]),
        )  # fmt: skip
        deliberations.add_commitment(
            commitment.topic, by=self.cast.officers[commitment.station.code], department=commitment.department,
            measure="每月向联络站通报一次进度。", due_on=commitment.due_on, responsible=commitment.responsible,
        )  # fmt: skip
        done = Commitment.objects.filter(state=CommitmentState.DONE).latest("pk")
        officer = self.cast.officers[done.station.code]
        look_back = deliberations.plan_look_back(done, by=officer, due_on=clock.today())
        deliberations.record_look_back(
            look_back, by=officer, visited_on=clock.today(), result=LookBackResult.NOT_DONE, residents_agree=False,
            note="现场回访，所报措施尚未落实到位。",
        )  # fmt: skip
        noted = Attendance.objects.filter(meeting__state=MeetingState.DISCLOSED, status=AttendanceStatus.PRESENT)
        wrong = noted.latest("pk")
        deliberations.correct_attendance(
            wrong.meeting, by=self.staff, representative=wrong.representative, status=AttendanceStatus.LEAVE,
            reason="核对签到表，该代表当日请假。",
        )  # fmt: skip

    # About points.

    def questions(self) -> Story:
        """A representative asks twice; the committee has answered once, and taken back an entry of another station."""
        account = self.cast.account_of(self.first)
        asked: dict[str, Any] = {"by": account, "representative": self.first, "year": clock.today().year}
        entry = LedgerEntry.objects.filter(representative=self.first).earliest("pk")
        first = points.ask_about_points(text="这一笔是哪次议事会的积分？", entry=entry, **asked)
        yield 2
        points.answer_query(first, by=self.staff, answer="是该站今年第一次议事会的参会积分，考勤表已核对。")
        points.ask_about_points(text="上月牵头的议题似乎还没有记分，请核对。", **asked)
        others = LedgerEntry.objects.exclude(representative__home_station=self.station)
        entry = others.filter(points__gt=0, reversal=None).earliest("pk")
        points.reverse_entry(entry, by=self.staff, reason=self.dice.choice(TEXTS["reversal_reasons"]))

    # Papers.

    def to_sign(self) -> Story:
        """A draft waits for its co-sponsor; another paper was rewritten, submitted and withdrawn."""
        self._draft("signed", self.second, co_sponsors=[self.first])
        yield 1
        self._submit("submitted", self.first)
        account = self.cast.account_of(self.second)
        paper = self._draft("withdrawn", self.second)
        said = self._said("withdrawn") | {"proposal": "更换损坏器材，加装遮阳棚。"}
        paper = suggestions.revise_suggestion(paper, by=account, **said)
        paper = suggestions.submit_suggestion(paper, by=account)
        yield 1
        suggestions.withdraw_suggestion(paper, by=account)

    def to_answer(self) -> Story:
        """The home department is about to answer: the sponsor needs no talk beforehand."""
        paper = self._submit("to_answer", self.first)
        yield 1
        paper = self._assign(paper, HOME_DEPARTMENT, [])
        yield 1
        suggestions.waive_contact(paper, by=self.cast.account_of(self.first))

    def to_extend(self) -> Story:
        """A department asks for more time, and has not heard the home department's opinion yet."""
        paper = self._submit("to_extend", self.second)
        yield 1
        paper = self._assign(paper, "transport", [HOME_DEPARTMENT])
        yield 2
        until = paper.rounds.get().reply_due_on + timedelta(days=20)
        reason = self.dice.choice(TEXTS["extension_reasons"])
        suggestions.request_extension(paper, by=self.cast.handlers["transport"], until=until, reason=reason)

    def to_score(self) -> Story:
        """Somebody pressed for a good score; the work is reported done and waits for the second one."""
        account, handler = self.cast.account_of(self.first), self.cast.handlers["city_management"]
        paper = self._submit("to_score", self.first)
        yield 1
        paper = self._assign(paper, "city_management", [])
        note = self.dice.choice(TEXTS["contact_log"])
        paper = suggestions.log_contact(paper, by=handler, contacted_on=clock.today(), way="phone", note=note)
        yield 3
        paper = suggestions.reply_to_suggestion(
            paper, by=handler, outcome_class="A", text="松动地砖已全部更换，共四十二平方米。", signed_by=handler.name
        )
        yield 1
        suggestions.report_pressure(paper, by=account, text="承办单位来电，希望评价打满分。")
        items = {
            item.code: item.maximum - 1 for item in EvaluationScheme.objects.on(clock.today()).items_of(Stage.REPLY)
        }
        paper = suggestions.score_reply(paper, by=account, items=items)
        yield 1
        suggestions.report_implementation(paper, by=handler, text="已现场验收。", done_on=clock.today())

    def _draft(self, key: str, sponsor: Any, **more: Any) -> Suggestion:
        account = self.cast.account_of(sponsor)
        return suggestions.draft_suggestion(by=account, sponsor=sponsor, **self._said(key), **more)

    def _said(self, key: str) -> dict[str, Any]:
        title, situation, proposal = PAPERS[key]
        return {
            "title": title, "situation": situation, "proposal": proposal, "instrument": Instrument.BETWEEN_SESSIONS,
            "category": self.cast.categories["community_management"], "facts_checked": True, "exclusions_checked": True,
        }  # fmt: skip

    def _submit(self, key: str, sponsor: Any) -> Suggestion:
        return suggestions.submit_suggestion(self._draft(key, sponsor), by=self.cast.account_of(sponsor))

    def _assign(self, paper: Suggestion, lead: str, helping: list[str]) -> Suggestion:
        departments = self.cast.departments
        paper = suggestions.register_suggestion(paper, by=self.staff)
        paper = suggestions.assign_suggestion(
            paper, by=self.staff, lead=departments[lead], co_handling=[departments[code] for code in helping]
        )
        return suggestions.accept_suggestion(paper, by=self.cast.handlers[lead])


def enter_all(theatre: Theatre, cast: Cast, last: date) -> None:
    """Lets each of the stories begin so many days before `last`."""
    seldom = Seldom(theatre, cast, last)
    begins = {
        seldom.crossing: 12, seldom.told: 3, seldom.promises: 6, seldom.questions: 8, seldom.to_sign: 5,
        seldom.to_answer: 7, seldom.to_extend: 9, seldom.to_score: 16, seldom.several: 3,
    }  # fmt: skip
    for story, days in begins.items():
        theatre.enter(story(), theatre.before(last, days))
