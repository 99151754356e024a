"""The page's copied code as a reader has it: written by the page's own modules, run as it stands.

It does not know what a snippet should come to.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from e2e.server import SOURCE

NODE = shutil.which("node") or ""
CODE = SOURCE / "inkstone" / "web" / "code"
#: What breaks out of quotes, is read as a variable or a command, or is not seen.
HOSTILE = (
    "a fox, it's \"red\" '''; touch hacked; \"; touch hacked #\n$HOME ${HOME} $(touch hacked) "
    "`touch hacked` \\ \\n \\' %s {0} {x} !! <b> & \r\n\t你好 🦊 👨\u200d👩\u200d👧 \u2028 \u202e "
    '~ """ END\nEND'
)
#: Beside the page's modules, where nothing else is.
_WRITE = """
import { readFileSync } from "node:fs";
import { DIALECTS, languagesOf, modesOf, snippet } from "./dialects.js";

const { body, about } = JSON.parse(readFileSync(0, "utf-8"));
const made = [];
for (const dialect of DIALECTS) {
  const languages = languagesOf(dialect, body, { ...about, mode: dialect.modes[0] });
  for (const language of languages) {
    for (const mode of modesOf(dialect, language)) {
      const { text, notes, left_out } = snippet(dialect, language, body, { ...about, mode });
      const { file } = language;
      made.push({
        dialect: dialect.name, language: language.name, mode, file, text, notes, left_out,
      });
    }
  }
}
console.log(JSON.stringify(made));
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """Code that can be copied."""

    dialect: str
    language: str
    mode: str
    #: What it is called as a file.
    file: str
    text: str
    notes: list[dict[str, Any]]
    left_out: list[str]

    @property
    def name(self) -> str:
        return f"{self.dialect}-{self.language}-{self.mode}"


class Writer:
    """The page's modules, run by Node."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "code"
        shutil.copytree(CODE, self._folder)
        (self._folder / "package.json").write_text('{"type": "module"}')
        (self._folder / "write.js").write_text(_WRITE)

    def snippets(self, body: Mapping[str, Any], base_url: str, **about: Any) -> dict[str, Snippet]:
        """Every snippet for a request, by its name."""
        known = {"base_url": base_url, "newest": {}, "made": None, "webhook": base_url, **about}
        asked = json.dumps({"body": body, "about": known})
        done = self._node("write.js", asked)
        return {each.name: each for each in (Snippet(**one) for one in json.loads(done))}

    def literals(self, values: Any, language: str) -> list[str]:
        """Values as a language's source text."""
        code = (
            'import { readFileSync } from "node:fs";'
            'import { literal } from "./literals.js";'
            'const all = JSON.parse(readFileSync(0, "utf-8"));'
            f"console.log(JSON.stringify(all.map((each) => literal(each, {language!r}))));"
        )
        (self._folder / "literal.js").write_text(code)
        texts: list[str] = json.loads(self._node("literal.js", json.dumps(values)))
        return texts

    def _node(self, file: str, text: str) -> str:
        done = subprocess.run(
            [NODE, file],
            input=text.encode(),
            capture_output=True,
            timeout=60,
            cwd=self._folder,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()


def run(snippet: Snippet, folder: Path, key: str) -> list[Path]:
    """Run code in a folder of its own, as its file; the pictures that it says it saved."""
    folder.mkdir()
    (folder / snippet.file).write_text(snippet.text, encoding="utf-8")
    done = subprocess.run(
        _command(snippet.file),
        capture_output=True,
        timeout=100,
        cwd=folder,
        env=_environment(key),
        check=False,
    )
    said = done.stdout.decode().split()
    assert done.returncode == 0, f"{snippet.name}\n{done.stdout!r}\n{done.stderr.decode()}"
    pictures = [folder / name for name in said if name.startswith("picture")]
    found = {each for each in folder.iterdir() if not each.name.startswith("input-")}
    assert found == {*pictures, folder / snippet.file}, "nothing else"
    return pictures


def _command(file: str) -> list[str]:
    by = {".sh": ["sh"], ".py": [sys.executable], ".mjs": [NODE]}
    return [*by[Path(file).suffix], file]


def _environment(key: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "LANG", "LC_ALL", "HOME"}}
    return {
        **kept,
        "INKSTONE_API_KEY": key,
        "PYTHONPATH": str(SOURCE),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
