"""From the settings to the limits of each part: the same numbers, in the parts' own words.

It builds nothing; `bootstrap` does.
"""

import os
from datetime import timedelta

from inkstone.dialects.base import DialectLimits
from inkstone.engines.registry import EngineLimits
from inkstone.media.limits import DecodeLimits
from inkstone.net.limits import FetchLimits
from inkstone.service.retention import Lifetimes
from inkstone.service.submit import SubmitLimits
from inkstone.service.uploads import UploadLimits
from inkstone.settings import Settings
from inkstone.worker.limits import WorkerLimits


def engine_limits(settings: Settings) -> EngineLimits:
    """What the engine may use of this machine."""
    return EngineLimits(
        num_processes=settings.sketch_processes or os.cpu_count() or 1,
        memory_bytes=settings.sketch_memory_bytes,
        timeout_s=settings.sketch_timeout_s,
    )


def submit_limits(settings: Settings) -> SubmitLimits:
    """What a submit may be."""
    return SubmitLimits(
        queue_ttl=timedelta(seconds=settings.queue_ttl_s),
        idempotency_ttl=timedelta(seconds=settings.idempotency_ttl_s),
        grace=timedelta(seconds=settings.retry_grace_s),
        free_bytes_min=settings.free_bytes_min,
    )


def dialect_limits(settings: Settings) -> dict[str, DialectLimits]:
    """What each dialect promises."""
    return {
        "empiriolabs": DialectLimits(
            sync_wait_s=settings.empiriolabs_sync_wait_s,
            url_lifetime=timedelta(seconds=settings.empiriolabs_url_lifetime_s),
            record_lifetime=timedelta(seconds=settings.empiriolabs_record_lifetime_s),
            body_bytes_max=settings.body_bytes_max,
            shows_cancelled=settings.empiriolabs_shows_cancelled,
        ),
        "native": DialectLimits(
            url_lifetime=timedelta(seconds=settings.native_url_lifetime_s),
            record_lifetime=timedelta(seconds=settings.native_record_lifetime_s),
            body_bytes_max=settings.body_bytes_max,
        ),
    }


def worker_limits(settings: Settings) -> WorkerLimits:
    """How a worker holds its jobs."""
    return WorkerLimits(
        lease=timedelta(seconds=settings.lease_s),
        drain_s=settings.drain_s,
        num_crashes_max=settings.crashes_max,
        num_fetching_max=settings.fetches_max,
        is_exclusive=settings.is_embedded,
    )


def fetch_limits(settings: Settings) -> FetchLimits:
    """What a fetch from elsewhere may take."""
    return FetchLimits(
        size_bytes_max=settings.input_bytes_max,
        total_s=settings.fetch_timeout_s,
        num_at_once=settings.fetches_max,
    )


def decode_limits(settings: Settings) -> DecodeLimits:
    """What a stranger's picture may be."""
    return DecodeLimits(bytes_max=settings.input_bytes_max, pixels_max=settings.input_pixels_max)


def upload_limits(settings: Settings) -> UploadLimits:
    """What callers may bring."""
    return UploadLimits(
        size_bytes_max=settings.input_bytes_max,
        account_bytes_max=settings.upload_account_bytes_max,
        num_max=settings.uploads_max,
        lifetime=timedelta(seconds=settings.input_lifetime_s),
        free_bytes_min=settings.free_bytes_min,
    )


def lifetimes(settings: Settings) -> Lifetimes:
    """How long things are kept."""
    return Lifetimes(
        results={name: limits.url_lifetime for name, limits in dialect_limits(settings).items()},
        records=timedelta(seconds=settings.native_record_lifetime_s),
        inputs=timedelta(seconds=settings.input_lifetime_s),
        keys=timedelta(seconds=settings.idempotency_ttl_s),
    )
