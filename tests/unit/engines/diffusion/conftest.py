"""Most of these need torch, which only the diffusion engine does."""

from importlib.util import find_spec

import pytest


class NeedsTorch(pytest.Module):
    """A module that cannot be imported for want of torch."""

    def collect(self):
        pytest.skip("needs torch: pip install 'inkstone[diffusion]'", allow_module_level=True)


#: These import no torch.
_PURE = {"test_condition_cache.py", "test_cost.py", "test_fairness.py", "test_scheduler.py"}


def pytest_pycollect_makemodule(module_path, parent):
    if module_path.name in _PURE or find_spec("torch"):
        return None
    return NeedsTorch.from_parent(parent, path=module_path)


@pytest.fixture
def family():
    """A family that draws at once, unless a test sets gates."""
    from unit.engines.diffusion.fakes import FakeFamily

    return FakeFamily()


@pytest.fixture
def studio(family):
    """Threads around it."""
    from unit.engines.diffusion.fakes import a_studio
    from unit.engines.diffusion.studios import open_all

    made = a_studio(family)
    yield made
    open_all(family)
    made.close()
