"""The diffusion engine: the open Qwen-Image weights, batched by the step."""
