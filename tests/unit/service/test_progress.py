"""The board: the latest of everything, and whoever listens is nudged."""

import pytest

from inkstone.domain.job import JobWarning
from inkstone.service.progress import PREVIEW_BYTES_MAX, ProgressBoard
from inkstone.store.signals import Subscription

pytestmark = pytest.mark.anyio


async def test_progress_stays_within_bounds_and_is_forgotten(world):
    board, job = ProgressBoard(), await world.submit()
    for step, steps, kept in ((1, 2, 500), (9, 2, 1000), (-1, 2, 0), (1, 0, 0)):
        board.step(job.id, image_index=0, step=step, steps=steps, num_images=1)
        assert board.permille(job.id) == kept
        assert board.get(job) == kept / 1000
    board.drop(job.id)
    board.drop(job.id)
    assert board.get(job) == 0.0
    assert board.track(job.id) is None


async def test_pictures_that_are_drawn_side_by_side_add_up():
    board = ProgressBoard()
    for image in range(4):
        board.step("job_1", image_index=image, step=1, steps=2, num_images=4)
    assert board.permille("job_1") == 500
    board.made("job_1", image_index=3, num_images=4)
    assert board.permille("job_1") == 625
    assert board.track("job_1").step.step == 2, "as many steps as it was said to have"
    board.made("job_1", image_index=0, num_images=4)
    assert (board.track("job_1").step.step, board.track("job_1").step.steps) == (1, 1)


async def test_the_newest_preview_of_each_picture_is_kept():
    board = ProgressBoard()
    for number in range(100):
        board.preview("job_1", number % 2, bytes([number]), "image/png")
    board.preview("job_1", 0, bytes(PREVIEW_BYTES_MAX + 1), "image/png")
    kept = board.track("job_1").previews
    assert {image: preview.data for image, preview in kept.items()} == {0: b"\x62", 1: b"\x63"}


async def test_who_listens_is_nudged_and_it_is_no_signal():
    board, ear = ProgressBoard(), Subscription()
    with board.listen("job_1", ear):
        board.step("job_2", image_index=0, step=1, steps=2, num_images=1)
        assert not ear._event.is_set()
        board.warn("job_1", JobWarning(code="a", message="b"))
        assert ear._event.is_set()
        assert await ear.wait(60) is False, "what the store says has not changed"
        ear.nudge()
        ear.wake()
        assert await ear.wait(60) is True
    board.preview("job_1", 0, b"x", "image/png")
    assert not ear._event.is_set()
    assert not board._ears
