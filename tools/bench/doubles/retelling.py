"""How the same matter at the same place is told a second time: the kinds of near-doubles."""

from dataclasses import replace
from random import Random

from portal.demo.voices import Sentence, Told, common, joined

KINDS = ("typos", "reordered", "synonyms", "shortened", "extended", "neighbour", "clerk")
#: Kinds that need more than a sentence or two to be what they are.
LONG_KINDS = {"reordered", "shortened", "neighbour", "clerk"}
#: How often a sentence keeps its words.
LOYALTY = {
    "reordered": 0.7, "synonyms": 0.2, "shortened": 0.7, "extended": 0.65, "neighbour": 0.3, "clerk": 0.6,
}  # fmt: skip
#: What is often mistyped, and how.
MISTYPED = [
    ("的", "得"), ("在", "再"), ("那", "哪"), ("做", "作"), ("已经", "以经"), ("他", "她"),
    ("吗", "嘛"), ("根本", "跟本"), ("像", "象"), ("没", "莫"), ("坐", "座"), ("住", "往"),
    ("晚上", "晚尚"), ("希望", "希忘"), ("孩子", "孩纸"), ("非", "飞"), ("物业", "物页"), ("垃圾", "拉圾"),
    ("两", "俩"), ("一直", "一只"), ("。", "，"), ("、", "，"),
]  # fmt: skip
FIRST_PERSON = [
    ("我们小区", "该小区"), ("我们", "他们"), ("我家", "其家"), ("本人", "其"), ("我的", "其"), ("我", "其"),
]  # fmt: skip


def mistyped(text: str, dice: Random) -> str:
    """The text with about one slip in thirty characters, at least two."""
    letters = list(text)
    for _slip in range(max(2, len(text) // 30)):
        wrong = [(right, slip) for right, slip in MISTYPED if right in "".join(letters)]
        place = dice.randrange(len(letters))
        action = dice.random()
        if action < 0.6 and wrong:
            right, slip = dice.choice(wrong)
            letters = list("".join(letters).replace(right, slip, 1))
        elif action < 0.8 and len(letters) > 12:
            del letters[place]
        else:
            letters.insert(place, letters[place])
    return "".join(letters)


def mixed(sentences: list[Sentence], dice: Random) -> list[Sentence]:
    """The sentences in another order; the first one seldom stays where it was."""
    found = list(sentences)
    dice.shuffle(found)
    return found


def retold(parts: list[Told], kind: str, dice: Random) -> str:
    """The matters of a message told again, in the way of this kind."""
    loyalty = LOYALTY[kind]
    told = [replace(part, sentences=tuple(_selected(part, kind, dice)), named=_named(part, dice)) for part in parts]
    if kind in ("reordered", "neighbour"):
        dice.shuffle(told)
    text = "".join(joined(part.said(lambda: "" if dice.random() < loyalty else "again"), dice) for part in told)
    if kind == "clerk":
        for first, third in FIRST_PERSON:
            text = text.replace(first, third)
        text = dice.choice(["居民来电反映：", "来访人称，", "群众微信留言，大意：", "（代记）反映人说，"]) + text
    return text


def _named(part: Told, dice: Random) -> bool:
    return part.named if dice.random() < 0.8 else not part.named


def _selected(part: Told, kind: str, dice: Random) -> list[Sentence]:
    own = list(part.sentences)
    if kind == "reordered":
        return mixed(own, dice)
    if kind in ("shortened", "clerk") and len(own) > 2:
        kept = sorted(dice.sample(range(1, len(own)), max(1, round(len(own) * dice.uniform(0.45, 0.65)) - 1)))
        return [own[0], *(own[number] for number in kept)]
    if kind == "extended":
        return own + _more(part, dice, max(1, round(len(own) * 0.35)))
    if kind == "neighbour":
        matter = [sentence for sentence in own if sentence.part != "story"]
        shared = [matter[0], *dice.sample(matter[1:], round((len(matter) - 1) * 0.6))]
        return mixed(shared, dice) + _more(part, dice, max(1, round(len(own) * 0.25)))
    return own


def _more(part: Told, dice: Random, count: int) -> list[Sentence]:
    """Sentences on the matter that were not said, and something of the speaker's own."""
    said = {sentence.frame for sentence in part.sentences}
    lines = [line for some in part.matter.sentences.values() for line in some if line not in said]
    lines += dice.sample(common("specific"), 12)
    return [Sentence(line, str(dice.random()), "detail") for line in dice.sample(lines, min(count, len(lines)))]
