"""Moderation: who is asked, what is done about what they find, and what while they are away."""

from dataclasses import replace

import pytest

from contract.doors import UNMARKED
from contract.judges import BAD, ON_PICTURES, ON_WORDS, Eyes, Words
from inkstone.domain.errors import ContentRefused, Unavailable
from inkstone.domain.moderation import Finding, Handling
from inkstone.domain.picture_policy import NO_POLICY, PicturePolicy
from inkstone.engines.base import Picture
from inkstone.service import moderate
from inkstone.service.metrics import Metrics
from inkstone.service.moderate import Moderator
from unit.service.brought import png

pytestmark = pytest.mark.anyio
REFUSE, FLAG, ALLOW = (PicturePolicy(moderation=each) for each in Handling)


def moderator(workshop, *judges, handling=Handling.REFUSE, metrics=None, **more):
    """A moderator that asks these, and handles things so where nobody says otherwise."""
    return Moderator(
        usual=replace(UNMARKED, moderation=handling),
        workshop=workshop,
        metrics=metrics or Metrics(),
        texts=[judge for judge in judges if isinstance(judge, Words)],
        pictures=[judge for judge in judges if isinstance(judge, Eyes)],
        **more,
    )


def picture(width_px=40, height_px=30):
    return Picture(data=png(width_px, height_px), width_px=width_px, height_px=height_px)


@pytest.fixture
def hurried(monkeypatch):
    """Without the pauses between the tries."""
    # They are seconds, and the test is not about how long they are.
    monkeypatch.setattr(moderate, "_WAITS_S", (0.0, 0.0, 0.0))


async def test_without_a_judge_nobody_looks(workshop):
    made = moderator(workshop)
    assert await made.check_words(BAD, NO_POLICY) == ()
    assert await made.judge(picture(), NO_POLICY, "Picture 1") == (None, ())
    assert await made.check_inputs([picture()], NO_POLICY) == ()
    assert not made.looks_at_pictures(NO_POLICY)


async def test_words_that_nobody_objects_to_go_through(workshop):
    words = Words()
    assert await moderator(workshop, words).check_words("a cat", NO_POLICY) == ()
    assert words.asked == ["a cat"]


async def test_a_refusal_says_what_was_found_and_that_it_is_free(workshop):
    with pytest.raises(ContentRefused, match=r"The prompt was refused: tusks\. Nothing is charged"):
        await moderator(workshop, Words()).check_words(f"a {BAD}", NO_POLICY)
    eyes = Eyes(is_strict=True)
    with pytest.raises(ContentRefused, match="Picture 2 was refused: whiskers"):
        await moderator(workshop, eyes).judge(picture(), NO_POLICY, "Picture 2")
    with pytest.raises(ContentRefused, match="Input picture 1 was refused: whiskers"):
        await moderator(workshop, eyes).check_inputs([picture()], NO_POLICY)


async def test_what_is_flagged_goes_through_with_a_warning(workshop):
    made = moderator(workshop, Words(), Eyes(bad=frozenset({1})), handling=Handling.FLAG)
    (warning,) = await made.check_words(f"a {BAD}", NO_POLICY)
    assert (warning.code, warning.message) == ("content_flagged", "The prompt was flagged: tusks.")
    (warning,) = await made.check_inputs([picture(), picture(), picture()], NO_POLICY)
    assert warning.message == "Input picture 2 was flagged: whiskers."
    assert await made.judge(picture(), NO_POLICY, "Picture 1") == ((), ())


async def test_what_is_allowed_is_not_looked_at(workshop):
    words, eyes = Words(), Eyes(is_strict=True)
    made = moderator(workshop, words, eyes, handling=Handling.ALLOW)
    assert await made.check_words(BAD, NO_POLICY) == ()
    assert await made.judge(picture(), NO_POLICY, "Picture 1") == (None, ())
    assert (words.asked, eyes.shown) == ([], [])
    assert not made.looks_at_pictures(NO_POLICY)


@pytest.mark.parametrize("usual", list(Handling))
async def test_a_policy_that_says_something_comes_before_the_servers(workshop, usual):
    made = moderator(workshop, Words(), Eyes(is_strict=True), handling=usual)
    with pytest.raises(ContentRefused):
        await made.check_words(BAD, REFUSE)
    assert [each.code for each in await made.check_words(BAD, FLAG)] == ["content_flagged"]
    assert await made.check_words(BAD, ALLOW) == ()
    assert [made.looks_at_pictures(each) for each in (REFUSE, FLAG, ALLOW)] == [True, True, False]
    found, warnings = await made.judge(picture(), FLAG, "Picture 1")
    assert (found, len(warnings)) == ((ON_PICTURES,), 1)


async def test_every_judge_is_asked_and_all_findings_are_told(workshop):
    more = tuple(Finding(category=f"c{i}", source="blocklist") for i in range(6))
    metrics = Metrics()
    judges = Words(), Words(findings=(ON_WORDS, *more)), Words(bad="nothing of it")
    made = moderator(workshop, *judges, metrics=metrics)
    with pytest.raises(ContentRefused, match="refused: tusks, c0, c1, c2, c3 and 2 more") as caught:
        await made.check_words(BAD, NO_POLICY)
    assert "Nothing is charged" in caught.value.message
    assert [len(judge.asked) for judge in judges] == [1, 1, 1]
    assert b'{judge="blocklist"} 8.0' in metrics.render({}, None)


@pytest.mark.parametrize(
    ("size", "shown"),
    [((40, 30), (40, 30)), ((1536, 512), (768, 256)), ((8, 2000), (3, 768)), ((2000, 1), (768, 1))],
)
async def test_judges_see_a_jpeg_that_is_small_enough(workshop, size, shown):
    eyes = Eyes()
    await moderator(workshop, eyes).judge(picture(*size), NO_POLICY, "Picture 1")
    assert eyes.shown == [shown]


async def test_words_are_asked_about_once_while_a_judge_is_away(workshop):
    words = Words(num_away=1)
    with pytest.raises(Unavailable, match="cannot be looked at"):
        await moderator(workshop, words).check_words("a cat", NO_POLICY)
    assert len(words.asked) == 1


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(("num_away", "is_seen"), [(1, True), (3, True), (4, False)])
async def test_a_picture_is_worth_some_tries(workshop, num_away, is_seen):
    eyes = Eyes(num_away=num_away)
    made = moderator(workshop, eyes)
    if is_seen:
        assert await made.judge(picture(), NO_POLICY, "Picture 1") == ((), ())
    else:
        with pytest.raises(Unavailable):
            await made.judge(picture(), NO_POLICY, "Picture 1")


@pytest.mark.usefixtures("hurried")
async def test_what_could_not_be_looked_at_goes_through_where_that_is_allowed(workshop, caplog):
    made = moderator(
        workshop, Words(num_away=9), Eyes(num_away=9, is_strict=True), allows_on_failure=True
    )
    assert await made.check_words(BAD, NO_POLICY) == ()
    assert await made.judge(picture(), NO_POLICY, "Picture 1") == (None, ())
    assert "cannot be looked at" in caplog.text


@pytest.mark.parametrize("allows_on_failure", [True, False])
async def test_what_one_judge_objects_to_is_refused_while_another_is_away(
    workshop, allows_on_failure
):
    for judges in ((Words(), Words(num_away=1)), (Words(num_away=1), Words())):
        made = moderator(workshop, *judges, allows_on_failure=allows_on_failure)
        with pytest.raises(ContentRefused):
            await made.check_words(BAD, NO_POLICY)


async def test_what_is_flagged_while_another_judge_is_away_is_not_seen_by_all(workshop):
    with pytest.raises(Unavailable):
        await moderator(workshop, Words(), Words(num_away=1)).check_words(BAD, FLAG)
    made = moderator(workshop, Words(), Words(num_away=1), allows_on_failure=True)
    assert [each.code for each in await made.check_words(BAD, FLAG)] == ["content_flagged"]


async def test_a_judge_that_breaks_is_no_judge_that_is_away(workshop):
    class Broken(Words):
        async def judge_text(self, text):
            raise RuntimeError(text)

    made = moderator(workshop, Broken(), allows_on_failure=True)
    with pytest.raises(RuntimeError):
        await made.check_words("a cat", NO_POLICY)
