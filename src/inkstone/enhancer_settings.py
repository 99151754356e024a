"""The settings of the prompt enhancer: who rewrites prompts, how, and for how long it may.

Part of `settings`, which reads them; nothing else imports this.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class EnhancerSettings(BaseSettings):
    """A chat model that rewrites prompts before they are drawn; without a URL none does."""

    enhancer_url: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="An OpenAI-style API whose `/chat/completions` rewrites prompts, such as "
        "`http://127.0.0.1:8100/v1`; empty is none, and prompts stay as they are.",
    )
    enhancer_model: str = Field("", description="The model that it is asked for.")
    enhancer_edit_model: str = Field(
        "", description="The model that it is asked for about edits; empty is the same."
    )
    enhancer_api_key: SecretStr | None = Field(None, description="The API key for it.")
    enhancer_style: Literal["plain", "qwen-pe"] = Field(
        "plain",
        description="How it is asked: `plain` suits any chat model, `qwen-pe` is for "
        "Qwen-Image-2.1-PE-T2I and -I2I, which need their own system prompts.",
    )
    enhancer_system_prompt: Path | None = Field(
        None,
        description="A file with the system prompt for new pictures, in place of ours; with "
        "`qwen-pe` the `system_prompt.txt` of PE-T2I, without which they are not enhanced.",
    )
    enhancer_edit_system_prompt: Path | None = Field(
        None,
        description="The same for edits; with `qwen-pe` the `system_prompt.txt` of PE-I2I.",
    )
    enhancer_timeout_s: float = Field(
        60,
        gt=0,
        le=900,
        description="How long one prompt may take, its turn included, in seconds; then it is drawn "
        "as it is. Calls that wait for their pictures wait for this too.",
    )
    enhancer_max_tokens: int = Field(
        0,
        ge=0,
        le=1_000_000,
        description="How many tokens an answer may have, thoughts included; 0 is what the style "
        "needs.",
    )
    enhancer_concurrency: int = Field(
        4, ge=1, le=256, description="How many prompts may be rewritten at once."
    )
