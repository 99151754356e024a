"""Upstreams and routes as the operator's file has them."""

import pytest

from inkstone.cards import load_catalogue
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.request import Size
from inkstone.engines.upstreams import UpstreamModel
from inkstone.settings import load
from inkstone.upstream_cards import load_upstreams

MODELS = """
[[model]]
name = "small"
tier = "standard"
resolves_to = "small-2026"
aliases = ["tiny"]

[[model]]
name = "small-2026"
tier = "standard"
"""
LOCAL = """
[[upstream]]
name = "local"
flavour = "sglang"
url = "http://10.0.0.7:30000/v1"
models = { small = "Qwen/Qwen-Image" }
"""


@pytest.fixture
def read(tmp_path, monkeypatch):
    for name in ("DASHSCOPE_API_KEY", "DASHSCOPE_HTTP_BASE_URL"):
        monkeypatch.delenv(name, raising=False)

    def read(text=None):
        file = tmp_path / "models.toml"
        if text is not None:
            file.write_text(MODELS + text)
        settings = load(data_dir=tmp_path, models_file=file if text is not None else None)
        return load_upstreams(settings, load_catalogue(settings))

    return read


def test_dashscope_is_there_once_its_key_is(read, monkeypatch):
    assert read().upstreams == ()
    assert read().left_out == {"dashscope": "DASHSCOPE_API_KEY is not set"}
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-1")
    (upstream,) = read().upstreams
    assert (upstream.name, upstream.flavour, upstream.api_key) == ("dashscope", "dashscope", "sk-1")
    assert upstream.url == "https://dashscope.aliyuncs.com/api/v1"
    assert upstream.models["qwen-image-2.0-2026-03-03"].cost_micros == 35_000
    assert upstream.models["qwen-image-2.0-pro-2026-06-22"].cost_micros == 75_000
    assert "sk-1" not in repr(upstream)
    monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", "https://dashscope-intl.aliyuncs.com/api/v1")
    assert read().upstreams[0].url.startswith("https://dashscope-intl.")


def test_a_model_stands_for_its_snapshot_and_may_have_another_spelling(read):
    (upstream,) = read(LOCAL.replace("small =", "tiny =")).upstreams
    served = UpstreamModel(name="Qwen/Qwen-Image")
    assert upstream.models == {"small": served, "small-2026": served}


def test_a_file_of_ones_own_keeps_the_shipped_upstreams_it_does_not_name(read, monkeypatch):
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-1")
    found = read(LOCAL)
    assert [each.name for each in found.upstreams] == ["local"]
    assert found.left_out == {"dashscope": "it serves no model of the catalogue"}
    own = LOCAL.replace("local", "dashscope")
    assert [each.flavour for each in read(own).upstreams] == ["sglang"]


def test_everything_may_be_said(read, monkeypatch):
    monkeypatch.setenv("MY_KEY", "k")
    text = """
[[upstream]]
name = "shop"
url = "https://api.example.com/v1"
api_key_env = "MY_KEY"
concurrency = 3
requests_per_minute = 60
timeout_s = 12.5
failures_max = 2
rest_s = 1
models = { small = { name = "theirs", cost = "0.0123" } }
reach = { sizes = ["1024x1024", "512x768"], num_inputs_max = 2 }

[[route]]
models = ["tiny"]
to = ["shop", "sketch"]
"""
    found = read(text)
    (shop,) = found.upstreams
    assert (shop.concurrency, shop.requests_per_minute, shop.timeout_s) == (3, 60, 12.5)
    assert (shop.failures_max, shop.rest_s, shop.flavour) == (2, 1, "openai")
    assert shop.models["small"] == UpstreamModel(name="theirs", cost_micros=12_300)
    assert shop.reach == {"sizes": (Size(1024, 1024), Size(512, 768)), "num_inputs_max": 2}
    (rule,) = found.rules
    assert (rule.to, rule.models) == (("shop", "sketch"), {"small", "small-2026"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[upstream]]\nurl = "http://x/v1"', "needs a name"),
        ('[[upstream]]\nname = "sketch"\nurl = "http://x/v1"', "needs a name of its own"),
        ('[[upstream]]\nname = "a b"\nurl = "http://x/v1"', "small letters"),
        ('[[upstream]]\nname = "a"', "needs its `url`"),
        ('[[upstream]]\nname = "a"\nurl = "http://x/v1"\nport = 1', "no key port"),
        ('[[upstream]]\nname = "a"\nurl = "http://x/v1"\nconcurrency = 0', "number from 1"),
        ('[[upstream]]\nname = "a"\nurl = "http://x/v1"\nconcurrency = 1.5', "whole number"),
        ('[[upstream]]\nname = "a"\nurl = "http://x/v1"\nmodels = { small = 1 }', "small = "),
        ('[[upstream]]\nname = "a"\nurl = "http://x/v1"\nreach = { wings = 2 }', "knows"),
        ('[[route]]\nto = ["nobody"]', "no engine nobody"),
        ('[[route]]\nmodels = ["other"]\nto = ["sketch"]', "not listed"),
    ],
)
def test_faults_are_refused_with_what_is_wrong(read, text, says):
    with pytest.raises(InvalidRequest, match=says):
        read(text)
