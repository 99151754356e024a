"""Who may import whom: the contracts of pyproject.toml, and what they cannot say."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from house import source

# By contract: the folder, and what may be an implementation in it besides a folder of its own.
REGISTRIES = {
    "dialects-apart": ("dialects", ""),
    "engines-apart": ("engines", "[a-z]*.py"),
    "blobs-apart": ("blobs", "[a-z]*.py"),
}
# Beside the implementations, for all of them.
SHARED = {"base", "registry", "limits", "weights", "contest", "scenes", "upstreams"}
# Imports each module in turn, then says what that started. Optional extras may be absent.
IMPORT_ALL = """
import importlib, os, sys, threading
# Something that is imported with torch sets it.
torchs_own = "TORCHINDUCTOR_CACHE_DIR"
os.environ.pop(torchs_own, None)
before = dict(os.environ)
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("inkstone"):
            raise
    threads = [t.name for t in threading.enumerate() if t is not threading.main_thread()]
    assert not threads, f"importing {name} started {threads}"
    os.environ.pop(torchs_own, None)
    assert dict(os.environ) == before, f"importing {name} changed the environment"
"""


def contracts() -> dict[str, dict[str, object]]:
    """The contracts of pyproject.toml by id."""
    config = tomllib.loads((source.ROOT / "pyproject.toml").read_text())
    return {c["id"]: c for c in config["tool"]["importlinter"]["contracts"]}


def modules() -> list[Path]:
    """Every Python file of the package."""
    return sorted(source.SRC.rglob("*.py"))


def test_the_import_contracts_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    said = subprocess.run(
        [linter, "--no-logo", "--no-cache"],
        cwd=source.ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in modules() if "migrations" not in path.parts}
    faults = [str(f.relative_to(source.ROOT)) for f in folders if not (f / "__init__.py").exists()]
    assert not faults, f"no __init__.py, so the import contracts do not see them: {faults}"


@pytest.mark.parametrize("contract", REGISTRIES)
def test_every_implementation_is_kept_apart(contract: str) -> None:
    name, files = REGISTRIES[contract]
    folder = source.SRC / name
    found = {path.parent.name for path in folder.glob("[a-z]*/*.py")}
    if files:
        found |= {path.stem for path in folder.glob(files)} - SHARED
    listed = contracts()[contract]["protected_modules"]
    assert isinstance(listed, list)
    missing = found - {module.rpartition(".")[2] for module in listed}
    assert not missing, f"add {missing} to the contract {contract} in pyproject.toml"


def test_the_domain_imports_nothing_but_the_standard_library() -> None:
    allowed = sys.stdlib_module_names - {"asyncio", "os", "socket", "sqlite3", "subprocess"}
    faults = []
    for path in sorted((source.SRC / "domain").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""] if node.level == 0 else []
            faults += [
                f"{path.name}:{node.lineno} imports {name}"
                for name in names
                if name.split(".")[0] not in allowed and not name.startswith("inkstone.domain")
            ]
    assert not faults, faults


@pytest.mark.slow
def test_importing_any_module_does_nothing() -> None:
    names = []
    for path in modules():
        parts = path.relative_to(source.SRC.parent).with_suffix("").parts
        if "migrations" in parts or parts[-1] == "__main__":
            continue  # these two are run, never imported
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    said = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *names],
        cwd=source.ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert said.stdout == "", f"importing the package printed {said.stdout!r}"
