"""The moves that are measured: which thing of the demonstration is made many of, who moves it, and what is typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.bench import clones
from tools.bench.browser import Fields, Fill, Form
from tools.bench.clones import STRIDE
from tools.bench.pages import MOVE, VOTING, Known, Limit, Request, opened

#: The median of residents' messages, in characters.
USUAL_LENGTH = 200
PERSON = "JOIN stations_appointment held ON held.role = '{role}' {place} JOIN accounts_user u ON u.id = held.user_id"
OFFICER_HERE = PERSON.format(role="officer", place="AND held.station_id = t.station_id")
LEAD_DEPARTMENT = PERSON.format(role="department", place="AND held.department_id = t.lead_id")
COMMITTEE_IN_TURN = (
    "JOIN (SELECT u.username, row_number() OVER (ORDER BY u.id) - 1 AS place, count(*) OVER () AS many"
    " FROM stations_appointment held JOIN accounts_user u ON u.id = held.user_id WHERE held.role = 'committee') u"
    f" ON u.place = (t.id / {STRIDE}) %% u.many"
)


@dataclass(frozen=True)
class Move:
    """`thing` finds in SQL the key of the thing to copy, `along` what must be copied with it, beside what hangs on it.

    `who` finds in SQL who moves which of the copies. `changed` says what the copies say instead, so that they stay in
    the state from which the move starts on whichever day they are made.
    """

    name: str
    table: str
    thing: str
    who: str
    fill: Fill = lambda form: []
    along: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, str] = field(default_factory=dict)
    limit: Limit = MOVE
    #: So many moves can be made with one copy.
    each: int = 1

    @property
    def address(self) -> str:
        return "ballot" if self.name == "cast a ballot" else self.name


#: What a resident says, as long as half of all messages are.
TOLD = (
    "您好，我住在小区门口这条路边，家里有老人和上小学的孩子。小区门口乱停车不是一天两天了，"
    "晚上七点以后两边都停满，中间只剩一条缝，上个月救护车开不进来，邻居几个人把病人抬到路口。"
    "物业说路面不归他们管，交警来贴过一次条，好了三天又是老样子。希望尽快划线，消防车要进得来，"
    "再划几个临时停车位给送货和接孩子的，其余地方该拖就拖。旁边那块空地闲着，能不能先平整出来停车？谢谢。"
)


def _new_visit(form: Form) -> Fields:
    said = {
        "words": TOLD,
        "category_id": form.offers["concerns-0-category_id"][0],
        "nature": "complaint",
        "place": "六联路口",
        "people_affected": "40",
        "urgency": "ordinary",
        "livelihood": "on",
    }
    return [(f"concerns-0-{name}", value) for name, value in said.items()]


def _score(form: Form) -> Fields:
    return [(name, most) for name, most in form.most.items() if name.startswith("items.")]


def _hold(form: Form) -> Fields:
    asked = dict.fromkeys(name for name in form.names if name.startswith("attendance-") and name.endswith("-status"))
    minutes = "会议听取了各方意见，职能部门现场作了答复。"
    return [*((name, "present") for name in asked), ("residents_present", "12"), ("note", minutes)]


def _always(*fields: tuple[str, str]) -> Fill:
    return lambda form: list(fields)


def first(table: str, state: str, more: str = "", by: str = "t.id") -> str:
    return f"SELECT t.id FROM {table} t WHERE t.state = '{state}' AND t.id < {STRIDE} {more} ORDER BY {by} LIMIT 1"


def usual_concern(state: str) -> str:
    """A concern of usual length: what a move costs depends on the words, which differ from build to build."""
    return first(CONCERN, state, by=f"abs(length(t.words) - {USUAL_LENGTH}), t.id")


def moved_by(table: str, person: str, more: str = "") -> str:
    return f"SELECT u.username, t.id FROM {table} t {person} WHERE t.id = ANY(%(ids)s) {more}"


CONCERN, SUGGESTION, MEETING = "stations_concern", "suggestions_suggestion", "deliberations_meeting"
OPEN_ROUND = "JOIN suggestions_round r ON r.suggestion_id = t.id AND r.closed_at IS NULL"

MOVES = (
    Move(
        "new visit",
        "",
        "",
        who=moved_by("stations_station", OFFICER_HERE).replace("t.station_id", "t.id"),
        fill=_new_visit,
    ),
    Move(
        "route",
        CONCERN,
        usual_concern("received"),
        moved_by(CONCERN, OFFICER_HERE),
        _always(("route", "community"), ("note", "已转社区网格员现场查看。")),
    ),
    Move(
        "give feedback",
        CONCERN,
        usual_concern("routed"),
        moved_by(CONCERN, OFFICER_HERE),
        _always(("satisfied", "true"), ("note", "电话告知处理情况，居民表示满意。")),
    ),
    Move(
        "co-sign",
        SUGGESTION,
        first(
            SUGGESTION,
            "draft",
            "AND EXISTS (SELECT FROM suggestions_cosponsor c WHERE c.suggestion_id = t.id AND c.confirmed_at IS NULL)",
        ),
        moved_by(
            SUGGESTION,
            "JOIN suggestions_cosponsor c ON c.suggestion_id = t.id AND c.confirmed_at IS NULL"
            " JOIN stations_representative p ON p.id = c.representative_id JOIN accounts_user u ON u.id = p.user_id",
        ),
    ),
    Move("register", SUGGESTION, first(SUGGESTION, "submitted"), moved_by(SUGGESTION, COMMITTEE_IN_TURN)),
    Move(
        "reply",
        SUGGESTION,
        first(
            SUGGESTION,
            "accepted",
            "AND EXISTS (SELECT FROM suggestions_round r JOIN suggestions_sponsorcontact c ON c.round_id = r.id"
            " WHERE r.suggestion_id = t.id AND r.closed_at IS NULL)",
        ),
        moved_by(SUGGESTION, LEAD_DEPARTMENT),
        _always(
            ("outcome_class", "A"),
            ("text", "您提出的建议收悉。我单位已组织现场核查，划线和标识已于本周完成。感谢您的关心和支持。"),
            ("signed_by", "王建国"),
        ),
        changed={"suggestions_round.reply_due_on": "current_date + 20"},
    ),
    Move(
        "score",
        SUGGESTION,
        first(SUGGESTION, "replied"),
        moved_by(
            SUGGESTION,
            "JOIN stations_representative p ON p.id = t.sponsor_id JOIN accounts_user u ON u.id = p.user_id",
        ),
        _score,
        changed={"suggestions_reply.score_due_on": "current_date + 10"},
    ),
    Move(
        "hold a meeting",
        MEETING,
        first(MEETING, "notified"),
        moved_by(MEETING, OFFICER_HERE),
        _hold,
        along={"deliberations_topic": "SELECT topic_id FROM deliberations_agendaitem WHERE meeting_id = %(id)s"},
        changed={"deliberations_meeting.starts_at": "now() - interval '1 hour'"},
    ),
    Move(
        "cast a ballot",
        "deliberations_council",
        f"SELECT c.id {VOTING} GROUP BY c.id ORDER BY count(*) DESC LIMIT 1",
        "SELECT u.username, c.id, i.project_id " + VOTING.replace(f"c.id < {STRIDE}", "c.id = ANY(%(ids)s)"),
        _always(("choice", "for"), ("sure", "1")),
        each=4,
    ),
)


class Prepared:
    """Copies of the things of a build, each of which one move uses up."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        cursor.execute("SET session_replication_role = replica")
        self.structure = clones.structure(cursor)
        self.next = 1

    def requests(self, move: Move, wanted: int, known: Known) -> list[Request]:
        """So many addresses of the move with the person who may make it, all in the state from which it starts."""
        ids = self.copied(move, wanted) if move.table else self.stations()
        self.cursor.execute(move.who, {"ids": ids})
        rows: list[tuple[Any, ...]] = self.cursor.fetchall()
        found = opened(move.name, move.address, sorted(rows, key=lambda row: tuple(row[1:])), known)
        if not move.table:
            return [found[place % len(found)] for place in range(wanted)]
        if len(found) < wanted:
            raise RuntimeError(f"Only {len(found)} of {wanted} things are ready for “{move.name}”")
        return found[:wanted]

    def copied(self, move: Move, wanted: int) -> list[int]:
        self.cursor.execute(move.thing)
        row = self.cursor.fetchone()
        if row is None:
            raise RuntimeError(f"The demonstration holds nothing for “{move.name}”")
        roots = {move.table: [row[0]]}
        for table, asked in move.along.items():
            self.cursor.execute(asked, {"id": row[0]})
            roots[table] = [found[0] for found in self.cursor.fetchall()]
        numbers = range(self.next, self.next + -(-wanted // move.each))
        self.next = numbers.stop
        clones.multiplied(self.cursor, self.structure, roots, numbers, move.changed)
        return clones.copies_of(row[0], numbers)

    def stations(self) -> list[int]:
        self.cursor.execute("SELECT id FROM stations_station")
        return [row[0] for row in self.cursor.fetchall()]
