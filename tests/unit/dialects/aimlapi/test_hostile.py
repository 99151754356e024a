"""Any JSON at all: AIML API's submit answers it or refuses it, and never breaks."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inkstone.dialects.aimlapi.wire import GenerationWire
from unit.dialects.running import Platform, run, with_limits

TEXT = st.text(st.characters(codec=None), max_size=12)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
LIKELY = st.sampled_from(
    ["alibaba/qwen-image-2-0", "A kite", "square", "512x512", 512, {"width": 512, "height": 640}]
)
BODIES = ANYTHING | st.dictionaries(
    st.sampled_from(sorted(GenerationWire.model_fields)), ANYTHING | LIKELY, max_size=12
).map(lambda fields: {"model": "alibaba/qwen-image-2-0", "prompt": "A kite", **fields})


@pytest.mark.slow
def test_any_body_is_answered_without_breaking(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        context = run(
            tmp_path,
            dialect="aimlapi",
            works=False,
            limits=with_limits(sync_wait_s=0.01),
            grant="100000",
        )
        platform: Platform = runner.run(context.__aenter__())

        @settings(
            max_examples=80,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        )
        @given(body=BODIES)
        def check(body: Any) -> None:
            answer = runner.run(
                platform.client.post(
                    "/images/generations", content=json.dumps(body), headers=platform.headers
                )
            )
            assert answer.status_code in {400, 404, 504}, answer.text
            assert answer.headers["inkstone-dialect"] == "aimlapi"

        try:
            check()
        finally:
            runner.run(context.__aexit__(None, None, None))
