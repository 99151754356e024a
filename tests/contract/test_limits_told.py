"""What reached a limit, or found a queue full, is told by every dialect as its vendor would."""

import json
from pathlib import Path

import pytest

from contract.submits import Submit, is_replay, job_of
from contract.test_dialect import SHAPES
from contract.test_dialect_errors import GOLDEN
from contract.test_request_rate import ONE_EACH, asking
from inkstone.domain.accounts import NO_LIMITS, Limits
from inkstone.service.queue_gauge import QueueGauge
from unit.dialects.running import run

pytestmark = pytest.mark.anyio

#: By limit: the error that it is, and what is said of it.
TOLD = {
    "jobs_max": ("RateLimited", "limit of jobs under way is 0"),
    "daily_micros": ("InsufficientFunds", "budget of 0 USD today"),
    "total_micros": ("InsufficientFunds", "budget of 0 USD."),
}


@pytest.mark.parametrize("submit", ONE_EACH, ids=lambda submit: submit.dialect)
async def test_each_dialect_tells_a_limit_and_a_full_queue_its_way(
    tmp_path: Path, submit: Submit
) -> None:
    golden = json.loads((GOLDEN / submit.dialect / "errors.json").read_text())["errors"]
    async with run(tmp_path, dialect=submit.dialect) as platform:
        services = platform.services
        sender = await asking(platform, submit, per_minute=None)
        first = await sender.send(key="k")
        assert first.is_success
        for name, (error, told) in TOLD.items():
            await services.accounts.change(sender.account_id, limits=Limits(**{name: 0}))
            refused = await sender.send()
            assert refused.status_code == golden[error]["status"], name
            assert SHAPES[submit.dialect](refused.json())
            assert told in refused.text
            assert ("retry-after" in refused.headers) == (name == "jobs_max")
        await services.accounts.change(sender.account_id, limits=NO_LIMITS)
        # The usual limit is too far away for a test: here nobody may wait at all.
        services.submitter._gauge = QueueGauge(store=platform.store, num_max=0)
        full = await sender.send(key="other")
        assert full.status_code == 503
        assert full.headers["retry-after"] == "5", "nothing runs, so nobody knows"
        assert SHAPES[submit.dialect](full.json())
        assert "0 jobs wait already" in full.text
        again = await sender.send(key="k")
        assert is_replay(again)
        assert job_of(again) == job_of(first)
        assert len(await sender.jobs()) == 1
        assert await services.accounts.check_ledger() == []
