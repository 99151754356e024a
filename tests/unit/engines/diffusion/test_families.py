"""The table of families: every part of the engine that goes by a family knows the same ones."""

import pytest
import transformers

from inkstone.domain.request import Size
from inkstone.engines.diffusion.checkpoints import loading
from inkstone.engines.diffusion.families import FAMILIES, family_of_pipeline
from inkstone.engines.diffusion.models import registry


def test_every_family_can_be_made():
    assert set(registry.FACTORIES) == set(FAMILIES)


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_a_familys_components_are_classes_that_exist(name):
    named, classes = FAMILIES[name].components, loading.classes_of(name)
    assert classes.transformer.__name__ == named.transformer
    assert (classes.processor is not None) == (FAMILIES[name].num_references_max > 0)
    assert issubclass(classes.text_encoder, transformers.PreTrainedModel)


def test_each_family_has_a_pipeline_of_its_own():
    assert [family_of_pipeline(each.pipeline_class) for each in FAMILIES.values()] == list(FAMILIES)
    assert family_of_pipeline("StableDiffusionPipeline") is None


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_copies_are_known_for_each_width_of_values(name):
    assert set(FAMILIES[name].copies) == {2, 4}


def test_a_picture_of_a_megapixel_is_never_cut_into_tiles_whatever_its_shape():
    newer, older = FAMILIES["qwen-image-2.1"], FAMILIES["qwen-image"]
    for width, height in ((1024, 1024), (1344, 768), (2048, 512)):
        assert newer.tile_of(Size(width, height)) is None
    assert newer.tile_of(Size(1056, 1024)) == newer.tile_of(Size(2048, 2048)) == 1024
    assert older.tile_of(Size(2048, 2048)) is None
