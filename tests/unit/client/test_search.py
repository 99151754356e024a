"""Looking for jobs and giving them stars with the client."""

from typing import Any
from urllib.parse import parse_qsl

from inkstone.client.options import query_of
from unit.client.scripted import Scripted, a_job, says


def test_a_search_is_asked_for_as_the_server_spells_it() -> None:
    asked = query_of(
        {"q": "red 猫", "starred": False, "since": "2026-01-01", "until": None, "page_size": 5}
    )
    assert asked == {
        "q": "red 猫", "starred": "false", "from": "2026-01-01", "to": None, "limit": 5,
    }  # fmt: skip


def test_a_list_goes_on_past_a_page_that_has_none(scripted: Scripted, client: Any) -> None:
    scripted.plays(
        says({"data": [], "next_before": "job_9"}),
        says({"data": [a_job(prompt="a red cat", starred=True)], "next_before": None}),
    )
    (job,) = client.list(q="red", starred=True, key="key_1")
    assert (job.prompt, job.starred) == ("a red cat", True)
    queries = [dict(parse_qsl(each.target.partition("?")[2])) for each in scripted.seen]
    same = {"q": "red", "starred": "true", "key": "key_1"}
    assert queries == [same, {**same, "before": "job_9"}]


def test_a_star_is_given_and_taken(scripted: Scripted, client: Any) -> None:
    scripted.plays(says(a_job(starred=True)), says(a_job(starred=False)))
    assert client.star("job_1").starred is True
    assert client.unstar("job_1").starred is False
    assert [(each.method, each.path, each.json()) for each in scripted.seen] == [
        ("PATCH", "/jobs/job_1", {"starred": True}),
        ("PATCH", "/jobs/job_1", {"starred": False}),
    ]


def test_a_job_tells_what_was_asked_and_by_whom(scripted: Scripted, client: Any) -> None:
    asked = {"model": "m", "prompt": "a cat", "seed": 7}
    told = a_job(prompt="a cat", asked=asked, dialect="openai", key_id="key_1")
    told["images"] = [{"url": "/a", "thumbnail_url": "/a&view=thumbnail"}]
    scripted.plays(says(told), says(a_job()))
    job = client.get("job_1")
    assert (job.asked, job.dialect, job.key_id, job.starred) == (asked, "openai", "key_1", False)
    assert job.images[0].thumbnail_url == "/a&view=thumbnail"
    older = client.get("job_1")
    assert (older.prompt, older.asked, older.dialect) == ("", {}, ""), "an older server says less"
