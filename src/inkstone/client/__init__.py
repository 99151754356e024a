"""The Python client of the native API: `Client`, `AsyncClient`, what they return and raise.

It stands alone: it knows the wire and nothing else of Inkstone.
"""

from inkstone.client.aio import AsyncClient
from inkstone.client.client import Client
from inkstone.client.engines import Engine, Engines, Figure, Process
from inkstone.client.errors import (
    APIError,
    AuthenticationError,
    BadRequest,
    Conflict,
    ConnectionFailed,
    DamagedPicture,
    Fault,
    Gone,
    IdempotencyMismatch,
    InkstoneError,
    InsufficientFunds,
    JobFailed,
    NotFound,
    RateLimited,
    ServerError,
    TimedOut,
)
from inkstone.client.images import AsyncImage, Image
from inkstone.client.jobs import Event, Job, JobError, Price, Timings, Warned
from inkstone.client.options import ImageInput, Options, Search
from inkstone.client.resources import Balance, Estimate, Model, Rewrite, Upload, Usage, UsageRow
from inkstone.client.verification import Credentials, Match, Verification

__all__ = [
    "APIError",
    "AsyncClient",
    "AsyncImage",
    "AuthenticationError",
    "BadRequest",
    "Balance",
    "Client",
    "Conflict",
    "ConnectionFailed",
    "Credentials",
    "DamagedPicture",
    "Engine",
    "Engines",
    "Estimate",
    "Event",
    "Fault",
    "Figure",
    "Gone",
    "IdempotencyMismatch",
    "Image",
    "ImageInput",
    "InkstoneError",
    "InsufficientFunds",
    "Job",
    "JobError",
    "JobFailed",
    "Match",
    "Model",
    "NotFound",
    "Options",
    "Price",
    "Process",
    "RateLimited",
    "Rewrite",
    "Search",
    "ServerError",
    "TimedOut",
    "Timings",
    "Upload",
    "Usage",
    "UsageRow",
    "Verification",
    "Warned",
]
