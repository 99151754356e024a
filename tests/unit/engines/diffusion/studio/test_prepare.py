"""From a run to its samples: what they share, what is read once, what the scheduler is told."""

from datetime import UTC, datetime, timedelta

from inkstone.engines.diffusion.studio.condition_cache import ConditionCache
from inkstone.engines.diffusion.studio.prepare import Place, prepared
from inkstone.engines.diffusion.studio.recipe import recipe_of
from unit.engines.diffusion.fakes import FakeFamily, a_png, a_run, traits


def place(family=None, **more):
    fields = {"key": "fake", "conditions": ConditionCache(2**20), "shares_prefixes": False}
    return Place(family=family or FakeFamily(), **(fields | more))


def samples(where, run_id="r1", **fields):
    run = a_run(**fields)
    recipe = recipe_of(run, where.family.traits, steps=4)
    return prepared(run, recipe, where, run_id=run_id, now_s=100.0).samples


def test_there_is_a_sample_for_each_seed_and_they_share_their_condition():
    where = place()
    found = samples(where, n=3)
    assert [sample.seed for sample in found] == [7, 8, 9]
    assert [sample.demand.id for sample in found] == ["r1/0", "r1/1", "r1/2"]
    assert len({id(sample.positive) for sample in found}) == 1
    assert len({sample.demand.prefix for sample in found}) == 1
    assert where.family.encoded == [("a red cat", ())]


def test_with_guidance_each_has_two_branches_and_both_are_read_with_the_references():
    where = place()
    (found,) = samples(where, negative_prompt="rain", inputs=(a_png((5, 4)), a_png((3, 2))))
    sizes = ((5, 4), (3, 2))
    assert where.family.encoded == [("a red cat", sizes), ("rain", sizes)]
    assert (found.guidance, len(found.conditions)) == (4.0, 2)
    assert found.demand.num_rows == 2 * found.grid.num_tokens
    assert found.demand.prefix_bytes == 200


def test_what_was_read_is_not_read_again_for_the_same_account():
    where = place()
    one, two = samples(where)[0], samples(where, "r2")[0]
    assert one.positive is two.positive
    assert one.demand.prefix == two.demand.prefix
    assert len(where.family.encoded) == 1


def test_another_account_has_its_own_unless_accounts_share():
    for shares in (False, True):
        where = place(shares_prefixes=shares)
        one = samples(where)[0]
        two = samples(where, account_id="acct_2")[0]
        assert (one.positive is two.positive) is shares
        assert (one.demand.prefix == two.demand.prefix) is shares


def test_what_differs_in_prompt_pictures_order_or_guidance_has_a_prefix_of_its_own():
    where = place()
    red, blue = a_png(colour="red"), a_png(colour="blue")
    asked = [
        {},
        {"prompt": "a blue cat"},
        {"negative_prompt": "rain"},
        {"inputs": (red,)},
        {"inputs": (red, blue)},
        {"inputs": (blue, red)},
    ]
    prefixes = {samples(where, **fields)[0].demand.prefix for fields in asked}
    assert len(prefixes) == len(asked)
    assert len({samples(place(key="other"))[0].demand.prefix, *prefixes}) == len(asked) + 1


def test_the_scheduler_is_told_what_it_takes_and_whose_it_is():
    late = datetime.now(UTC) + timedelta(seconds=60)
    whose = {"account_id": "acct_9", "account_weight": 2.5}
    (found,) = samples(place(), **whose, priority=3, deadline_at=late, steps=5)
    demand = found.demand
    assert demand.weight == 2.5
    assert (demand.account_id, demand.family, demand.priority, demand.num_steps) == (
        "acct_9",
        "fake",
        3,
        5,
    )
    assert demand.step_tflop == found.grid.num_tokens / 1000
    assert demand.prefill_tflop == len("a red cat") / 1000
    assert demand.deadline_s is not None
    assert 100 < demand.deadline_s <= 160


def test_a_cut_prompt_is_said_once():
    where = place(FakeFamily(traits=traits(prompt_tokens_max=3)))
    run = a_run(negative_prompt="heavy rain", n=2)
    recipe = recipe_of(run, where.family.traits, steps=4)
    found = prepared(run, recipe, where, run_id="r", now_s=0.0)
    assert [warning.code for warning in found.warnings] == ["prompt_cut"]


def test_the_seeds_given_are_the_seeds_drawn():
    found = samples(place(), seed=2**31 - 1, n=2)
    assert [sample.seed for sample in found] == [2**31 - 1, 0]
