"""Texts of a scene: written, worded anew, erased and restyled.

It does not know how letters are drawn.
"""

from dataclasses import replace
from typing import cast

from inkstone.engines.sketch.document import OBJECTS_MAX
from inkstone.engines.sketch.edit.scene.operations import (
    Erase,
    Reprice,
    Restyle,
    Reword,
    Write,
)
from inkstone.engines.sketch.scene import Font, Scene, Text


def write(scene: Scene, asked: Write) -> Scene:
    """Add words; they take the place of an object's or a title's former ones."""
    if len(scene.texts) >= OBJECTS_MAX:
        return scene
    return replace(unplaced(scene), texts=(*unplaced(scene).texts, asked.text))


def reword(scene: Scene, asked: Reword) -> Scene:
    """Change words wherever they stand: in texts, in a menu's lines, in a chart's items."""

    def said(text: str) -> str:
        return text.replace(asked.old, asked.new)

    now = tuple(
        replace(text, text=said(text.text), box=None) if asked.old in text.text else text
        for text in scene.texts
    )
    lines = tuple(
        replace(line, name=said(line.name), price=said(line.price)) for line in scene.lines
    )
    items = tuple(
        replace(item, title=said(item.title), detail=said(item.detail), spelled=said(item.spelled))
        for item in scene.items
    )
    return replace(scene, texts=now, lines=lines, items=items)


def reprice(scene: Scene, asked: Reprice) -> Scene:
    """Give a line another price."""
    lines = tuple(
        replace(line, price=asked.price) if line.name == asked.name else line
        for line in scene.lines
    )
    return replace(scene, lines=lines)


def erase(scene: Scene, asked: Erase) -> Scene:
    """Take words away."""
    kept = tuple(text for text in scene.texts if text.text != asked.text)
    lines = tuple(line for line in scene.lines if line.name != asked.text)
    return replace(scene, texts=kept, lines=lines)


def restyle(scene: Scene, asked: Restyle) -> Scene:
    """Give words another colour, font or place."""

    def changed(text: Text) -> Text:
        if text.text != asked.text:
            return text
        return replace(
            text,
            colour=asked.colour or text.colour,
            font=cast("Font | None", asked.font) or text.font,
            at=asked.at or text.at,
            box=None,
        )

    return replace(scene, texts=tuple(changed(text) for text in scene.texts))


def unplaced(scene: Scene) -> Scene:
    """Let all words be placed anew."""
    return replace(scene, texts=tuple(replace(text, box=None) for text in scene.texts))
