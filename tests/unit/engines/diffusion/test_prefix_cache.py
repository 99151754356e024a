import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.engines.diffusion.prefix_cache import PrefixCache


class Thing:
    """A value of so many bytes, some of them its parts'."""

    def __init__(self, num_bytes):
        self.num_bytes = num_bytes


def size_of(thing):
    return thing.num_bytes


def hold(cache, key, num_bytes=10, *, account="a", family="f", head=None, head_bytes=0, made=None):
    def make(parts):
        if made is not None:
            made.append(key)
        if head is not None and parts.get(head) is None:
            parts.put(head, object(), num_bytes=head_bytes)
        return Thing(num_bytes + head_bytes)

    return cache.hold(
        key,
        account_id=account,
        family=family,
        num_bytes=num_bytes + head_bytes,
        make=[make],
        size_of=size_of,
    )


def test_a_value_is_made_once_while_there_is_room():
    cache, made = PrefixCache(100), []
    first = hold(cache, "k", made=made)
    cache.release(first)
    again = hold(cache, "k", made=made)
    assert made == ["k"]
    assert again.values[0] is first.values[0]
    assert (cache.figures.hits, cache.figures.misses) == (1, 1)


def test_what_was_used_longest_ago_goes_first():
    cache, made = PrefixCache(20), []
    for key in ("old", "new"):
        cache.release(hold(cache, key, made=made))
    cache.release(hold(cache, "old"))
    cache.release(hold(cache, "third"))
    hold(cache, "old", made=made)
    hold(cache, "new", made=made)
    assert made == ["old", "new", "new"]


def test_what_is_held_stays_whatever_comes():
    cache = PrefixCache(20)
    kept = hold(cache, "kept")
    for i in range(5):
        cache.release(hold(cache, f"other {i}"))
    cache.clear()
    assert hold(cache, "kept").values[0] is kept.values[0]
    assert cache.figures.num_bytes == cache.figures.held_bytes == 10


def test_what_is_set_aside_is_not_used():
    cache = PrefixCache(20)
    for key in ("old", "new"):
        cache.release(hold(cache, key))
    cache.set_aside(5)
    assert cache.figures.num_bytes == 10
    held = hold(cache, "held")
    cache.set_aside(15)
    assert cache.figures.num_bytes == cache.figures.held_bytes == 10
    cache.release(held)
    assert cache.figures.num_bytes == 0


def test_a_head_is_shared_and_counted_once():
    cache = PrefixCache(200)
    one = hold(cache, "one", 10, head="h", head_bytes=50)
    two = hold(cache, "two", 10, head="h", head_bytes=50)
    assert cache.figures.num_bytes == 70
    cache.release(one)
    cache.clear()
    assert cache.figures.num_bytes == 60
    cache.release(two)
    cache.clear()
    assert cache.figures.num_bytes == 0


def test_two_branches_of_one_key_share_their_head():
    cache = PrefixCache(200)

    def make(parts):
        if parts.get("h") is None:
            parts.put("h", object(), num_bytes=50)
        return Thing(60)

    held = cache.hold(
        "k", account_id="a", family="f", num_bytes=120, make=[make, make], size_of=size_of
    )
    assert cache.figures.num_bytes == 70
    cache.release(held)
    cache.clear()
    assert cache.figures.num_bytes == 0


def test_one_accounts_entries_are_not_anothers():
    cache, made = PrefixCache(200), []
    hold(cache, "k", account="a", made=made)
    hold(cache, "k", account="b", made=made)
    assert made == ["k", "k"]


@pytest.mark.parametrize("is_shared", [False, True])
def test_what_one_checkpoint_computed_is_nothing_to_another(is_shared):
    cache, made = PrefixCache(500, is_shared=is_shared), []
    hold(cache, "k", family="base", head="h", head_bytes=20, made=made)
    hold(cache, "k", family="turbo", head="h", head_bytes=20, made=made)
    assert made == ["k", "k"]
    assert cache.figures.num_bytes == 60


def test_accounts_share_where_they_were_told_to():
    cache, made = PrefixCache(200, is_shared=True), []
    hold(cache, "k", account="a", made=made)
    hold(cache, "k", account="b", made=made)
    assert made == ["k"]


def test_a_failure_while_making_holds_nothing():
    cache = PrefixCache(200)

    def make(parts):
        parts.put("h", object(), num_bytes=50)
        raise MemoryError

    with pytest.raises(MemoryError):
        cache.hold("k", account_id="a", family="f", num_bytes=60, make=[make], size_of=size_of)
    cache.clear()
    assert cache.figures.num_bytes == 0


@given(
    st.lists(
        st.tuples(
            st.integers(0, 5), st.integers(1, 8), st.sampled_from([None, "x", "y"]), st.booleans()
        ),
        max_size=60,
    )
)
def test_it_never_holds_more_than_its_budget(calls):
    cache, held, budget = PrefixCache(40), [], 40
    for number, num_bytes, head, lets_go in calls:
        key = f"{number}/{head}"
        # Whoever holds sees to it that all that is held fits: this is the scheduler's part.
        if sum({h.key: s for h, s in held}.values()) + 16 <= budget:
            grown = hold(cache, key, num_bytes, head=head, head_bytes=8 if head else 0)
            held.append((grown, 16))
        if lets_go and held:
            cache.release(held.pop(0)[0])
        figures = cache.figures
        assert figures.held_bytes <= figures.num_bytes <= budget
