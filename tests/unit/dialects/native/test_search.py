"""Looking through jobs: words, filters, stars, and what is refused."""

import pytest

from unit.dialects.running import Platform

pytestmark = pytest.mark.anyio


async def made(native: Platform, *prompts: str) -> list[str]:
    """Jobs with these prompts; their ids."""
    found = []
    for prompt in prompts:
        answer = await native.post("/jobs?wait=30", prompt=prompt, size="256x256")
        assert answer.status_code == 200, answer.text
        found.append(answer.json()["id"])
    return found


async def listed(native: Platform, **query: str) -> list[str]:
    """The ids of the jobs that a list has."""
    answer = await native.get("/jobs", **query)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["data"]]


async def test_jobs_are_found_by_the_words_of_their_prompts(native: Platform):
    cat, dog, shop = await made(native, "A red CAT", "a red dog", "招牌写着「墨香」 100%")
    assert await listed(native, q="red") == [dog, cat]
    assert await listed(native, q="  cat   Red ") == [cat]
    assert await listed(native, q="墨香") == [shop]
    assert await listed(native, q="100%") == [shop]
    assert await listed(native, q="red bird") == []
    assert await listed(native, q=" ") == [shop, dog, cat]
    assert await listed(native, q="red", limit="1") == [dog]
    assert await listed(native, q="red", before=dog) == [cat]


async def test_jobs_are_found_by_what_else_is_known_of_them(native: Platform):
    (job,) = await made(native, "a cat")
    shown = (await native.get(f"/jobs/{job}")).json()
    assert await listed(native, key=shown["key_id"], dialect="native") == [job]
    assert await listed(native, key="key_other") == []
    assert await listed(native, dialect="openai") == []
    at = shown["created_at"]
    assert await listed(native, **{"from": at, "to": "2100-01-01"}) == [job]
    assert await listed(native, to=at) == []
    assert await listed(native, **{"from": "2100-01-01"}) == []


async def test_a_star_is_given_shown_found_and_taken(native: Platform):
    cat, dog = await made(native, "a cat", "a dog")
    for _ in range(2):
        given = await native.client.patch(
            f"/jobs/{cat}", json={"starred": True}, headers=native.headers
        )
        assert (given.status_code, given.json()["starred"]) == (200, True)
    assert await listed(native, starred="true") == [cat]
    assert await listed(native, starred="false") == [dog]
    assert await listed(native, starred="true", q="dog") == []
    assert (await native.get(f"/jobs/{cat}")).json()["starred"] is True
    taken = await native.client.patch(
        f"/jobs/{cat}", json={"starred": False}, headers=native.headers
    )
    assert taken.json()["starred"] is False
    assert await listed(native, starred="true") == []


async def test_nobody_stars_another_s_job_nor_without_saying_so(native: Platform):
    (job,) = await made(native, "a cat")
    other = await native.new_headers("other")
    path = f"/jobs/{job}"
    assert (
        await native.client.patch(path, json={"starred": True}, headers=other)
    ).status_code == 404
    for body in ({}, {"starred": None}, {"starred": "yes"}, {"starred": 1}):
        refused = await native.client.patch(path, json=body, headers=native.headers)
        assert (refused.status_code, refused.json()["error"]["param"]) == (400, "starred"), body
    assert await listed(native, starred="true") == []


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ({"q": "a b c d e f g h i"}, "q"),
        ({"q": "a" * 201}, "q"),
        ({"dialect": "a" * 33}, "dialect"),
        ({"key": "a" * 65}, "key"),
        ({"starred": "maybe"}, "starred"),
        ({"from": "yesterday"}, "from"),
        ({"to": "2026-13-01"}, "to"),
        ({"from": "2026-02-01", "to": "2026-01-01"}, "from"),
        ({"before": "job_1"}, "before"),
        ({"limit": "101"}, "limit"),
    ],
)
async def test_a_search_that_is_wrong_names_the_field(native: Platform, query, param):
    refused = await native.get("/jobs", **query)
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, param)


async def test_every_fault_of_a_search_is_named(native: Platform):
    refused = await native.get("/jobs", q="a " * 9, starred="x", limit="0", before="job")
    faults = refused.json()["error"]["faults"]
    assert {fault["param"] for fault in faults} == {"q", "starred", "limit", "before"}


@pytest.mark.parametrize("odd", ["%", "_", "!", "\\", '"', "'", "%00", "\ufffd", "𐀀"])
async def test_odd_characters_are_looked_for_as_they_are(native: Platform, odd: str):
    (job,) = await made(native, f"x{odd}x and more")
    await made(native, "plain words")
    assert await listed(native, q=f"x{odd}x") == [job]
    assert await listed(native, q=f"x{odd}x\0") == []


async def test_a_request_that_names_an_engine_is_its_alone(native: Platform):
    good = await native.post("/jobs?wait=30", prompt="a cat", engine="echo")
    assert good.json()["engine"]["name"] == "echo"
    assert good.json()["asked"]["engine"] == "echo"
    for path in ("/jobs", "/estimate"):
        refused = await native.post(path, prompt="a cat", engine="other")
        error = refused.json()["error"]
        assert (refused.status_code, error["code"]) == (400, "engine_unavailable")
        assert error["param"] == "engine"
        assert "echo can" in error["message"]
    long = await native.post("/jobs", prompt="a cat", engine="e" * 65)
    assert long.json()["error"]["param"] == "engine"
