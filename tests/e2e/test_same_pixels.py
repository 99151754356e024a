"""One request, asked for in every dialect's words, is one picture: the same pixels."""

import json
from collections.abc import Iterator

import pytest

from e2e.dialects import DRAW, Asked
from e2e.pictures import pixels_of, png_texts
from e2e.server import Server, balance
from inkstone.dialects import registry

#: What this test expects to be charged, from the shipped rate card, in micros.
PRICES = {
    "aimlapi": 45_500,
    "dashscope": 35_000,
    "empiriolabs": 32_200,
    "gccai": 30_000,
    "native": 30_000,
    "openai": 30_000,
    "wavespeed": 30_000,
}
SEEDED = sorted(set(DRAW) - {"gccai"})
KITE = Asked(prompt='a red kite over a lake, with the words "Open 营业中"', seed=7)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that sketches."""
    made = Server(tmp_path_factory.mktemp("pixels"), engine="sketch")
    try:
        yield made.start()
        assert made.faults() == []
    finally:
        made.clean_up()


def test_every_dialect_is_asked() -> None:
    assert set(DRAW) == set(registry.FACTORIES) == set(PRICES)


def test_the_same_seed_is_the_same_picture_in_every_dialect(server: Server) -> None:
    with server.client() as client:
        pictures = {name: DRAW[name](client, KITE) for name in SEEDED}
        prefixed = {
            name: DRAW[name](client, KITE, at=f"/{name}") for name in SEEDED if name != "native"
        }
    first = pixels_of(pictures["native"])
    assert {name: pixels_of(data) == first for name, data in pictures.items()} == dict.fromkeys(
        SEEDED, True
    )
    assert all(pixels_of(data) == first for data in prefixed.values())


def test_a_negative_prompt_means_the_same_wherever_it_can_be_said(server: Server) -> None:
    asked = Asked(prompt="a cat and a dog", negative_prompt="dog", seed=3)
    names = [name for name in SEEDED if name != "wavespeed"]
    with server.client() as client:
        pictures = {name: pixels_of(DRAW[name](client, asked)) for name in names}
    assert len(set(pictures.values())) == 1, {n: hash(p) for n, p in pictures.items()}


def test_an_edit_is_the_same_in_every_dialect(server: Server) -> None:
    with server.client() as client:
        body = {"prompt": "a red kite", "size": "1024x1024", "seed": 5}
        job = client.post("/inkstone/v1/jobs?wait=60", json=body).json()
        start = job["images"][0]["url"]
        asked = Asked(prompt="make it black and white", images=(start,), seed=9)
        pictures = {name: pixels_of(DRAW[name](client, asked)) for name in SEEDED}
        before = pixels_of(DRAW["native"](client, Asked(prompt="a red kite", seed=5)))
    assert len(set(pictures.values())) == 1, {n: hash(p) for n, p in pictures.items()}
    assert before not in pictures.values()


def test_a_vendor_without_seeds_says_in_the_picture_which_one_it_drew(server: Server) -> None:
    with server.client() as client:
        drawn = DRAW["gccai"](client, Asked(prompt="a red kite"))
        seed = json.loads(png_texts(drawn)["inkstone:parameters"])["seed"]
        again = DRAW["native"](client, Asked(prompt="a red kite", seed=seed))
    assert pixels_of(drawn) == pixels_of(again)


@pytest.mark.parametrize("name", sorted(DRAW))
def test_each_dialect_charges_its_own_price(server: Server, name: str) -> None:
    with server.client(server.new_key(f"of {name}")) as client:
        before = balance(client)["balance_micros"]
        DRAW[name](client, Asked(prompt="a red kite"))
        after = balance(client)
    assert before - after["balance_micros"] == PRICES[name]
    assert after["held_micros"] == 0
