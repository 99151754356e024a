"""Every setting: its name, environment variable, unit, default and reason; read once, then frozen.

Read by `bootstrap` and the command line only. A setting `x` is `INKSTONE_X` in the environment or
`x = …` in `inkstone.toml` in the data directory; the environment wins, a command's flag wins more.
"""

import os
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from inkstone.dialect_settings import DialectSettings
from inkstone.diffusion_settings import DiffusionSettings
from inkstone.domain.errors import Fault, InvalidRequest
from inkstone.enhancer_settings import EnhancerSettings
from inkstone.picture_settings import PictureSettings
from inkstone.setting_kinds import Names, Networks

MEBIBYTE = 1024 * 1024
_DAY_S = 86_400


def default_data_dir() -> Path:
    """Where things are kept where nobody says otherwise: the user's own data folder."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "inkstone"


class Settings(PictureSettings, EnhancerSettings, DiffusionSettings, DialectSettings):
    """The settings of one process."""

    model_config = SettingsConfigDict(env_prefix="INKSTONE_", frozen=True, extra="forbid")

    data_dir: Path = Field(
        default_factory=default_data_dir,
        description="Where the database, the results and the key file are kept.",
    )
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on; 0 takes any.")
    engine: str = Field(
        "auto",
        description="What draws: sketch, diffusion, or an upstream by its name, such as dashscope. "
        "`auto` picks the best that this machine can run, and then asks upstreams.",
    )
    database_url: str = Field(
        "",
        description="A `postgresql://` URL, for several hosts; empty is SQLite in the data "
        "directory.",
    )
    api_key: SecretStr | None = Field(
        None, description="A key of your own choice for the account `local`, 16 characters or more."
    )
    secret_key: SecretStr | None = Field(
        None,
        description="64 hexadecimal digits that sign result URLs, for hosts that share a database; "
        "empty is a key file in the data directory.",
    )
    initial_grant: Decimal = Field(
        Decimal(100),
        ge=0,
        le=1_000_000,
        description="What the account `local` starts with (USD).",
    )
    rate_card: Path | None = Field(None, description="A rate card (TOML) instead of the default.")
    models_file: Path | None = Field(None, description="A catalogue (TOML) instead of the default.")
    public_url: str | None = Field(
        None, description="How callers reach this server, for absolute URLs in answers."
    )
    allowed_hosts: Names = Field(
        (),
        description="Host names, separated by commas, that a request may name for URLs in answers "
        "where no public URL is set; loopback always may.",
    )
    trusted_proxies: Networks = Field(
        (),
        description="Addresses or networks (CIDR), separated by commas, of proxies whose "
        "`X-Forwarded-For`, `-Proto` and `-Host` are believed.",
    )
    cors_origins: Names = Field(
        (), description="Origins, separated by commas, whose pages may call the API."
    )
    queue_ttl_s: float = Field(
        3600, gt=0, description="How long a job may wait in the queue, in seconds."
    )
    queue_max: int = Field(
        10_000, ge=1, description="How many jobs may wait in one queue; one more is answered 503."
    )
    account_requests_per_minute: int = Field(
        0,
        ge=0,
        le=1_000_000,
        description="How many calls for work a new account may make a minute; 0 is no limit. The "
        "account `local` never gets one by this.",
    )
    account_jobs_max: int = Field(
        0,
        ge=0,
        le=1_000_000,
        description="How many jobs a new account may have under way; 0 is no limit.",
    )
    remember_keys_s: float = Field(
        0,
        ge=0,
        le=60,
        description="How long a key that was looked up is believed without looking again, in "
        "seconds: what another process revokes counts only then. 0 looks at every request.",
    )
    idempotency_ttl_s: float = Field(
        _DAY_S, gt=0, description="How long an idempotency key is remembered, in seconds."
    )
    retry_grace_s: float = Field(
        30,
        ge=0,
        description="How long after its client hung up an equal request gets the same job, "
        "in seconds; then it is cancelled where nobody could ask for it later.",
    )
    lease_s: float = Field(
        10,
        ge=0.5,
        description="How long a worker that is not heard of keeps its jobs, in seconds.",
    )
    drain_s: float = Field(
        10, ge=0, le=10, description="How long a stop waits for jobs under way, in seconds."
    )
    crashes_max: int = Field(
        3, ge=1, description="How often one job may take its worker down before it fails."
    )
    run_timeout_s: float = Field(
        900, gt=0, description="How long one attempt may draw, in seconds."
    )
    free_bytes_min: int = Field(
        512 * MEBIBYTE, ge=0, description="Free disk under which no job is taken, in bytes."
    )
    body_bytes_max: int = Field(
        32 * MEBIBYTE, ge=1024, description="The largest request body, in bytes."
    )
    input_bytes_max: int = Field(
        20 * MEBIBYTE,
        ge=1024,
        description="The largest picture to start from, fetched or uploaded, in bytes.",
    )
    input_pixels_max: int = Field(
        64_000_000,
        ge=1024,
        description="The most pixels of such a picture; it is refused before it is unpacked.",
    )
    input_lifetime_s: float = Field(
        _DAY_S,
        gt=0,
        description="How long uploads, and what a job started from, are kept, in seconds.",
    )
    upload_account_bytes_max: int = Field(
        1024 * MEBIBYTE, ge=0, description="All uploads of one account, in bytes."
    )
    uploads_max: int = Field(1000, ge=0, description="How many uploads an account may have.")
    fetch_allow: Names = Field(
        (),
        description="Hosts, addresses or networks (CIDR), separated by commas, that may be fetched "
        "from although they are private; any port. Empty lets nobody into your network.",
    )
    fetch_timeout_s: float = Field(
        20, gt=0, description="How long one fetch may take with all its redirects, in seconds."
    )
    fetches_max: int = Field(
        64, ge=1, description="How many jobs may be fetching at once; others wait in the queue."
    )
    webhook_timeout_s: float = Field(
        10, gt=0, description="How long one try of a webhook may take, in seconds."
    )
    webhook_retry_s: float = Field(
        5,
        gt=0,
        description="How long after its first failure a webhook is tried again, in seconds; each "
        "further wait is four times as long, up to six hours.",
    )
    webhooks_max: int = Field(
        16, ge=1, description="How many webhooks one process may be delivering at once."
    )
    edits_max: int = Field(
        8, ge=1, description="How many jobs may hold their decoded pictures in memory at once."
    )
    media_processes: int = Field(
        2, ge=1, description="Processes that read and write pictures; they start when needed."
    )
    media_memory_bytes: int = Field(
        1024 * MEBIBYTE,
        ge=256 * MEBIBYTE,
        description="Memory of one such process, in bytes; WebP of 64 million pixels take it all.",
    )
    media_timeout_s: float = Field(
        30, gt=0, description="How long reading or writing one picture may take, in seconds."
    )
    connections_max: int = Field(
        1024, ge=1, description="HTTP requests at once; one more is answered 503."
    )
    database_connections: int = Field(8, ge=2, description="Database connections at once.")
    sketch_processes: int = Field(
        0, ge=0, description="Processes that draw sketches; 0 is one a core."
    )
    sketch_memory_bytes: int = Field(
        768 * MEBIBYTE, ge=128 * MEBIBYTE, description="Memory of one such process, in bytes."
    )
    sketch_timeout_s: float = Field(
        60, gt=0, description="How long one sketch may take, in seconds."
    )
    sketch_fonts_dir: Path | None = Field(
        None, description="A folder of font files for serif, brush and hand lettering in sketches."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least that is logged."
    )
    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="`json` for machines, `text` for people; `auto` asks the terminal."
    )

    @property
    def store_place(self) -> str | Path:
        """The database: its URL, or the file of the embedded one."""
        return self.database_url or self.data_dir / "inkstone.db"

    @property
    def is_embedded(self) -> bool:
        """Whether the database is SQLite, which has one worker and one host."""
        return not self.database_url

    def make_data_dir(self) -> None:
        """Make the data directory where there is none.

        Raises:
            InvalidRequest: it cannot be made.
        """
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise InvalidRequest(f"{self.data_dir} cannot be used: {error.strerror}.") from error


def environment(name: str) -> str:
    """What a variable holds that the operator's files name, such as an upstream's key."""
    return os.environ.get(name, "").strip() if name else ""


def load(**flags: Any) -> Settings:
    """Read the settings: flags (those that are not `None`), environment, `inkstone.toml`.

    Raises:
        InvalidRequest: a value is out of range, or the file names what does not exist.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    directory = given.get("data_dir") or os.environ.get("INKSTONE_DATA_DIR") or default_data_dir()
    file = Path(directory) / "inkstone.toml"
    values: dict[str, Any] = {}
    if file.is_file():
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise InvalidRequest(f"{file} is not TOML: {error}") from error
    from_file = {k: v for k, v in values.items() if f"INKSTONE_{k.upper()}" not in os.environ}
    try:
        return Settings(**{**from_file, **given})
    except ValidationError as error:
        raise InvalidRequest(faults=[_fault(each) for each in error.errors()]) from error


def _fault(error: Any) -> Fault:
    name = str(error["loc"][0]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        return Fault(param=name, message=f"There is no setting `{name}`.")
    variable = f"INKSTONE_{name.upper()}"
    return Fault(param=name, message=f"{variable}: {error['msg']}; got {error['input']!r}.")
