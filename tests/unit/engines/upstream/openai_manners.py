"""How each OpenAI-style server reads a request, and what it refuses: the far side's own words.

It knows nothing of the client that is tested; what it says is from the servers' own sources.
"""

import base64
import io
import json
import re
from dataclasses import dataclass, field

import python_multipart
from PIL import Image

_OPENAI_FIELDS = {
    *("prompt", "model", "n", "size", "quality", "background", "output_format"),
    *("output_compression", "moderation", "stream", "partial_images", "user"),
}
_VLLM_FIELDS = {
    *("prompt", "model", "n", "size", "response_format", "negative_prompt", "seed"),
    *("num_inference_steps", "guidance_scale", "true_cfg_scale", "output_format", "lora"),
}
_OPENAI_SIZES = {"auto", "1024x1024", "1536x1024", "1024x1536"}
_SIZE = re.compile(r"([0-9]{2,4})([x*])([0-9]{2,4})", re.ASCII)


class Refused(Exception):
    """A request is not what this server takes."""

    def __init__(self, message, *, status=400, code=None):
        super().__init__(message)
        self.message, self.status, self.code = message, status, code


@dataclass(kw_only=True)
class Call:
    """One request as it came."""

    method: str
    path: str
    headers: dict
    body: bytes
    #: Text fields, or the members of the JSON object.
    fields: dict = field(default_factory=dict)
    #: Name of the part, file name and bytes of each file, in order.
    files: list = field(default_factory=list)

    @property
    def is_edit(self):
        return self.path.endswith("/images/edits")


@dataclass(kw_only=True)
class Heard:
    """What a server makes of a request."""

    prompt: str
    model: str = ""
    negative: str = ""
    n: int = 1
    size: tuple = (1024, 1024)
    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    is_base64: bool = True
    is_stream: bool = False
    num_previews: int = 0
    #: The size of each input, in order.
    inputs: list = field(default_factory=list)
    #: The mask as it came, decoded.
    mask: Image.Image | None = None


def read_body(call):
    """Fill in the fields and files of a request; raises `Refused`."""
    media_type = call.headers.get("content-type", "")
    if media_type.startswith("multipart/form-data"):
        head = {"Content-Type": media_type.encode(), "Content-Length": str(len(call.body)).encode()}
        python_multipart.parse_form(
            head,
            io.BytesIO(call.body),
            lambda each: _take_text(call, each),
            lambda each: _take_file(call, each),
        )
        return
    if media_type != "application/json":
        raise Refused("The body is neither JSON nor a form.", status=415)
    try:
        call.fields = json.loads(call.body)
    except ValueError:
        raise Refused("The body is no JSON.") from None


def _take_text(call, part):
    call.fields[part.field_name.decode()] = part.value.decode()


def _take_file(call, part):
    part.file_object.seek(0)
    found = (part.field_name.decode(), part.file_name.decode(), part.file_object.read())
    call.files.append(found)


def heard(call, flavour, model):
    """What a server of this flavour makes of a request; raises `Refused`."""
    read_body(call)
    told = Heard(prompt=str(call.fields.get("prompt") or ""))
    told.model = call.fields.get("model") or ""
    told.n = _whole(call.fields, "n", 1)
    if not told.prompt:
        raise Refused("prompt is missing", code="missing_required_parameter")
    if call.is_edit and not any(name in {"image", "image[]"} for name, _, _ in call.files):
        raise Refused("Field 'image' or 'url' is required", status=422)
    for name, _, data in call.files:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            if name.startswith("mask"):
                told.mask = image.copy()
            else:
                told.inputs.append(image.size)
    if told.inputs:
        told.size = told.inputs[0]
    _MANNERS[flavour](call, told, model)
    return told


def _openai(call, told, model):
    _only(call, _OPENAI_FIELDS, mask="mask")
    _needs_model(told)
    if call.fields.get("size", "auto") not in _OPENAI_SIZES:
        raise Refused("Invalid size.", code="invalid_value")
    if told.mask is not None and told.mask.mode not in {"LA", "RGBA"}:
        raise Refused("The mask has no alpha channel.", code="invalid_image_file")
    _size(call, told, "x")
    _bounded("n", told.n, 1, 10)


def _sglang(call, told, model):
    if call.fields.get("response_format", "b64_json" if call.is_edit else "url") != "b64_json":
        raise Refused("response_format='url' requires cloud storage to be configured.")
    _size(call, told, "x", multiple=16)
    _extras(call.fields, told)


def _vllm_omni(call, told, model):
    _only(call, _VLLM_FIELDS, mask="mask_image")
    if call.fields.get("response_format", "b64_json") != "b64_json":
        raise Refused("Only response_format b64_json is supported.")
    if told.model and model and told.model != model:
        raise Refused(f"Model mismatch: request specifies '{told.model}' but serving '{model}'.")
    if len(told.inputs) > 4:
        raise Refused("Too many images.")
    _size(call, told, "x", multiple=16)
    _extras(call.fields, told)
    _bounded("num_inference_steps", told.steps or 1, 1, 200)
    _bounded("true_cfg_scale", told.guidance or 0, 0, 20)


def _xinference(call, told, model):
    _needs_model(told)
    if model and told.model != model:
        raise Refused(f"Model not found in the model list, uid: {told.model}")
    told.is_base64 = call.fields.get("response_format") == "b64_json"
    _size(call, told, "*x" if call.is_edit else "*")
    # Edits read nothing of it.
    kwargs = call.fields.get("kwargs")
    if kwargs and not call.is_edit:
        if not isinstance(kwargs, str):
            raise Refused("kwargs is no text", status=422)
        _extras(json.loads(kwargs), told)


def _localai(call, told, model):
    if call.is_edit:
        raise Refused("Not Found", status=404)
    _needs_model(told)
    told.is_base64 = call.fields.get("response_format") == "b64_json"
    if "x" not in str(call.fields.get("size")):
        call.fields["size"] = "512x512"
    _size(call, told, "x", multiple=64)
    told.prompt, *negative = told.prompt.split("|")
    told.negative = negative[0] if negative else ""
    told.seed, told.steps = call.fields.get("seed"), call.fields.get("step")
    for each in call.fields.get("ref_images") or ():
        with Image.open(io.BytesIO(base64.b64decode(each, validate=True))) as image:
            told.inputs.append(image.size)


def _inkstone(call, told, model):
    _only(call, {*_OPENAI_FIELDS, *_VLLM_FIELDS, "prompt_extend"} - {"lora"}, mask="mask")
    told.is_stream = call.fields.get("stream") in {True, "true"}
    told.num_previews = _whole(call.fields, "partial_images", 0)
    if told.is_stream and told.n > 1:
        raise Refused("n must be 1 with stream", code="invalid_value")
    _size(call, told, "x")
    if max(told.size) > min(4 * min(told.size), 2048) or min(told.size) < 256:
        raise Refused("`size` is too large.", code="invalid_value")
    _bounded("n", told.n, 1, 6)
    _extras(call.fields, told)


_MANNERS = {
    "openai": _openai,
    "sglang": _sglang,
    "vllm-omni": _vllm_omni,
    "xinference": _xinference,
    "localai": _localai,
    "inkstone": _inkstone,
}


def _only(call, known, *, mask):
    for name in call.fields:
        if name not in known:
            raise Refused(f"Unknown parameter: '{name}'.", code="unknown_parameter")
    for name, _, _ in call.files:
        if name not in {"image", "image[]", mask}:
            raise Refused(f"Unknown parameter: '{name}'.", code="unknown_parameter")


def _needs_model(told):
    if not told.model:
        raise Refused("you must provide a model parameter", code="missing_required_parameter")


def _size(call, told, joints, *, multiple=1):
    said = call.fields.get("size")
    if said in {None, "auto"}:
        return
    found = _SIZE.fullmatch(said)
    if not found or found[2] not in joints:
        raise Refused("invalid value for 'size'", code="invalid_value")
    told.size = int(found[1]), int(found[3])
    if any(side % multiple for side in told.size):
        raise Refused(f"size must be in multiples of {multiple}", code="invalid_value")


def _extras(fields, told):
    told.negative = fields.get("negative_prompt") or ""
    told.seed = _whole(fields, "seed", None)
    told.steps = _whole(fields, "num_inference_steps", None)
    guidance = fields.get("true_cfg_scale")
    told.guidance = None if guidance is None else float(guidance)


def _whole(fields, name, default):
    value = fields.get(name)
    return default if value is None else int(value)


def _bounded(name, value, low, high):
    if not low <= value <= high:
        raise Refused(f"{name} must be from {low} to {high}", code="invalid_value")
