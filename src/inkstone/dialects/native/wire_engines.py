"""The native API's engines in JSON: what they serve, how they are, how their queues are.

It does not know who may see which of it.
"""

from typing import Literal

from pydantic import BaseModel, Field


class FigureWire(BaseModel):
    """A number that an engine tells of itself."""

    name: str
    value: int | float
    unit: Literal["count", "bytes", "s"]


class EngineWire(BaseModel):
    """One engine, just now. What is null, or empty, may be for who runs this server alone."""

    name: str
    checkpoint: str | None = Field(description="The weights, or what stands for them.")
    revision: str | None
    is_up: bool = Field(
        description="Whether it can be given work now, as far as the answering process knows."
    )
    reason: str | None = Field(description="Why not; null where it can, and to callers.")
    retry_after_s: int | None = Field(
        description="In about how many seconds it may; null where nobody knows."
    )
    is_remote: bool | None = Field(description="Whether it has its pictures made elsewhere.")
    deterministic: bool = Field(description="Whether a request and its seed give the same pixels.")
    queued: int = Field(description="How many jobs wait for it, of all accounts.")
    oldest_queued_s: float | None = Field(
        description="For how many seconds the oldest has waited; null where none waits."
    )
    running: int | None = Field(description="How many jobs it has in hand, on all hosts.")
    models: list[str] = Field(description="The models that it is asked for.")
    figures: list[FigureWire] = Field(
        description="How it does, where the answering process runs it: of several hosts only that "
        "one's, since its start; empty where the process has no worker."
    )


class ProcessWire(BaseModel):
    """The process that answers, with all that it started."""

    memory_bytes: int | None = Field(
        description="What is resident; shared pages count once for each process. Null: unknown."
    )
    uptime_s: float
    cpu_s: float = Field(description="User and system time, ended processes included.")


class EnginesWire(BaseModel):
    """Every engine, in the order in which they were set up."""

    object: Literal["list"] = "list"
    data: list[EngineWire]
    process: ProcessWire | None = Field(description="For who runs this server alone.")
