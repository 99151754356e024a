from pathlib import Path

import pytest

from inkstone import bootstrap
from inkstone.domain.errors import InvalidRequest, Unavailable
from inkstone.settings import Settings

pytestmark = pytest.mark.anyio


async def test_one_process_at_a_time_has_the_worker_role(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, engine="echo")
    async with bootstrap.open_parts(settings, with_worker=True):
        with pytest.raises(Unavailable, match="--no-worker"):
            async with bootstrap.open_parts(settings, with_worker=True):
                pass
        async with bootstrap.open_parts(settings, with_worker=False) as parts:
            assert parts.worker is None
    async with bootstrap.open_parts(settings, with_worker=True):
        pass


@pytest.mark.parametrize("name", ["rate_card", "models_file"])
async def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    for file in (tmp_path / "none.toml", tmp_path):
        settings = Settings(data_dir=tmp_path, engine="echo", **{name: file})
        with pytest.raises(InvalidRequest, match=str(file)):
            async with bootstrap.open_parts(settings, with_worker=False):
                pass


async def test_a_start_that_fails_leaves_the_directory_free(tmp_path: Path) -> None:
    wrong = Settings(data_dir=tmp_path, engine="echo", rate_card=tmp_path / "none.toml")
    with pytest.raises(InvalidRequest):
        async with bootstrap.open_parts(wrong, with_worker=True):
            pass

    async with bootstrap.open_parts(
        Settings(data_dir=tmp_path, engine="echo"), with_worker=True
    ) as parts:
        assert parts.worker is not None
