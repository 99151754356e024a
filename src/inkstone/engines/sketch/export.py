"""Scenes out of pictures: read with an error one can act on, and drawn again.

It does not know where a scene's text was found, nor where the drawing goes.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inkstone.domain.errors import InvalidRequest
from inkstone.engines.scenes import DrawnScene
from inkstone.engines.sketch import document as documents
from inkstone.engines.sketch.draw import draw_scene
from inkstone.engines.sketch.lettering import fonts, user_fonts
from inkstone.engines.sketch.scene import VERSION


def read(text: str) -> Mapping[str, Any]:
    """Read a scene from its JSON text.

    Raises:
        InvalidRequest: it is no scene, one of another version, or over a bound.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest("This is not JSON, so it is no scene.", code="not_a_scene") from error
    if not isinstance(found, dict) or "version" not in found:
        raise InvalidRequest("This JSON is no scene: it has no `version`.", code="not_a_scene")
    if found["version"] != VERSION:
        raise InvalidRequest(
            f"The scene is of version {str(found['version'])[:20]}; "
            f"this Inkstone reads version {VERSION} alone.",
            code="scene_version",
        )
    scene = documents.read(found)
    if scene is None:
        raise InvalidRequest(
            "The scene has a field that is missing, of another type or out of its bounds; "
            "docs/engines/scene.md names them all.",
            code="scene_broken",
        )
    return scene.to_dict()


def draw(document: Mapping[str, Any], *, fonts_dir: Path | None) -> DrawnScene:
    """Draw a scene that was read; the same scene is the same picture.

    Raises:
        InvalidRequest: the folder of people's own fonts cannot be used.
    """
    scene = documents.read(dict(document))
    assert scene is not None, "a scene that was read before"
    try:
        fonts.use(user_fonts.read(fonts_dir) if fonts_dir else ())
    except user_fonts.FontError as error:
        raise InvalidRequest(f"INKSTONE_SKETCH_FONTS_DIR: {error}.") from error
    drawing = draw_scene(scene)
    return DrawnScene(svg=drawing.svg, png=drawing.png, warnings=drawing.warnings)
