"""Drawn pictures of micro-projects before, during and after the work: flat scenes that nobody takes for photographs."""

from collections.abc import Callable
from io import BytesIO
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from deliberations.enums import PhotoKind

WIDTH, HEIGHT, GROUND = 480, 320, 220
GREY, EARTH, STEEL, ORANGE, WOOD, WHITE = "#8d99a6", "#b59b7a", "#55636f", "#ef8f2f", "#9c6b3f", "#f6f4ee"
GRASS, LEAF, RED, GLASS = "#93b86f", "#4f8a4b", "#c8503c", "#cfe3ee"
#: Sky and ground of a stage of the work.
BACKGROUND = {
    PhotoKind.BEFORE: ("#cdd5da", EARTH),
    PhotoKind.PROGRESS: ("#d9e3e8", EARTH),
    PhotoKind.AFTER: ("#bfe0f2", GRASS),
}

Pen = ImageDraw.ImageDraw


def drawing(motif: str, kind: PhotoKind, place: str) -> "ContentFile[bytes]":
    """The picture as a file that somebody uploads; of one place always the same houses."""
    dice = Random(place)
    sky, ground = BACKGROUND[kind]
    image = Image.new("RGB", (WIDTH, HEIGHT), sky)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, GROUND, WIDTH, HEIGHT), ground)
    _houses(pen, dice)
    indoors = motif == "room"
    if indoors:
        _walls(pen)
    elif kind == PhotoKind.BEFORE:
        _neglect(pen, dice)
    if kind != PhotoKind.BEFORE:
        MOTIFS[motif](pen, kind == PhotoKind.AFTER)
    if kind == PhotoKind.PROGRESS and not indoors:
        _fence(pen)
    out = BytesIO()
    image.save(out, "PNG")
    return ContentFile(out.getvalue(), name=f"{motif}-{kind}.png")


def _houses(pen: Pen, dice: Random) -> None:
    left = -20
    while left < WIDTH:
        width, height = dice.randrange(60, 110), dice.randrange(70, 150)
        wall = dice.choice(["#c9b8a2", "#d6c7b5", "#b7c0c6", "#c4b0a8"])
        pen.rectangle((left, GROUND - height, left + width, GROUND), wall)
        for row in range(GROUND - height + 12, GROUND - 20, 26):
            for column in range(left + 10, left + width - 14, 24):
                pen.rectangle((column, row, column + 11, row + 13), GLASS)
        left += width + dice.randrange(6, 30)


def _neglect(pen: Pen, dice: Random) -> None:
    """Puddles, weeds and broken slabs: what was there before."""
    for _puddle in range(3):
        left, top = dice.randrange(20, 380), dice.randrange(GROUND + 10, 290)
        pen.ellipse((left, top, left + dice.randrange(50, 100), top + 16), GREY)
    for _weed in range(14):
        left, top = dice.randrange(10, 470), dice.randrange(GROUND + 8, 312)
        pen.line((left, top, left - 5, top - 14), LEAF, 3)
        pen.line((left, top, left + 6, top - 12), LEAF, 3)
    pen.polygon([(190, 262), (262, 250), (284, 276), (205, 288)], "#a9a49b")
    pen.line([(200, 280), (232, 262), (240, 272), (270, 256)], STEEL, 3)


def _fence(pen: Pen) -> None:
    """The red and white boards of a building site."""
    for number, left in enumerate(range(0, WIDTH, 40)):
        pen.rectangle((left, 268, left + 39, 300), ORANGE if number % 2 else WHITE)
    pen.line((0, 268, WIDTH, 268), STEEL, 3)


def _roof(pen: Pen, done: bool) -> None:
    for post in (140, 230, 320):
        pen.rectangle((post, 150, post + 10, 270), WOOD if done else STEEL)
    if done:
        pen.polygon([(100, 152), (235, 96), (370, 152)], RED)
        pen.rectangle((160, 238, 310, 248), WOOD)


def _ramp(pen: Pen, done: bool) -> None:
    pen.polygon([(90, 280), (380, 280), (380, 236)], "#c8c5bd" if done else "#a9a49b")
    if done:
        pen.line([(100, 240), (380, 196)], STEEL, 6)
        for post in (110, 200, 290, 375):
            pen.line((post, 280 - (post - 90) * 44 // 290, post, 240 - (post - 100) * 44 // 280), STEEL, 5)


def _lamp(pen: Pen, done: bool) -> None:
    for post in (110, 240, 370):
        pen.rectangle((post, 110 if done else 190, post + 7, 280), STEEL)
        if done:
            pen.line((post + 3, 112, post + 34, 104), STEEL, 6)
            pen.ellipse((post + 24, 98, post + 50, 116), "#ffe08a")


def _play(pen: Pen, done: bool) -> None:
    pen.polygon([(60, 290), (420, 290), (380, 248), (100, 248)], "#5fa7b8" if done else "#a9a49b")
    pen.line([(150, 262), (150, 170), (190, 170), (190, 262)], STEEL, 7)
    if done:
        pen.line([(190, 172), (270, 268)], RED, 14)
        pen.line([(300, 262), (330, 168), (360, 262)], STEEL, 7)
        pen.ellipse((318, 220, 344, 246), ORANGE)


def _trees(pen: Pen, done: bool) -> None:
    pen.polygon([(180, 320), (300, 320), (262, 236), (232, 236)], "#ded6c3")
    for trunk in (90, 160, 320, 400):
        pen.rectangle((trunk, 212, trunk + 8, 270), WOOD)
        spread = 34 if done else 12
        pen.ellipse((trunk + 4 - spread, 212 - spread, trunk + 4 + spread, 212 + spread), LEAF)
    if done:
        pen.rectangle((330, 284, 410, 292), WOOD)


def _walls(pen: Pen) -> None:
    """A room seen from the front, with a board and nothing else."""
    pen.rectangle((70, 90, 410, 300), "#efe6d6")
    pen.rectangle((180, 106, 300, 156), "#d8d2c6")


def _room(pen: Pen, done: bool) -> None:
    """Tables first; people come when everything is there."""
    if done:
        pen.rectangle((180, 106, 300, 156), GLASS)
    for table in (100, 220, 330):
        pen.rectangle((table, 250, table + 56, 258), WOOD)
        if done:
            pen.ellipse((table + 16, 196, table + 40, 220), "#e3b78f")
            pen.rectangle((table + 12, 220, table + 44, 250), RED if table == 220 else "#4d7ea8")


MOTIFS: dict[str, Callable[[Pen, bool], None]] = {
    "roof": _roof,
    "ramp": _ramp,
    "lamp": _lamp,
    "play": _play,
    "trees": _trees,
    "room": _room,
}
