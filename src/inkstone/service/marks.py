"""Marks: what a finished picture says of itself, from its job and the policy that applies.

It writes no file: `keep` does. It does not know which vendor's client asked.
"""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inkstone import __version__
from inkstone.domain.job import Job
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.engines.base import Identity, Picture
from inkstone.media.claim import Claim
from inkstone.media.xmp import Labels

GENERATOR = f"Inkstone {__version__}"
#: As many as `media.invisible` writes, and the shortest side that it writes on.
_WATERMARK_BITS, WATERMARK_SIDE_PX_MIN = 48, 64
#: IPTC's words for how a picture came about: made by a trained model or by an algorithm alone, and
#: the same where it was made of other pictures.
_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_SOURCE_TYPE: Mapping[tuple[bool, bool], str] = {
    (True, False): "trainedAlgorithmicMedia",
    (True, True): "compositeWithTrainedAlgorithmicMedia",
    (False, False): "algorithmicMedia",
    (False, True): "compositeSynthetic",
}


def image_id(job: Job, image_index: int) -> str:
    """What names one picture for good."""
    return f"{job.id}-{image_index}"


def watermark_id(job: Job, image_index: int) -> int:
    """The number that a picture's pixels carry: the same at every attempt."""
    digest = hashlib.sha256(image_id(job, image_index).encode()).digest()
    return int.from_bytes(digest[: _WATERMARK_BITS // 8])


def source_type(job: Job, *, is_trained: bool) -> str:
    """The URI of IPTC's word for how a job's pictures come about."""
    return _SOURCE_TYPES + _SOURCE_TYPE[is_trained, job.request.is_edit]


def labels(job: Job, image_index: int, *, is_trained: bool, producer: str, at: datetime) -> Labels:
    """What its XMP says."""
    return Labels(
        source_type=source_type(job, is_trained=is_trained),
        creator_tool=GENERATOR,
        created_at=at,
        instance_id=_instance_id(job, image_index),
        image_id=image_id(job, image_index),
        producer=producer,
    )


def claim(
    job: Job, image_index: int, made_by: Identity, *, is_trained: bool, at: datetime
) -> Claim:
    """What its C2PA manifest says."""
    return Claim(
        title=image_id(job, image_index),
        instance_id=_instance_id(job, image_index),
        generator_version=__version__,
        agent_name=f"{made_by.engine}/{made_by.model}",
        agent_version=made_by.revision,
        when=at,
        source_type=source_type(job, is_trained=is_trained),
        is_edit=job.request.is_edit,
    )


def documents(
    job: Job,
    made_by: Identity,
    picture: Picture,
    *,
    seed: int,
    size: tuple[int, int],
    details: Mapping[str, Any],
    policy: PicturePolicy,
) -> dict[str, Any]:
    """Its parameters, as JSON values by name; none where the policy says so."""
    if not policy.parameters:
        return {}
    request = job.request
    prompt = {
        "prompt": request.prompt,
        **({"revised_prompt": job.rewrite} if job.rewrite else {}),
        "negative_prompt": request.negative_prompt,
    }
    parameters = {
        "engine": str(made_by),
        "model": request.model,
        "seed": seed,
        **({"watermark": True} if request.watermark else {}),
        **(prompt if policy.prompt else {}),
        "width": size[0],
        "height": size[1],
    }
    return {
        "inkstone:parameters": parameters,
        # What an engine knows of its picture, such as a scene, comes from the prompt too.
        **(picture.metadata if policy.prompt else {}),
        **({f"inkstone:{made_by.engine}": details} if details else {}),
    }


def _instance_id(job: Job, image_index: int) -> str:
    # One attempt's file is another file.
    name = f"{image_id(job, image_index)}/{job.attempt}"
    return f"xmp.iid:{uuid.uuid5(uuid.NAMESPACE_OID, name)}"
