"""A run's course: what threads say is heard in order, and nothing after its end."""

import asyncio
import threading

import anyio
import pytest

from inkstone.domain.errors import ContentRefused
from inkstone.engines import base
from inkstone.engines.diffusion.studio.course import Course, Failed, Spent

pytestmark = pytest.mark.anyio


def in_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


async def heard(course, num):
    with anyio.fail_after(60):
        return [await course.heard() for _ in range(num)]


async def test_what_a_thread_says_is_heard_in_order():
    course = Course(asyncio.get_running_loop())
    said = [base.Progress(0, step, 50) for step in range(50)]
    in_thread(lambda: [course.say(each) for each in said])
    assert await heard(course, 50) == said


async def test_what_goes_wrong_in_a_thread_is_told_with_its_picture():
    course = Course(asyncio.get_running_loop())
    refused = ContentRefused("no")

    def work():
        raise refused

    in_thread(lambda: course.do(work, 3))
    in_thread(lambda: course.do(work))
    assert await heard(course, 2) == [Failed(refused, 3), Failed(refused, None)]


async def test_after_its_end_nothing_is_done_or_heard():
    course, done = Course(asyncio.get_running_loop()), []
    assert course.do(lambda: done.append(1))
    course.end()
    assert not course.do(lambda: done.append(2))
    in_thread(lambda: course.say(Spent(1.0)))
    assert done == [1]
    with pytest.raises(TimeoutError), anyio.fail_after(0.01):
        await course.heard()


def test_a_closed_loop_ends_it_and_hurts_no_thread():
    loop = asyncio.new_event_loop()
    course = Course(loop)
    loop.close()
    in_thread(lambda: course.say(Spent(1.0)))
    assert course.is_over
