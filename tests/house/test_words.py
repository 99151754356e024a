"""Nothing that is committed names one machine, or one package index."""

import re

from house import source

# Written apart, so that this file does not find itself.
HOME = r"(?<![\w.:/-])/(wor" r"k|roo" r"t|home|Users)/(?!inkstone\b)"
INDEX = r"py" r"pi\.org|pythonhost" r"ed\.org|npm" r"js\.(org|com)|yarn" r"pkg\.com"
OPTION = r"--(extra-)?inde" r"x-url|--find-lin" r"ks|PIP_(EXTRA_)?INDE" r"X"
FORBIDDEN = {
    "a path of somebody's machine": re.compile(HOME),
    "the host of a package index": re.compile(INDEX),
    "the choice of a package index": re.compile(OPTION),
}


def test_no_file_names_a_machine_or_a_package_index() -> None:
    faults = [
        f"{name}:{number}: {what}: {line.strip()[:80]}"
        for name in source.files()
        for number, line in enumerate((source.text(name) or "").splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]
    assert not faults, "\n".join(faults)


def test_the_constraints_are_names_and_exact_versions() -> None:
    lines = (source.ROOT / "constraints.txt").read_text().splitlines()
    versions = [line for line in lines if line and not line.startswith("#")]
    faults = [v for v in versions if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+", v)]
    assert not faults
    names = [version.partition("==")[0].lower().replace("_", "-") for version in versions]
    assert len(names) == len(set(names))
