"""NOTICE names every package and every font whose work can be seen in a picture."""

import re
import tomllib

from house import source
from inkstone.media import lettering

NOTICE = (source.ROOT / "NOTICE").read_text("utf-8")
#: Not pinned, as they promise the same results from one release to the next.
UNPINNED = {"numpy", "pillow"}


def test_every_pinned_package_and_its_licence_are_in_the_notice() -> None:
    project = tomllib.loads((source.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = {name.partition("==")[0] for name in project["dependencies"] if "==" in name}
    assert len(pinned) >= 5
    for name in sorted(pinned | UNPINNED):
        said = re.search(rf"^  {re.escape(name)} +(.+(?:\n {{20,}}.+)*)", NOTICE, re.MULTILINE)
        assert said, f"NOTICE lacks {name}"
        assert re.search("MIT|BSD|Apache", said[1]), f"NOTICE lacks the licence of {name}"


def test_every_font_that_is_drawn_with_is_in_the_notice() -> None:
    path = source.SRC / "data" / "sketch" / "fonts.toml"
    rows = tomllib.loads(path.read_text("utf-8"))["files"].values()
    fonts = {row["path"] for row in rows} | {face.path for face in lettering._FACES}
    solid = NOTICE.replace(" ", "").replace("\n", "")
    for font in sorted(fonts):
        family = re.split(r"[\[\-.]", font.rpartition("/")[2])[0]
        assert family in solid, f"NOTICE lacks {family}"
