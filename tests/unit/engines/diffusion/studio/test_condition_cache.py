"""The cache of what was read: within its budget, the latest used."""

from dataclasses import dataclass

from inkstone.engines.diffusion.studio.condition_cache import ConditionCache


@dataclass(frozen=True)
class Thing:
    num_bytes: int


def test_what_was_used_longest_ago_goes_first():
    cache = ConditionCache[Thing](30)
    things = {name: Thing(10) for name in "abc"}
    for name, thing in things.items():
        cache.put(name, thing)
    assert cache.get("a") is things["a"]
    cache.put("d", Thing(10))
    assert [cache.get(name) is not None for name in "abcd"] == [True, False, True, True]
    assert (cache.num_bytes, len(cache)) == (30, 3)


def test_what_is_larger_than_the_budget_is_not_kept_and_drops_nothing():
    cache = ConditionCache[Thing](30)
    cache.put("a", Thing(10))
    cache.put("b", Thing(31))
    assert (cache.get("a"), cache.get("b")) == (Thing(10), None)


def test_a_key_put_again_counts_once():
    cache = ConditionCache[Thing](30)
    cache.put("a", Thing(20))
    cache.put("a", Thing(25))
    assert (cache.num_bytes, cache.get("a")) == (25, Thing(25))
