"""Pictures of ours that are signed, inputs as they are kept, and what is told of them."""

import json

from inkstone.media import credentials
from unit.media import signing


def signed(identity, output_format="png", *, ingredients=(), url="", **said):
    return credentials.sign(
        signing.picture(output_format),
        media_type=f"image/{output_format}",
        claim=signing.claim(is_edit=bool(ingredients), **said),
        ingredients=ingredients,
        identity=identity,
        timestamp_url=url,
    )


def kept(data, media_type="image/jpeg", *, index=0, anchors="", title="input"):
    return credentials.ingredient(
        data, media_type=media_type, title=title, index=index, anchors=anchors
    )


def told(data, media_type="image/png", anchors=""):
    found = credentials.read(data, media_type=media_type, anchors=anchors)
    json.dumps(found)
    return found


def edited(identity, *ingredients):
    made = signed(identity, ingredients=ingredients, source_type=signing.PARTLY_BY_AI)
    return told(made.data, anchors=signing.anchors(identity))
