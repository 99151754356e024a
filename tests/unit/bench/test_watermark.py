"""The benchmark of the invisible watermark says what fails, and tries the same each time."""

import random

import pytest
from PIL import Image

from inkstone.bench import watermark, watermark_attacks, watermark_pictures, watermark_unmarked
from inkstone.bench.watermark import Marked, Try, Unmarked

NAMES = [one.name for one in watermark_attacks.all_attacks()]


def marked(*, lost=(), psnr_db=45.0, embed_ms=30.0, find_s=0.1):
    tries = tuple(
        Try(
            attack=name,
            is_found=name not in lost,
            is_wrong=False,
            sigmas=20.0,
            find_s=find_s,
            area_px=1024 * 1024,
        )
        for name in NAMES
    )
    return Marked(
        is_whole_size=True, psnr_db=psnr_db, embed_ms=embed_ms, png_ms=90.0, tries=tries
    )  # fmt: skip


def unmarked(*, is_mistaken=False):
    return Unmarked(kind="page", is_mistaken=is_mistaken, sigmas=8.5, find_s=0.1)


def test_nothing_is_wrong_where_all_are_found():
    outcome = watermark.outcome([marked()] * 20, [unmarked()] * 10)
    assert outcome.violations == []
    assert outcome.figures["found_jpeg_70"] == 1
    assert outcome.figures["num_mistaken"] == 0


def test_what_is_lost_too_often_is_told():
    few = [marked(lost={"jpeg_70"})] * 2
    outcome = watermark.outcome([*few, *[marked()] * 18], [unmarked()])
    assert outcome.violations == ["jpeg_70: 90.0% were found, and not 95%"]


def test_what_it_need_not_withstand_is_only_told():
    outcome = watermark.outcome([marked(lost={"rotate_1_degree"})], [unmarked()])
    assert outcome.violations == []
    assert outcome.figures["found_rotate_1_degree"] == 0


@pytest.mark.parametrize(
    ("one", "name"),
    [
        (marked(psnr_db=39.9), "psnr_db_min"),
        (marked(embed_ms=61), "embed_ms_p50"),
        (marked(find_s=2.1), "find_s_max"),
    ],
)
def test_each_limit_is_held_against(one, name):
    outcome = watermark.outcome([one], [unmarked()])
    assert len(outcome.violations) == 1
    assert outcome.violations[0].startswith(name)


def test_one_mistake_in_ten_thousand_is_the_most():
    fine = watermark.outcome([marked()], [unmarked(is_mistaken=True), *[unmarked()] * 9_999])
    assert fine.violations == []
    wrong = watermark.outcome([marked()], [unmarked(is_mistaken=True)] * 2)
    assert wrong.violations


@pytest.mark.parametrize("name", NAMES)
def test_an_attack_does_the_same_each_time(name):
    (attack,) = (one for one in watermark_attacks.all_attacks() if one.name == name)
    image = watermark_pictures.made(4, 256)
    once, again = (attack.change(image, random.Random(5)) for _ in range(2))
    assert (once.mode, once.size) == ("RGB", again.size)
    assert once.tobytes() == again.tobytes()


def test_pictures_without_a_mark_are_of_all_kinds_and_the_same_each_time(tmp_path):
    file = tmp_path / "drawn.png"
    Image.effect_noise((512, 512), 30).convert("RGB").save(file)
    found = [watermark_unmarked.unmarked(index, [file]) for index in range(20)]
    assert {kind for kind, _ in found} == {"drawing", *watermark_unmarked._KINDS}
    again = [watermark_unmarked.unmarked(index, [file]) for index in range(20)]
    assert [image.tobytes() for _, image in found] == [image.tobytes() for _, image in again]


def test_prompts_are_of_all_kinds_and_then_scenes_in_styles():
    asked = [text for text, _, _ in watermark_pictures.prompts(170)]
    assert len(set(asked)) > 150
    assert any(text.endswith(", watercolor") for text in asked[80:])
    assert any("menu" in text.lower() for text in asked[:80])
