"""The settings of what pictures say of themselves, and of who looks at their content.

Part of `settings`, which reads them; nothing else imports this.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from inkstone.setting_kinds import Names


class PictureSettings(BaseSettings):
    """Marks, provenance and moderation; most of it an account or a key may have otherwise."""

    content_credentials: bool = Field(
        default=True, description="Whether pictures carry a signed C2PA manifest."
    )
    certificate: Path | None = Field(
        None,
        description="The certificate chain (PEM, your own first) that pictures are signed with; "
        "empty is a local CA of this data directory, which nobody else trusts.",
    )
    certificate_key: Path | None = Field(
        None, description="The private key (PEM) of the certificate."
    )
    timestamp_url: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="A time-stamp authority (RFC 3161) that signs when a picture was made; empty "
        "is none.",
    )
    trust_anchors: Path | None = Field(
        None,
        description="Certificates (PEM) of further CAs whose signatures `verify` trusts.",
    )
    embed_labels: bool = Field(
        default=True,
        description="Whether the XMP of pictures says that AI made them: IPTC's source type, and "
        "the AIGC label of GB 45438-2025.",
    )
    producer_name: str = Field(
        "Inkstone",
        min_length=1,
        max_length=100,
        pattern=r"\S",
        description="Who provides this service, by name or code, as the AIGC label has it.",
    )
    embed_parameters: bool = Field(
        default=True,
        description="Whether pictures carry their parameters: seed, model, revision, size, engine.",
    )
    embed_prompt: bool = Field(
        default=True, description="Whether pictures carry the prompt in their metadata."
    )
    watermark_text: str = Field(
        "AI · Inkstone",
        min_length=1,
        max_length=40,
        pattern=r"\S",
        description="What the small mark says that requests may ask for in the lower right corner; "
        "up to 40 characters.",
    )
    visible_label: bool = Field(
        default=False,
        description="Whether every picture gets a visible label in its lower left corner.",
    )
    visible_label_text: str = Field(
        "AI生成",
        min_length=1,
        max_length=40,
        pattern=r"\S",
        description="What that label says; up to 40 characters.",
    )
    invisible_watermark: bool = Field(
        default=False,
        description="Whether the pixels of every picture carry its id, unseen; requests of the "
        "AIML API dialect may ask for it.",
    )
    remember_looks: bool = Field(
        default=True,
        description="Whether what finished pictures look like is kept, in 64 bits each, so that "
        "`verify` recognises copies that lost their metadata.",
    )
    verify_public: bool = Field(
        default=True,
        description="Whether pictures may be verified without an API key, as laws on AI content "
        "ask for.",
    )
    verify_per_minute: int = Field(
        30,
        ge=1,
        description="How many pictures one account, or one address without a key, may have "
        "verified a minute.",
    )
    moderation: Literal["refuse", "flag", "allow"] = Field(
        "refuse",
        description="What is done about content that one of the judges below objects to; without "
        "a judge nobody looks.",
    )
    moderation_blocklist: Path | None = Field(
        None, description="A file of phrases and patterns that prompts may not contain."
    )
    moderation_url: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="An OpenAI-style API whose `/moderations` looks at prompts and pictures.",
    )
    moderation_model: str = Field(
        "omni-moderation-latest", description="The model that it is asked for."
    )
    moderation_api_key: SecretStr | None = Field(None, description="The API key for it.")
    moderation_threshold: float | None = Field(
        None,
        gt=0,
        le=1,
        description="From which score on a category counts; empty is what the API itself flags.",
    )
    moderation_timeout_s: float = Field(
        10, gt=0, description="How long one look may take, in seconds."
    )
    moderation_classifier: Path | None = Field(
        None,
        description="A picture classifier on this machine: an `.onnx` file, or a folder that "
        "transformers reads.",
    )
    moderation_labels: Names = Field(
        ("nsfw",),
        description="Which of the classifier's labels, separated by commas, are objected to.",
    )
    moderation_on_failure: Literal["refuse", "allow"] = Field(
        "refuse",
        description="What happens while a judge cannot answer: requests wait or are answered 503, "
        "or go through without being looked at.",
    )
