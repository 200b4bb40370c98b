"""The corpus for measuring doubles has the shape and the truths that its README promises."""

import re
from statistics import median

from tools.bench import doubles
from tools.bench.doubles import Message
from tools.bench.doubles.make import HERE, corpus


def test_the_generator_writes_what_is_stored() -> None:
    written = corpus()

    assert {name: [row["words"] for row in rows] for name, rows in written.items()} == {
        name: [row["words"] for row in doubles._rows(name)] for name in written
    }
    assert set(written) == {path.stem for path in HERE.glob("*.jsonl")}


def share(known: list[Message], pattern: str) -> float:
    return round(sum(bool(re.search(pattern, one.words)) for one in known) / len(known), 2)


def test_the_base_has_the_shape_of_real_messages() -> None:
    base = doubles.base()
    lengths = sorted(len(one.words) for one in base)

    assert len({one.words for one in base}) == len(base) >= 1200
    assert 180 <= median(lengths) <= 220
    assert 1000 <= lengths[round(len(lengths) * 0.95)] <= 1200
    assert 3000 < lengths[-1] < 10_000
    assert share(base, r"\n") == 0.02
    assert share(base, "  |　　") == 0.11
    assert [one.received_on for one in base] == sorted(one.received_on for one in base)


def test_truths_point_to_the_base_and_lie_after_it() -> None:
    days = {one.id: one.received_on for one in doubles.base()}

    assert len(doubles.doubles()) >= 140
    assert len(doubles.elsewhere()) >= 140
    assert len(doubles.fresh()) >= 400
    for one in [*doubles.doubles(), *doubles.elsewhere()]:
        assert days[one.about] <= one.received_on
    assert {one.about for one in doubles.fresh()} == {""}


def test_a_variant_puts_its_sentences_before_the_same_words() -> None:
    plain = doubles.doubles()

    for variant in doubles.VARIANTS[1:]:
        for bare, behind in zip(plain, doubles.doubles(variant), strict=True):
            assert behind.words.endswith(bare.words)
            assert len(behind.words) > len(bare.words)
    assert len({one.words for one in doubles.doubles("two sentences")}) == len(plain)
