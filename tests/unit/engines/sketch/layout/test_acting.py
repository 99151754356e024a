"""Tests for what everything does where it is."""

from inkstone.engines.sketch.layout.acting import acted
from unit.engines.sketch.layout.made import room_of, scene_of, thing

SIZE = (512, 512)


def _acted(*objects, **room):
    scene = scene_of(*objects, size=SIZE)
    return acted(scene, room_of(SIZE, **room))


def test_a_bird_of_the_air_flies_and_one_on_a_fence_does_not():
    eagle = thing("eagle", shown="bird:eagle")
    assert _acted(eagle).objects[0].pose == "fly"
    perched = thing("eagle", None, ("on", "fence"), shown="bird:eagle")
    assert _acted(perched, thing("fence")).objects[0].pose is None


def test_birds_that_are_fed_are_on_the_ground():
    pigeons = thing("pigeon", shown="bird:pigeon", count=3)
    assert _acted(thing("girl", None, ("feeding", "pigeon")), pigeons).objects[1].pose == "stand"


def test_who_is_under_water_swims():
    assert _acted(thing("girl"), is_underwater=True).objects[0].pose == "swim"


def test_who_is_on_a_bench_sits_on_it_unless_it_stands():
    sat = _acted(thing("girl", None, ("on", "bench")), thing("bench")).objects[0]
    assert (sat.relations[0].kind, sat.pose) == ("sitting_on", "sit")
    read = _acted(thing("girl", None, ("on", "bench"), pose="read"), thing("bench")).objects[0]
    assert (read.relations[0].kind, read.pose) == ("sitting_on", "read")
    stood = _acted(thing("girl", None, ("on", "bench"), pose="stand"), thing("bench")).objects[0]
    assert stood.relations[0].kind == "on"


def test_an_instrument_is_held_and_a_ball_is_run_after():
    girl = thing("girl", None, ("playing_with", "guitar"), pose="play")
    scene = _acted(girl, thing("guitar"))
    assert scene.objects[0].relations == ()
    assert scene.objects[1].relations[0].kind == "held_by"
    boy = thing("boy", None, ("playing_with", "soccer_ball"), pose="play")
    assert _acted(boy, thing("soccer_ball")).objects[0].pose == "run"


def test_what_the_scene_says_stays():
    objects = (thing("eagle", shown="bird:eagle", pose="sit"), thing("girl", pose="wave"))
    assert _acted(*objects).objects == objects
