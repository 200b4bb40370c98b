"""How long and in what shape people speak and write: the short texts of the scenes, told as residents tell them.

The scene's own words stay as they are, at the beginning; the demonstration then has messages as long, as wordy and as
mixed as those of real stations.
"""

import re
from math import exp
from random import Random
from typing import Any

from portal.demo.voices import SPEAKERS, Sentence, common, joined, laid_out, matters, papers, told

#: The lengths that are aimed at, as median and spread of their logarithms; what fits is a little shorter.
USUAL, LONGEST = (290, 1.1), 3600
GREETED, WITH_LINES, WITH_BLANKS = 0.26, 0.02, 0.11
#: Which matter of the voices a text speaks of, by a word that it holds; the first that fits.
MATTERS = {
    "燃气|煤气": "gas-pipe", "充电|电瓶|喷淋|消防": "ebike-fire", "公交|末班|班车|大巴|候车|站牌": "bus-line",
    "校门|放学|学校门口": "school-gate", "学位|小学": "school-places", "路灯|没灯": "street-lights",
    "宽带|信号|网速|电话线": "telecom-monopoly", "停车|车位": "parking-road",
    "黄水|停水|水压|自来水": "water-yellow", "进水|积水|下水|淹|蹚水": "pipes-flood", "河|护栏": "river",
    "混凝土|工地|打桩": "night-works", "厂里半夜|冲压|油烟": "factory-smell", "货车|大车|拖头": "traffic-signal",
    "饭堂|食堂|老人吃饭|独居": "elder-canteen", "托儿|幼儿园|托班": "childcare", "菜|市场|秤": "wet-market",
    "垃圾|臭|转运站": "garbage", "狗": "dogs", "漏水|渗": "housing-leak", "物业": "property-mgmt",
    "祠堂|围屋": "heritage", "榕树|枯枝|台风": "trees-typhoon", "路口|红绿灯|斑马线|过马路": "traffic-signal",
    "公园|广场|器材|球场": "square-equipment", "图书": "library-seats", "工资|社保": "wages", "养老|退休": "pension",
    "医保": "medical-insurance", "电梯": "lifts", "坑|路面": "road-potholes", "噪|吵": "noise-traffic",
}  # fmt: skip
#: Natures whose speaker complains of nothing, and tells only of themselves.
QUIET = {"inquiry", "thanks", "other"}


def matter_of(words: str) -> str:
    """The matter that a text speaks of; nothing where no word says so."""
    return next((name for pattern, name in MATTERS.items() if re.search(pattern, words)), "")


def as_said(concern: dict[str, Any], occasion: str, matter: str = "", usual: tuple[float, float] = USUAL) -> str:
    """The concern's words as one resident said them on an occasion, which decides all chance in it.

    Which matter of the voices they are about is read from them where it is not said.
    """
    dice = Random(f"{occasion}{concern['words']}")
    median, spread = usual
    length = min(LONGEST, round(median * exp(spread * dice.gauss(0, 1))))
    speaker = dice.choice(SPEAKERS)
    pieces = _pieces(dice, concern | {"matter": matter or matter_of(concern["words"])}, length, speaker)
    shape, chance = "plain", dice.random() * min(1, length / 200)
    if chance < WITH_LINES + WITH_BLANKS:
        shape = "lines" if chance < WITH_LINES else "blanks"
    words = laid_out(pieces, dice, shape if length > len(concern["words"]) + 40 else "plain")
    return dice.choice(common("greeting")) + words if dice.random() < GREETED else words


def _pieces(dice: Random, concern: dict[str, Any], length: int, speaker: str) -> list[str]:
    """Who speaks, the matter, what else there is to say, and how it ends."""
    core = concern["words"]
    before = after = ""
    if length > len(core) + 120 and dice.random() < 0.5:
        before = _one(dice, f"intro-{speaker}", concern["place"])
    if length > len(core) + 40 and dice.random() < 0.45:
        after = _one(dice, "closing")
    others = _others(dice, length, concern)
    room = (length - len(before) - len(after)) // (len(others) + 1)
    texts = [core + _more(dice, concern, room - len(core), speaker)]
    texts += [joined(told(dice, matters()[name], "", room, named=False).said(str, room), dice) for name in others]
    if len(texts) > 2:
        before += _one(dice, "number-open")
        figures = dice.choice(["一二三四五六七", "1234567"])
        texts = [f"{figures[number]}、{text}" for number, text in enumerate(texts)]
    elif others:
        texts[1] = "另外，" + texts[1]
    return [piece for piece in (before, *texts, after) if piece]


def _others(dice: Random, length: int, concern: dict[str, Any]) -> list[str]:
    """What else somebody brings up who speaks that long: two matters and more are numbered."""
    if concern["nature"] in QUIET or dice.random() > min(0.5, length / 2000):
        return []
    known = [name for name in matters() if name != concern["matter"]]
    return dice.sample(known, max(2, min(5, length // 450)) if dice.random() < 0.6 else 1)


def _more(dice: Random, concern: dict[str, Any], room: int, speaker: str) -> str:
    """What somebody adds to the words of the scene."""
    if room < 25:
        return ""
    name = concern["matter"]
    if name and concern["nature"] not in QUIET:
        said = told(dice, matters()[name], concern["place"], room, speaker=speaker, named=False, begun=True)
        return joined(said.said(str, room), dice)
    own = dice.sample(common("own"), min(len(common("own")), max(1, min(room, 400) // 45)))
    return joined((Sentence(frame, str(dice.random())).said("", "") for frame in own), dice)


def _one(dice: Random, kind: str, place: str = "") -> str:
    return Sentence(dice.choice(common(kind)), str(dice.random())).said("", place or "本社区")


def on_paper(text: str, part: str, occasion: str, place: str, most: int = 5) -> str:
    """A text of a paper with some paragraphs more: what was found, asked for or answered in detail."""
    dice = Random(f"{occasion}{text}")
    frames = dice.sample(papers(part), dice.randrange(1, min(most, len(papers(part))) + 1))
    return "\n".join([text, *(Sentence(frame, str(dice.random()), "paper").said("", place) for frame in frames)])
