"""Pictures to verify: what a workshop sees in them, and those that were made here."""

from typing import Any

from contract.world import Parts
from inkstone.domain.accounts import Caller
from inkstone.domain.job import JobImage, JobStatus
from inkstone.service.settle import Outcome, settle
from inkstone.service.verify import Verifier

SHA, PHASH = "5" * 64, 0x0F0F_3C3C_5A5A_9669
OURS, OTHERS = "urn:c2pa:ours", "urn:c2pa:others"
AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
CAMERA = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
MARK = {"mark_id": 2**47 + 5, "sigmas": 20.0}


def credentials(state="trusted", manifest_id=OTHERS, **more):
    said = {
        "state": state,
        "problems": [],
        "manifest_id": manifest_id,
        "signed_by": "Somebody",
        "source_type": None,
        "ingredients": [],
    }
    return said | more


def labels(**more):
    return {"digital_source_type": None, "aigc": None, "documents": {}} | more


class Seen:
    """A workshop that sees what the test says."""

    def __init__(self, **found: Any):
        self.found = {
            "media_type": "image/png",
            "width_px": 8,
            "height_px": 8,
            "sha256": "0" * 64,
            "credentials": None,
            "labels": labels(),
            "watermark": None,
            "phash": None,
            "unreadable": [],
        } | found
        self.anchors: list[str] = []

    async def examine(self, source, *, anchors="", parts=()):
        self.anchors.append(anchors)
        return self.found


def verifier(store, workshop, **more: Any) -> Verifier:
    return Verifier(store=store, workshop=workshop, anchors="PEM", per_minute=1000, **more)


async def verify(world: Parts, caller: Caller | None = None, **found: Any):
    return await verifier(world.store, Seen(**found)).verify(b"", caller)


async def made(world: Parts, **more: Any) -> str:
    """Have a picture made, and return its id."""
    request = {"request": more.pop("request")} if "request" in more else {}
    job = await world.submit(**request)
    fields = {
        "image_index": 0,
        "blob_key": f"{job.id}/0.png",
        "sha256": "1" * 64,
        "size_bytes": 1,
        "media_type": "image/png",
        "width_px": 8,
        "height_px": 8,
        "seed": 1,
    }
    outcome = Outcome(
        status=JobStatus.SUCCEEDED, images=(JobImage(**(fields | more)),), engine="echo/echo@1"
    )
    attempt = await world.claim_one()
    assert await world.store.write(lambda tx: settle(tx, attempt, outcome))
    return f"{job.id}-0"
