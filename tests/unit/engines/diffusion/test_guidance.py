import torch

from inkstone.engines.diffusion.guidance import extrapolated, rescaled

POSITIVE = torch.randn(5, 8, generator=torch.Generator().manual_seed(1))
NEGATIVE = torch.randn(5, 8, generator=torch.Generator().manual_seed(2))


def test_a_scale_of_one_is_the_positive_branch():
    assert torch.allclose(extrapolated(POSITIVE, NEGATIVE, 1.0), POSITIVE, atol=1e-6)


def test_a_scale_of_none_is_the_negative_branch():
    assert torch.equal(extrapolated(POSITIVE, NEGATIVE, 0.0), NEGATIVE)


def test_a_larger_scale_goes_on_beyond_the_positive_branch():
    made = extrapolated(POSITIVE, NEGATIVE, 4.0)
    assert torch.allclose(made - POSITIVE, 3 * (POSITIVE - NEGATIVE), atol=1e-5)


def test_rescaled_tokens_point_the_same_way_and_keep_their_length():
    made = rescaled(POSITIVE, NEGATIVE, 4.0)
    assert torch.allclose(made.norm(dim=-1), POSITIVE.norm(dim=-1), atol=1e-5)
    plain = extrapolated(POSITIVE, NEGATIVE, 4.0)
    cosine = torch.nn.functional.cosine_similarity(made, plain, dim=-1)
    assert torch.allclose(cosine, torch.ones(5), atol=1e-6)
