"""Tests for how things stand to each other, in scenes made by hand."""

import pytest

from unit.engines.sketch.layout.made import placed, share, thing

SEEDS = range(1, 5)


def _near(one: float, other: float, *, within: float) -> bool:
    return abs(one - other) <= within


@pytest.mark.parametrize("seed", SEEDS)
def test_left_is_left_and_right_is_right(seed):
    found = placed(thing("house"), thing("dog", None, ("left_of", "house")), seed=seed)
    assert found["dog"][0].right <= found["house"][0].box.x
    found = placed(thing("house"), thing("dog", None, ("right_of", "house")), seed=seed)
    assert found["dog"][0].box.x >= found["house"][0].right


@pytest.mark.parametrize("seed", SEEDS)
def test_two_of_a_kind_are_both_left_of_the_three(seed):
    found = placed(
        thing("cat", None, ("left_of", "dog"), count=2), thing("dog", count=3), seed=seed
    )
    assert max(p.right for p in found["cat"]) <= min(p.box.x for p in found["dog"])


def test_things_on_a_table_stand_on_it_side_by_side():
    found = placed(thing("table"), thing("apple", None, ("on", "table"), count=4))
    table = found["table"][0]
    surface = table.box.y + table.box.height * 0.1
    for apple in found["apple"]:
        assert _near(apple.feet, surface, within=table.box.height * 0.06)
        assert table.box.x <= apple.box.x
        assert apple.right <= table.right
        assert apple.depth > table.depth
        assert all(share(apple.box, other.box) == 0 for other in found["apple"] if other != apple)


def test_what_is_beside_a_thing_on_a_table_is_on_that_table():
    found = placed(
        thing("table"),
        thing("laptop", None, ("on", "table")),
        thing("coffee", None, ("left_of", "laptop")),
    )
    assert found["coffee"][0].right <= found["laptop"][0].box.x
    assert _near(found["coffee"][0].feet, found["laptop"][0].feet, within=15)


@pytest.mark.parametrize("seed", SEEDS)
def test_who_sits_has_their_seat_on_the_seat(seed):
    found = placed(
        thing("bench"), thing("girl", None, ("sitting_on", "bench"), pose="sit"), seed=seed
    )
    girl, bench = found["girl"][0], found["bench"][0]
    _, y = girl.point("seat", default=(0.5, 0.5))
    assert _near(y, bench.box.y + bench.box.height * 0.55, within=bench.box.height * 0.35)
    assert bench.box.x < girl.middle < bench.right
    assert girl.depth > bench.depth


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rider_sits_on_the_mount_and_looks_its_way(seed):
    found = placed(thing("horse"), thing("girl", None, ("riding", "horse"), pose="ride"), seed=seed)
    girl, horse = found["girl"][0], found["horse"][0]
    assert girl.point("seat", default=(0, 0)) == pytest.approx(
        horse.point("seat", default=(0, 0)), abs=2
    )
    assert girl.facing == horse.facing
    assert girl.depth > horse.depth
    assert girl.feet < horse.feet


def test_a_rider_of_something_small_is_no_giant():
    found = placed(thing("cat"), thing("man", None, ("riding", "cat"), pose="ride"))
    assert found["man"][0].box.height < 1.6 * found["cat"][0].box.height


def test_what_is_held_is_in_the_hand():
    found = placed(thing("girl", pose="hold"), thing("book", None, ("held_by", "girl")))
    girl, book = found["girl"][0], found["book"][0]
    x, y = girl.point("hand", default=(0, 0))
    assert book.box.x <= x <= book.right
    assert book.box.y <= y <= book.feet
    assert book.depth > girl.depth
    assert book.box.height < 0.3 * girl.box.height
    assert not book.has_shadow


def test_held_balloons_are_tied_to_the_hand_and_above_it():
    found = placed(thing("girl"), thing("balloon", None, ("held_by", "girl"), count=3))
    hand = found["girl"][0].point("hand", default=(0, 0))
    for balloon in found["balloon"]:
        assert balloon.string is not None
        assert balloon.string[2:] == pytest.approx(hand, abs=1)
        assert balloon.feet < hand[1]
    assert len({balloon.box.x for balloon in found["balloon"]}) == 3


def test_an_umbrella_is_over_the_head_that_it_keeps_dry():
    found = placed(thing("woman"), thing("umbrella", None, ("held_by", "woman")))
    woman, umbrella = found["woman"][0], found["umbrella"][0]
    assert umbrella.box.y < woman.box.y
    assert umbrella.box.x < woman.middle < umbrella.right
    assert umbrella.depth < woman.depth


def test_each_holder_holds_its_own():
    found = placed(thing("girl", count=2), thing("balloon", None, ("held_by", "girl"), count=2))
    for girl, balloon in zip(found["girl"], found["balloon"], strict=True):
        assert balloon.string[2:] == pytest.approx(girl.point("hand", default=(0, 0)), abs=1)


def test_what_is_worn_is_on_the_head():
    found = placed(thing("cat"), thing("crown", None, ("worn_by", "cat")))
    cat, crown = found["cat"][0], found["crown"][0]
    x, y = cat.point("crown", default=(0, 0))
    assert crown.box.x < x < crown.right
    assert crown.box.y < y
    assert crown.depth > cat.depth


def test_what_is_inside_is_behind_the_rim():
    found = placed(thing("vase"), thing("tulip", None, ("inside", "vase"), count=3))
    vase = found["vase"][0]
    for tulip in found["tulip"]:
        assert tulip.depth < vase.depth
        assert tulip.box.y < vase.box.y < tulip.feet < vase.feet


def test_what_is_in_a_bowl_of_glass_is_seen():
    bowl = thing("bowl", "bowl", material="glass")
    found = placed(bowl, thing("fish", None, ("inside", "bowl")))
    assert found["fish"][0].depth > found["bowl"][0].depth
    assert share(found["fish"][0].box, found["bowl"][0].box) == pytest.approx(1)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_under_a_tree_is_in_its_shade(seed):
    found = placed(thing("tree"), thing("cat", None, ("under", "tree"), count=2), seed=seed)
    tree = found["tree"][0]
    for cat in found["cat"]:
        assert tree.box.x - cat.box.width / 2 < cat.middle < tree.right + cat.box.width / 2
        assert cat.feet >= tree.feet
        assert cat.box.height < 0.6 * tree.box.height
        assert cat.depth > tree.depth


def test_what_is_before_is_nearer_and_what_is_behind_is_farther():
    found = placed(thing("house"), thing("dog", None, ("in_front_of", "house")))
    assert found["dog"][0].depth > found["house"][0].depth
    assert found["dog"][0].feet > found["house"][0].feet
    found = placed(thing("house"), thing("dog", None, ("behind", "house")))
    dog, house = found["dog"][0], found["house"][0]
    assert dog.depth < house.depth
    assert dog.feet < house.feet
    assert share(dog.box, house.box) < 0.5


def test_what_is_above_has_nothing_of_the_other_over_it():
    found = placed(thing("house"), thing("bird", None, ("above", "house"), count=2))
    assert all(bird.feet <= found["house"][0].box.y for bird in found["bird"])


@pytest.mark.parametrize("seed", SEEDS)
def test_between_is_in_the_middle(seed):
    found = placed(
        thing("cat", None, ("between", "house"), ("between", "tree")),
        thing("house"),
        thing("tree"),
        seed=seed,
    )
    sides = sorted([found["house"][0].middle, found["tree"][0].middle])
    assert sides[0] < found["cat"][0].middle < sides[1]
    found = placed(thing("cat", None, ("between", "tree")), thing("tree", count=2), seed=seed)
    sides = sorted(tree.middle for tree in found["tree"])
    assert sides[0] < found["cat"][0].middle < sides[1]


def test_around_is_on_all_sides():
    found = placed(thing("campfire"), thing("girl", None, ("around", "campfire"), count=6))
    fire = found["campfire"][0]
    assert {girl.middle < fire.middle for girl in found["girl"]} == {True, False}
    assert {girl.depth < fire.depth for girl in found["girl"]} == {True, False}
    for girl in found["girl"]:
        assert girl.facing == ("right" if girl.middle < fire.middle else "left")
        assert share(fire.box, girl.box) < 0.4


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", ["chasing", "following"])
def test_who_chases_is_behind_and_looks_the_same_way(seed, kind):
    found = placed(thing("dog", None, (kind, "cat"), pose="run"), thing("cat"), seed=seed)
    dog, cat = found["dog"][0], found["cat"][0]
    assert dog.facing == cat.facing
    assert (dog.middle < cat.middle) == (cat.facing == "right")
    assert share(dog.box, cat.box) == 0


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", ["facing", "talking_to", "looking_at", "kissing", "hugging"])
def test_two_who_meet_look_at_each_other(seed, kind):
    found = placed(thing("girl", None, (kind, "boy")), thing("boy"), seed=seed)
    girl, boy = found["girl"][0], found["boy"][0]
    assert girl.facing == ("right" if girl.middle < boy.middle else "left")
    assert boy.facing == ("left" if girl.middle < boy.middle else "right")


def test_two_who_hug_are_close():
    found = placed(thing("girl", None, ("hugging", "boy")), thing("boy"))
    girl, boy = found["girl"][0], found["boy"][0]
    assert 0.1 < share(girl.box, boy.box) < 0.8


def test_a_small_one_is_taken_into_the_arms_and_leaves_the_face_free():
    found = placed(thing("girl", None, ("hugging", "teddy")), thing("teddy", scale=0.6))
    girl, teddy = found["girl"][0], found["teddy"][0]
    assert teddy.depth > girl.depth
    assert girl.point("mouth", default=(0, 0))[1] < teddy.box.y
    assert teddy.feet < girl.feet


@pytest.mark.parametrize("seed", SEEDS)
def test_one_who_feeds_many_has_them_all_before_them(seed):
    found = placed(
        thing("boy", None, ("feeding", "duck")), thing("duck", count=4, scale=0.5), seed=seed
    )
    boy = found["boy"][0]
    sides = {(duck.middle < boy.middle) for duck in found["duck"]}
    assert sides == {boy.facing == "left"}
    assert {duck.facing for duck in found["duck"]} == {"left" if boy.facing == "right" else "right"}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_pulled_is_behind_on_a_rope_and_what_is_pushed_before(seed):
    found = placed(thing("horse", None, ("pulling", "car")), thing("car"), seed=seed)
    horse, car = found["horse"][0], found["car"][0]
    assert horse.string is not None
    assert (horse.middle > car.middle) == (horse.facing == "right")
    found = placed(thing("man", None, ("pushing", "car")), thing("car"), seed=seed)
    man, car = found["man"][0], found["car"][0]
    assert (man.middle < car.middle) == (man.facing == "right")


@pytest.mark.parametrize("kind", ["lying_on", "leaning_on", "playing_with", "next_to"])
def test_what_touches_is_near(kind):
    found = placed(thing("bench"), thing("cat", None, (kind, "bench")))
    cat, bench = found["cat"][0], found["bench"][0]
    gap = max(cat.box.x - bench.right, bench.box.x - cat.right, 0)
    assert gap < bench.box.width * 0.2


def test_two_relations_of_one_thing_both_hold():
    found = placed(
        thing("girl", None, ("left_of", "house"), ("riding", "horse"), pose="ride"),
        thing("horse"),
        thing("house"),
        thing("balloon", None, ("held_by", "girl")),
    )
    girl, horse, house = found["girl"][0], found["horse"][0], found["house"][0]
    assert girl.point("seat", default=(0, 0)) == pytest.approx(
        horse.point("seat", default=(0, 0)), abs=2
    )
    assert horse.right <= house.box.x
    assert found["balloon"][0].string is not None


def test_a_circle_of_relations_is_broken():
    found = placed(
        thing("cat", None, ("on", "dog")), thing("dog", None, ("on", "horse")),
        thing("horse", None, ("on", "cat")),
    )  # fmt: skip
    assert {len(pieces) for pieces in found.values()} == {1}


def test_who_may_not_turn_does_not():
    found = placed(thing("cat", facing="left"), thing("dog", None, ("facing", "cat")))
    assert found["cat"][0].facing == "left"
    assert found["dog"][0].middle < found["cat"][0].middle
