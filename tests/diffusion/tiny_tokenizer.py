"""A byte-level tokenizer of a few hundred tokens that splits text as Qwen's does.

It knows the words of the pipelines' own templates as single tokens, as the real one does, so that
the system turn is as long as the pipelines take it to be. It does not know any model.
"""

import json

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import Qwen2TokenizerFast

END_OF_TEXT = "<|endoftext|>"
END_OF_TURN = "<|im_end|>"
#: The last entries of the vocabulary, as of the real one.
SPECIAL_TOKENS = (
    END_OF_TEXT,
    "<|im_start|>",
    END_OF_TURN,
    "<|object_ref_start|>",
    "<|object_ref_end|>",
    "<|box_start|>",
    "<|box_end|>",
    "<|quad_start|>",
    "<|quad_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
)
CHAT_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n"
    "{% if m.content is string %}{{ m.content }}{% else %}{% for c in m.content %}"
    "{% if c.type == 'image' %}<|vision_start|><|image_pad|><|vision_end|>"
    "{% elif c.type == 'text' %}{{ c.text }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
#: How Qwen2's tokenizer cuts text before it merges bytes: digits stand alone.
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
VOCABULARY = (
    "( ), a alter analyze and appropriate assistant background by car cloud color "
    "Comprehend consistency Describe detailing explain features fox Generate green how "
    "image input instruction key maintaining meets modify new objects of or original "
    "painting photo Picture prompt provided quantity red relationships requirements s "
    "shape should size sky snow spatial system text texture that the then user user's "
    "where while with "
)


def tokenizer() -> Qwen2TokenizerFast:
    """The tokenizer, trained anew; always the same."""
    trained = json.loads(_trained().to_str())["model"]
    made = Qwen2TokenizerFast(
        vocab=trained["vocab"],
        merges=[tuple(merge) for merge in trained["merges"]],
        unk_token=None,
        eos_token=END_OF_TURN,
        pad_token=END_OF_TEXT,
        additional_special_tokens=list(SPECIAL_TOKENS[1:]),
        model_max_length=262144,
    )
    made.chat_template = CHAT_TEMPLATE
    return made


def _trained() -> Tokenizer:
    """Bytes, and the merges that make each word of the vocabulary one token."""
    cut = pre_tokenizers.Split(Regex(WORDS), "isolated")
    to_bytes = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.Sequence([cut, to_bytes])
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=4096,  # more than there are merges, so that training ends with whole words
        show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
    )
    # A word has another token at the beginning of a line than after a space.
    made.train_from_iterator([word + " " + word for word in VOCABULARY.split()], trainer)
    return made


def special_ids(made: Qwen2TokenizerFast) -> dict[str, int]:
    """The ids that a vision-language model's configuration names."""
    named = {
        "image_token_id": "<|image_pad|>",
        "video_token_id": "<|video_pad|>",
        "vision_start_token_id": "<|vision_start|>",
        "vision_end_token_id": "<|vision_end|>",
    }
    return {field: made.convert_tokens_to_ids(token) for field, token in named.items()}
