"""Who is expected to get which page and which address of the API; `test_urls.py` asks for each of them as everybody."""

from dataclasses import dataclass

STATION = "officer sponsor representative subdistrict committee leadership"
KINDS = (
    "officer", "officer elsewhere", "sponsor", "co-sponsor", "representative", "representative elsewhere",
    "subdistrict", "subdistrict elsewhere", "department", "co-handling", "department elsewhere",
    "committee", "leadership", "administrator", "voter", "nobody",
)  # fmt: skip
EVERYBODY = ",".join(KINDS)
#: Who sees a thing of each noun in the world of these tests; to everybody else it does not exist.
SEEN = {
    "visit": STATION,
    "concern": STATION,
    "topic": f"{STATION} department",
    "meeting": f"{STATION} department",
    "commitment": f"{STATION} department",
    "look-back": f"{STATION} department",
    "micro-project": f"{STATION} voter",
    "council": f"{STATION} voter",
    "council-member": f"{STATION} voter",
    "suggestion": f"{STATION} co-sponsor department co-handling",
    "evaluation": "officer sponsor co-sponsor subdistrict committee leadership",
    "supervision": "officer sponsor subdistrict committee leadership",
    "ledger-entry": "officer sponsor committee leadership",
    "representative's points": "officer sponsor committee leadership",
    "points-query": "sponsor committee leadership",
    "reminder": "sponsor",
}
REPRESENTATIVES = "sponsor,co-sponsor,representative,representative elsewhere"
OFFICERS = "officer,officer elsewhere"
AT_A_STATION = f"{OFFICERS},{REPRESENTATIVES}"
FOLLOWING_STATIONS = f"{OFFICERS},{REPRESENTATIVES},subdistrict,subdistrict elsewhere,committee,leadership"


def split(kinds: str) -> set[str]:
    """Kinds of people, parted by commas, or by blanks where each is one word."""
    return set(kinds.split(",")) if "," in kinds else set(kinds.split())


@dataclass(frozen=True)
class Sight:
    """A page: who gets it; everybody else is told that there is no such thing (404), or that it is not theirs (403)."""

    who: str
    noun: str = ""
    others: int = 404
    status: int = 200

    def expected(self, kind: str) -> int:
        return self.status if kind in split(self.who) else self.others


@dataclass(frozen=True)
class Step:
    """The page or address of a move: unseen 404, seen by somebody whose move it is not 403, else `status`.

    409 where the thing of this world has left the state from which the move starts.
    """

    noun: str
    who: str
    status: int = 200
    #: Whose move it was, until somebody made it or what it hangs on (409).
    late: str = ""

    def expected(self, kind: str) -> int:
        if kind not in split(SEEN[self.noun]):
            return 404
        if kind in split(self.late):
            return 409
        return self.status if kind in split(self.who) else 403


Expectation = Sight | Step


class Part(Step):
    """A page that not everybody may open who sees its thing: others are told that it is not theirs (403)."""


def detail(noun: str) -> Sight:
    return Sight(SEEN[noun], noun)


ALL = Sight(EVERYBODY)

PAGES: dict[str, Expectation] = {
    # Pages that several apps fill: what waits, what is overdue, how the district stands.
    "portal:home": ALL,
    "amount": ALL,
    "portal:search": ALL,
    "portal:indicators": ALL,
    "portal:indicator-rows": ALL,
    "portal:project-figures": ALL,
    "portal:category-figures": ALL,
    "portal:desk": Sight("committee leadership", others=403),
    "portal:stations": Sight(FOLLOWING_STATIONS, others=403),
    # Visits and concerns.
    "stations:visit-list": ALL,
    "stations:visit-new": Sight(OFFICERS, others=403),
    "stations:visit-similar": Sight(EVERYBODY, status=405),
    "stations:visit-detail": detail("visit"),
    "stations:visit-receipts": detail("visit"),
    "stations:concern-list": ALL,
    "stations:concern-detail": detail("concern"),
    "stations:concern-route": Step("concern", "officer"),
    "stations:concern-give-feedback": Step("concern", "officer", 409),
    "stations:concern-close": Step("concern", "officer", 409),
    "stations:concern-take-back": Step("concern", "officer", 409),
    "stations:concern-correct-words": Step("concern", "officer"),
    "stations:concern-join": Step("concern", "officer committee"),
    "stations:concern-leave-group": Step("concern", "officer committee", 409),
    "stations:concern-split": Step("concern", "officer"),
    "stations:concern-reveal-contact": Step("concern", "officer committee"),
    # Topics, meetings, commitments, look-backs.
    "deliberations:topic-list": ALL,
    "deliberations:topic-new": Sight(OFFICERS, others=403),
    "deliberations:topic-detail": detail("topic"),
    "deliberations:topic-adopt": Step("topic", "officer", 409),
    "deliberations:topic-revise": Step("topic", "officer", 409),
    "deliberations:topic-gather": Step("topic", "officer", 409),
    "deliberations:topic-record-study": Step("topic", "officer sponsor", 409),
    "deliberations:topic-add-commitment": Step("topic", "officer"),
    "deliberations:topic-decide-outcome": Step("topic", "officer"),
    "deliberations:topic-resolve": Step("topic", "officer", 409),
    "deliberations:topic-disclose": Step("topic", "officer committee", 409),
    "deliberations:topic-archive": Step("topic", "officer committee", 409),
    "deliberations:topic-merge": Step("topic", "officer", 409),
    "deliberations:topic-decline": Step("topic", "officer", 409),
    "deliberations:meeting-list": ALL,
    "deliberations:meeting-new": Sight(OFFICERS, others=403),
    "deliberations:meeting-detail": detail("meeting"),
    "deliberations:meeting-notice": detail("meeting"),
    "deliberations:meeting-sheet": detail("meeting"),
    "deliberations:meeting-minutes": detail("meeting"),
    "deliberations:meeting-notify": Step("meeting", "officer", 409),
    "deliberations:meeting-change": Step("meeting", "officer", 409),
    "deliberations:meeting-hold": Step("meeting", "officer", 409),
    "deliberations:meeting-confirm-minutes": Step("meeting", "officer", 409),
    "deliberations:meeting-correct-attendance": Step("meeting", "committee", late="officer"),
    "deliberations:meeting-disclose": Step("meeting", "officer committee"),
    "deliberations:meeting-cancel": Step("meeting", "officer", 409),
    "deliberations:meeting-annul": Step("meeting", "committee"),
    "deliberations:commitment-list": ALL,
    "deliberations:commitment-detail": detail("commitment"),
    "deliberations:commitment-report-done": Step("commitment", "officer department"),
    "deliberations:commitment-postpone": Step("commitment", "officer department"),
    "deliberations:commitment-end": Step("commitment", "officer committee"),
    "deliberations:look-back-list": ALL,
    "deliberations:look-back-new": Step("topic", "officer committee"),
    "deliberations:look-back-detail": detail("look-back"),
    "deliberations:look-back-record": Step("look-back", "officer"),
    "deliberations:look-back-end": Step("look-back", "officer committee"),
    # Micro-projects and the councils that vote on them; in this world the vote is open.
    "deliberations:micro-project-list": ALL,
    "deliberations:micro-project-new": Sight(AT_A_STATION, others=403),
    "deliberations:micro-project-envelopes": ALL,
    "deliberations:micro-project-detail": detail("micro-project"),
    "deliberations:micro-project-photo": Sight("", "micro-project"),
    "deliberations:micro-project-revise": Step("micro-project", "officer", 409),
    "deliberations:micro-project-check": Step("micro-project", "officer subdistrict", 409),
    "deliberations:micro-project-shortlist": Step("micro-project", "officer subdistrict", 409),
    "deliberations:micro-project-object": Step("micro-project", "officer sponsor representative committee", 409),
    "deliberations:micro-project-answer-objection": Step("micro-project", "officer subdistrict", 409),
    "deliberations:micro-project-confirm": Step("micro-project", "subdistrict,", 409),
    "deliberations:micro-project-report-progress": Step("micro-project", "officer subdistrict", 409),
    "deliberations:micro-project-accept": Step("micro-project", "officer subdistrict", 409),
    "deliberations:micro-project-evaluate": Step("micro-project", "officer", 409),
    "deliberations:micro-project-disclose": Step("micro-project", "officer committee", 409),
    "deliberations:micro-project-add-photo": Step("micro-project", "officer subdistrict", 409),
    "deliberations:micro-project-remove-photo": Step("micro-project", "officer subdistrict", 409),
    "deliberations:micro-project-decline": Step("micro-project", "officer subdistrict", 409),
    "deliberations:council-list": ALL,
    "deliberations:council-new": Sight(OFFICERS, others=403),
    "deliberations:council-detail": detail("council"),
    "deliberations:council-control": detail("council"),
    "deliberations:council-projector": detail("council"),
    "deliberations:council-cast": Part("council", "voter"),
    "deliberations:council-ballot": Step("council", "voter"),
    "deliberations:council-notify": Step("council", "officer", 409),
    "deliberations:council-change": Step("council", "officer", 409),
    "deliberations:council-open": Step("council", "officer", 409),
    "deliberations:council-record-presence": Step("council", "officer"),
    "deliberations:council-recuse": Step("council", "officer"),
    "deliberations:council-enter-paper-count": Step("council", "officer"),
    "deliberations:council-confirm-paper-count": Step("council", "officer subdistrict committee voter"),
    "deliberations:council-reject-paper-count": Step("council", "officer subdistrict committee voter"),
    "deliberations:council-close-item": Step("council", "officer"),
    "deliberations:council-close": Step("council", "officer", 409),
    "deliberations:council-confirm-minutes": Step("council", "officer", 409),
    "deliberations:council-override": Step("council", "committee", 409),
    "deliberations:council-cancel": Step("council", "officer", 409),
    "deliberations:council-member-list": ALL,
    "deliberations:council-member-new": Sight(OFFICERS, others=403),
    "deliberations:council-member-leave": Step("council-member", "officer"),
    # Suggestions.
    "suggestions:suggestion-list": ALL,
    "suggestions:suggestion-new": Sight(f"{OFFICERS},{REPRESENTATIVES}", others=403),
    "suggestions:suggestion-detail": detail("suggestion"),
    "suggestions:suggestion-letter": detail("suggestion"),
    "suggestions:suggestion-revise": Step("suggestion", "officer sponsor", 409),
    "suggestions:suggestion-report-pressure": Step("suggestion", "sponsor,"),
    "suggestions:suggestion-discard": Step("suggestion", "sponsor", 409),
    "suggestions:suggestion-co-sign": Step("suggestion", "", late="co-sponsor"),
    "suggestions:suggestion-submit": Step("suggestion", "sponsor", 409),
    "suggestions:suggestion-withdraw": Step("suggestion", "sponsor", 409),
    "suggestions:suggestion-register": Step("suggestion", "committee", 409),
    "suggestions:suggestion-return-for-revision": Step("suggestion", "committee", 409),
    "suggestions:suggestion-reject": Step("suggestion", "committee", 409),
    "suggestions:suggestion-assign": Step("suggestion", "committee", 409),
    "suggestions:suggestion-accept": Step("suggestion", "department", 409),
    "suggestions:suggestion-request-return": Step("suggestion", "department", 409),
    "suggestions:suggestion-decide-return": Step("suggestion", "committee", 409),
    "suggestions:suggestion-give-opinion": Step("suggestion", "co-handling"),
    "suggestions:suggestion-log-contact": Step("suggestion", "department"),
    "suggestions:suggestion-waive-contact": Step("suggestion", "sponsor"),
    "suggestions:suggestion-request-extension": Step("suggestion", "department", 409),
    "suggestions:suggestion-decide-extension": Step("suggestion", "committee", 409),
    "suggestions:suggestion-reply": Step("suggestion", "department"),
    "suggestions:suggestion-score-reply": Step("suggestion", "sponsor", 409),
    "suggestions:suggestion-report-implementation": Step("suggestion", "department", 409),
    "suggestions:suggestion-score-implementation": Step("suggestion", "sponsor", 409),
    "suggestions:suggestion-release-score": Step("suggestion", "committee"),
    "suggestions:supervision-list": ALL,
    "suggestions:supervision-detail": detail("supervision"),
    "suggestions:supervision-add-note": Step("supervision", "committee"),
    "suggestions:supervision-close": Step("supervision", "committee"),
    # Points.
    "points:dashboard": Sight(REPRESENTATIVES, others=302),
    "points:ledger": Sight(f"{OFFICERS},{REPRESENTATIVES},committee,leadership", others=403),
    "points:ledger-detail": Sight(SEEN["representative's points"], "representative"),
    "points:statement": Sight(SEEN["representative's points"], "representative"),
    "points:ledger-entry-detail": detail("ledger-entry"),
    "points:ledger-entry-reverse": Step("ledger-entry", "committee"),
    "points:points-query-list": ALL,
    "points:points-query-new": Sight(REPRESENTATIVES, others=403),
    "points:points-query-detail": detail("points-query"),
    "points:points-query-answer": Step("points-query", "committee"),
    "points:points-rule-list": ALL,
    # Reminders: one's own.
    "followups:reminder-list": ALL,
    "followups:reminder-mark-all-read": Sight(EVERYBODY, status=405),
    "followups:reminder-mark-read": Sight(EVERYBODY, "reminder", status=405),
    "followups:heartbeat-list": Sight("administrator", others=403),
    # The account, and the reader of the API.
    "accounts:password-change": ALL,
    "accounts:sign-out": Sight(EVERYBODY, status=405),
    "api-docs": ALL,
    "api-schema": ALL,
    "api-token-revoke": Sight(EVERYBODY, status=405),
    "api-unknown": Sight("", others=404),
    "representative-points-list": Sight(SEEN["representative's points"], "representative"),
    "indicators-list": ALL,
}

#: Nouns of the API: what everybody may list, and who may open the one thing of this world.
NOUNS: dict[str, Expectation] = {
    "department": Sight(EVERYBODY, "department"),
    "stations": Sight(EVERYBODY, "station"),
    "representatives": Sight(EVERYBODY, "representative"),
    "categories": Sight(EVERYBODY, "category"),
    "points-rules": Sight(EVERYBODY, "points-rule"),
    "visits": detail("visit"),
    "concerns": detail("concern"),
    "topics": detail("topic"),
    "meetings": detail("meeting"),
    "commitments": detail("commitment"),
    "look-backs": detail("look-back"),
    "micro-projects": detail("micro-project"),
    "councils": detail("council"),
    "council-members": detail("council-member"),
    "suggestions": detail("suggestion"),
    "evaluations": detail("evaluation"),
    "supervisions": detail("supervision"),
    "ledger-entries": detail("ledger-entry"),
    "reminders": detail("reminder"),
    "notifications": detail("reminder"),
}
READ: dict[str, Expectation] = {f"{noun}-list": ALL for noun in NOUNS} | {
    f"{noun}-detail": sight for noun, sight in NOUNS.items()
}

#: Moves in the API, sent without any field: 400 where one is missing, 200 where the word is enough.
WRITE: dict[str, Step] = {
    "concerns-route": Step("concern", "officer", 400),
    "concerns-give-feedback": Step("concern", "officer", 400),
    "concerns-close": Step("concern", "officer", 409),
    "concerns-take-back": Step("concern", "officer", 409),
    "concerns-correct-words": Step("concern", "officer", 400),
    "concerns-join": Step("concern", "officer committee", 400),
    "concerns-leave-group": Step("concern", "officer committee", 409),
    "concerns-split": Step("concern", "officer", 400),
    "topics-adopt": Step("topic", "officer", 409),
    "topics-revise": Step("topic", "officer", 400),
    "topics-gather": Step("topic", "officer", 400),
    "topics-record-study": Step("topic", "officer sponsor", 400),
    "topics-add-commitment": Step("topic", "officer", 400),
    "topics-decide-outcome": Step("topic", "officer", 400),
    "topics-resolve": Step("topic", "officer", 400),
    "topics-disclose": Step("topic", "officer committee", 400),
    "topics-archive": Step("topic", "officer committee", 409),
    "topics-merge": Step("topic", "officer", 400),
    "topics-decline": Step("topic", "officer", 400),
    "meetings-notify": Step("meeting", "officer", 409),
    "meetings-change": Step("meeting", "officer", 400),
    "meetings-hold": Step("meeting", "officer", 400),
    "meetings-confirm-minutes": Step("meeting", "officer", 409),
    "meetings-correct-attendance": Step("meeting", "committee", 400, late="officer"),
    "meetings-disclose": Step("meeting", "officer committee", 400),
    "meetings-cancel": Step("meeting", "officer", 400),
    "meetings-annul": Step("meeting", "committee", 400),
    "commitments-report-done": Step("commitment", "officer department"),
    "commitments-postpone": Step("commitment", "officer department", 400),
    "commitments-end": Step("commitment", "officer committee", 400),
    "look-backs-record": Step("look-back", "officer", 400),
    "look-backs-end": Step("look-back", "officer committee", 400),
    "micro-projects-revise": Step("micro-project", "officer", 400),
    "micro-projects-check": Step("micro-project", "officer subdistrict", 409),
    "micro-projects-shortlist": Step("micro-project", "officer subdistrict", 409),
    "micro-projects-decline": Step("micro-project", "officer subdistrict", 400),
    "micro-projects-object": Step("micro-project", "officer sponsor representative committee", 400),
    "micro-projects-answer-objection": Step("micro-project", "officer subdistrict", 400),
    "micro-projects-confirm": Step("micro-project", "subdistrict", 409),
    "micro-projects-report-progress": Step("micro-project", "officer subdistrict", 400),
    "micro-projects-accept": Step("micro-project", "officer subdistrict", 400),
    "micro-projects-evaluate": Step("micro-project", "officer", 400),
    "micro-projects-disclose": Step("micro-project", "officer committee", 400),
    "micro-projects-add-photo": Step("micro-project", "officer subdistrict", 400),
    "micro-projects-remove-photo": Step("micro-project", "officer subdistrict", 400),
    "councils-notify": Step("council", "officer", 409),
    "councils-change": Step("council", "officer", 400),
    "councils-open": Step("council", "officer", 400),
    "councils-record-presence": Step("council", "officer", 400),
    "councils-recuse": Step("council", "officer", 400),
    "councils-cast": Step("council", "voter", 400),
    "councils-enter-paper-count": Step("council", "officer", 400),
    "councils-confirm-paper-count": Step("council", "officer subdistrict committee voter", 400),
    "councils-reject-paper-count": Step("council", "officer subdistrict committee voter", 400),
    "councils-close-item": Step("council", "officer", 400),
    "councils-close": Step("council", "officer", 409),
    "councils-confirm-minutes": Step("council", "officer", 400),
    "councils-override": Step("council", "committee", 400),
    "councils-cancel": Step("council", "officer", 400),
    "council-members-leave": Step("council-member", "officer", 400),
    "suggestions-revise": Step("suggestion", "officer sponsor", 400),
    "suggestions-discard": Step("suggestion", "sponsor", 409),
    "suggestions-co-sign": Step("suggestion", "", late="co-sponsor"),
    "suggestions-submit": Step("suggestion", "sponsor", 409),
    "suggestions-withdraw": Step("suggestion", "sponsor", 409),
    "suggestions-register": Step("suggestion", "committee", 409),
    "suggestions-return-for-revision": Step("suggestion", "committee", 400),
    "suggestions-reject": Step("suggestion", "committee", 400),
    "suggestions-assign": Step("suggestion", "committee", 400),
    "suggestions-accept": Step("suggestion", "department", 409),
    "suggestions-request-return": Step("suggestion", "department", 400),
    "suggestions-decide-return": Step("suggestion", "committee", 400),
    "suggestions-give-opinion": Step("suggestion", "co-handling", 400),
    "suggestions-log-contact": Step("suggestion", "department", 400),
    "suggestions-waive-contact": Step("suggestion", "sponsor"),
    "suggestions-request-extension": Step("suggestion", "department", 400),
    "suggestions-decide-extension": Step("suggestion", "committee", 400),
    "suggestions-reply": Step("suggestion", "department", 400),
    "suggestions-score-reply": Step("suggestion", "sponsor", 400),
    "suggestions-report-implementation": Step("suggestion", "department", 400),
    "suggestions-score-implementation": Step("suggestion", "sponsor", 400),
    "suggestions-release-score": Step("suggestion", "committee"),
    "supervisions-add-note": Step("supervision", "committee", 400),
    "supervisions-close": Step("supervision", "committee", 400),
    "ledger-entries-reverse": Step("ledger-entry", "committee", 400),
    "notifications-mark-read": Step("reminder", "sponsor"),
}
#: Needs a word before the permission is known: the report itself is what is permitted.
AFTER_ITS_WORDS = {"suggestions-report-pressure": Sight(SEEN["suggestion"], "suggestion", status=400)}

#: Addresses that nobody has to sign in for, and what they answer to a plain GET.
PUBLIC = {
    "accounts:sign-in": 200,
    "portal:home": 302,
    "portal:public-home": 200,
    "portal:public-station": 200,
    "portal:public-results": 200,
    "portal:public-projects": 200,
    # No project of this world is disclosed.
    "portal:public-project-photo": 404,
    "portal:receipt": 200,
    "portal:healthz": 200,
    "portal:robots": 200,
    "set_language": 302,
    "set_appearance": 405,
    "presence": 200,
    "api-token": 405,
}

EXPECTED: dict[str, Expectation] = PAGES | READ | WRITE | AFTER_ITS_WORDS
