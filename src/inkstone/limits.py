"""From the settings to the limits of each part: the same numbers, in the parts' own words.

It builds nothing; `bootstrap` does.
"""

import os
from datetime import timedelta
from typing import Any

from inkstone.dialects.base import DialectLimits, ServerFacts
from inkstone.dialects.registry import FACTORIES, NOT_POLLABLE
from inkstone.domain.accounts import Limits
from inkstone.domain.catalogue import Catalogue, PublicModel
from inkstone.engines.limits import DiffusionLimits, EngineLimits, Weights
from inkstone.media.limits import DecodeLimits
from inkstone.net.limits import FetchLimits
from inkstone.service.retention import Lifetimes
from inkstone.service.submit import SubmitLimits
from inkstone.service.uploads import UploadLimits
from inkstone.service.webhook_ping import PingLimits
from inkstone.service.webhooks import WebhookLimits
from inkstone.settings import Settings
from inkstone.worker.limits import WorkerLimits


def engine_limits(settings: Settings, catalogue: Catalogue) -> EngineLimits:
    """What the engine may use of this machine, and what it draws with."""
    return EngineLimits(
        num_processes=settings.sketch_processes or os.cpu_count() or 1,
        memory_bytes=settings.sketch_memory_bytes,
        timeout_s=settings.sketch_timeout_s,
        fonts_dir=settings.sketch_fonts_dir,
        diffusion=_diffusion_limits(settings, catalogue),
    )


def _diffusion_limits(settings: Settings, catalogue: Catalogue) -> DiffusionLimits:
    named, models = settings.checkpoint, _served(settings, catalogue)
    return DiffusionLimits(
        # Whether they are there is asked when the engine is made, not before.
        models={
            model.name: Weights(
                source=named or model.checkpoint,
                revision="" if named else model.revision,
                steps=model.steps,
            )
            for model in models
            if named or model.checkpoint
        },
        edit_models={
            model.name: Weights(
                source=model.edit_checkpoint, revision=model.edit_revision, steps=model.edit_steps
            )
            for model in models
            if model.edit_checkpoint and not named
        },
        is_named=bool(named),
        device=settings.diffusion_device,
        dtype=settings.diffusion_dtype,
        memory_bytes=settings.diffusion_memory_bytes,
        is_relaxed=settings.diffusion_relaxed,
        shares_prefixes=settings.diffusion_shares_prefixes,
        reference_px=settings.diffusion_reference_px,
        rows_max=settings.diffusion_rows_max,
        runs_max=settings.diffusion_runs_max,
    )


def _served(settings: Settings, catalogue: Catalogue) -> tuple[PublicModel, ...]:
    """The models that are to be served, in the order they are named, or else are listed.

    Raises:
        UnknownModel: one that is named is not listed.
    """
    wanted = [name.strip() for name in settings.diffusion_models.split(",") if name.strip()]
    if not wanted:
        return catalogue.models
    found = [catalogue.find(name) for name in wanted]
    # Requests for an undated name are for the snapshot that it means.
    return tuple(
        dict.fromkeys(m for each in found for m in (each, catalogue.find(each.resolves_to)))
    )


def default_url(settings: Settings) -> str:
    """How to reach us from here, for callers whose own word for us cannot be believed."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    return (
        f"http://{f'[{host}]' if host.count(':') > 1 and host[0] != '[' else host}:{settings.port}"
    )


def submit_limits(settings: Settings) -> SubmitLimits:
    """What a submit may be."""
    return SubmitLimits(
        queue_ttl=timedelta(seconds=settings.queue_ttl_s),
        idempotency_ttl=timedelta(seconds=settings.idempotency_ttl_s),
        grace=timedelta(seconds=settings.retry_grace_s),
        free_bytes_min=settings.free_bytes_min,
        queue_max=settings.queue_max,
    )


def account_limits(settings: Settings) -> Limits:
    """What a new account may ask for, where whoever opens it does not say."""
    return Limits(
        requests_per_minute=settings.account_requests_per_minute or None,
        jobs_max=settings.account_jobs_max or None,
    )


def dialect_limits(settings: Settings) -> dict[str, DialectLimits]:
    """What each dialect promises."""

    def of(
        *, url_s: float, record_s: float, sync_wait_s: float = 300, **more: Any
    ) -> DialectLimits:
        return DialectLimits(
            url_lifetime=timedelta(seconds=url_s),
            record_lifetime=timedelta(seconds=record_s),
            sync_wait_s=sync_wait_s,
            body_bytes_max=settings.body_bytes_max,
            **more,
        )

    native = of(url_s=settings.native_url_lifetime_s, record_s=settings.native_record_lifetime_s)
    return {
        # A dialect without settings of its own promises what the native API does.
        **dict.fromkeys(FACTORIES, native),
        "empiriolabs": of(
            url_s=settings.empiriolabs_url_lifetime_s,
            record_s=settings.empiriolabs_record_lifetime_s,
            sync_wait_s=settings.empiriolabs_sync_wait_s,
            shows_cancelled=settings.empiriolabs_shows_cancelled,
        ),
        "gccai": of(url_s=settings.gccai_url_lifetime_s, record_s=settings.gccai_record_lifetime_s),
        "aimlapi": of(
            url_s=settings.aimlapi_url_lifetime_s,
            record_s=settings.aimlapi_url_lifetime_s,
            sync_wait_s=settings.aimlapi_sync_wait_s,
        ),
        "wavespeed": of(
            url_s=settings.wavespeed_url_lifetime_s,
            record_s=settings.wavespeed_record_lifetime_s,
            sync_wait_s=settings.wavespeed_sync_wait_s,
            side_px_max=settings.wavespeed_side_px_max,
            is_strict=settings.wavespeed_strict,
        ),
        "dashscope": of(
            url_s=settings.dashscope_url_lifetime_s,
            record_s=settings.dashscope_record_lifetime_s,
            sync_wait_s=settings.dashscope_sync_wait_s,
            is_strict=settings.dashscope_strict,
        ),
        "openai": of(
            url_s=settings.openai_url_lifetime_s,
            record_s=settings.openai_url_lifetime_s,
            sync_wait_s=settings.openai_sync_wait_s,
        ),
    }


def worker_limits(settings: Settings) -> WorkerLimits:
    """How a worker holds its jobs."""
    return WorkerLimits(
        lease=timedelta(seconds=settings.lease_s),
        drain_s=settings.drain_s,
        num_crashes_max=settings.crashes_max,
        num_fetching_max=settings.fetches_max,
        not_pollable=NOT_POLLABLE,
        grace=timedelta(seconds=settings.retry_grace_s),
        is_exclusive=settings.is_embedded,
    )


def fetch_limits(settings: Settings) -> FetchLimits:
    """What a fetch from elsewhere may take."""
    return FetchLimits(
        size_bytes_max=settings.input_bytes_max,
        total_s=settings.fetch_timeout_s,
        num_at_once=settings.fetches_max,
    )


def result_limits() -> FetchLimits:
    """What fetching an upstream's result may take: one vendor's are all on one host, and large."""
    return FetchLimits(
        size_bytes_max=64 * 1024 * 1024,
        total_s=60,
        num_at_once=256,
        num_at_once_per_host=256,
        num_waiting_max=4096,
        per_host_per_minute=100_000,
    )


def webhook_limits(settings: Settings) -> WebhookLimits:
    """How webhooks are delivered."""
    return WebhookLimits(
        num_at_once=settings.webhooks_max,
        first_wait=timedelta(seconds=settings.webhook_retry_s),
        # A try, and time to note how it went.
        lease=timedelta(seconds=settings.webhook_timeout_s + 10),
    )


def post_limits(settings: Settings) -> FetchLimits:
    """What a message to elsewhere may take; apart from fetches, so that neither starves the other.

    Who delivers and who pings keep to so many at once, in all and to one host, so nobody waits
    here; the pace is what a burst of ended jobs needs.
    """
    return FetchLimits(
        total_s=settings.webhook_timeout_s,
        num_at_once=settings.webhooks_max + PingLimits().num_at_once,
        num_at_once_per_host=settings.webhooks_max + PingLimits().num_at_once,
        per_host_per_minute=6000,
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


def facts(settings: Settings, engine: str, why: str) -> ServerFacts:
    """What the server tells of itself."""
    return ServerFacts(
        engine=engine,
        engine_why=why,
        idempotency_ttl=timedelta(seconds=settings.idempotency_ttl_s),
    )
