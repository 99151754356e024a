"""The table of legal transitions, said once more by hand."""

from inkstone.domain.job import TRANSITIONS, JobStatus, can_become

LEGAL = {
    "queued": {"running", "canceled", "expired"},
    "running": {"queued", "succeeded", "failed", "canceled", "expired"},
}


def test_only_these_steps_are_legal():
    for status in JobStatus:
        for target in JobStatus:
            assert can_become(status, target) is (target in LEGAL.get(status, ()))


def test_every_state_has_its_row_and_four_are_final():
    assert set(TRANSITIONS) == set(JobStatus)
    assert {s for s in JobStatus if s.is_terminal} == {
        "succeeded",
        "failed",
        "canceled",
        "expired",
    }
