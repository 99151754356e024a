"""Two tiny classifiers: one that transformers reads, with weights of chance, and one in ONNX."""

import io
import json

import numpy as np
from PIL import Image

LABELS = {"0": "normal", "1": "nsfw", "2": "hentai"}
SIDE_PX = 32


def jpeg(colour=(200, 30, 30), size=(90, 60)):
    """A JPEG of one colour and a darker corner."""
    image = Image.new("RGB", size, colour)
    image.paste((10, 10, 10), (0, 0, size[0] // 3, size[1] // 3))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()


def write_onnx(folder, *, labels=LABELS, shape=(1, 3, SIDE_PX, SIDE_PX), ends=None, **config):
    """A model whose outputs are the means of red, green and blue, times ten; its path."""
    from onnx import TensorProto, checker, helper, numpy_helper, save

    channels = shape[1] if isinstance(shape[1], int) else 3
    weights = np.eye(channels, len(labels), dtype=np.float32) * 10
    nodes = [
        helper.make_node("GlobalAveragePool", ["pixels"], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["logits"]),
    ]
    if ends is not None:
        nodes.append(helper.make_node(ends, ["logits"], ["ended"]))
    graph = helper.make_graph(
        nodes,
        "means",
        [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, [1, len(labels)])],
        [numpy_helper.from_array(weights, "weights")],
    )
    opset = [helper.make_opsetid("", 17)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=8)
    checker.check_model(model)
    folder.mkdir(exist_ok=True)
    path = folder / "means.onnx"
    save(model, path)
    (folder / "config.json").write_text(json.dumps({"id2label": labels, **config}))
    plain = {"do_normalize": False, "do_resize": True, "size": {"height": 32, "width": 32}}
    (folder / "preprocessor_config.json").write_text(json.dumps(plain))
    return path


def write_vit(folder):
    """A vision transformer with random weights, as a folder."""
    import torch
    from transformers import ViTConfig, ViTForImageClassification

    torch.manual_seed(7)
    config = ViTConfig(
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        image_size=SIDE_PX,
        patch_size=8,
        num_labels=3,
        initializer_range=1.0,
        id2label={int(i): label for i, label in LABELS.items()},
        label2id={label: int(i) for i, label in LABELS.items()},
    )
    ViTForImageClassification(config).save_pretrained(folder)
    prepared = {
        "image_processor_type": "ViTImageProcessor",
        "do_resize": True,
        "size": {"height": SIDE_PX, "width": SIDE_PX},
        "do_rescale": True,
        "do_normalize": True,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
        "resample": 2,
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(prepared))
    return folder
