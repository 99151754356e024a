"""Small secrets are sealed with the first shared secret and opened with each."""

import pytest

from inkstone.service.sealing import Seal, SealBroken

OLD, NEW = b"o" * 32, b"n" * 32


def test_what_was_sealed_is_opened_and_nothing_shows() -> None:
    seal = Seal([OLD])
    sealed = seal.seal("whsec_é")
    assert seal.open(sealed) == "whsec_é"
    assert sealed.isascii()
    assert "whsec" not in sealed
    assert seal.seal("whsec_é") != sealed


def test_an_old_secret_still_opens_and_the_new_one_seals() -> None:
    sealed = Seal([OLD]).seal("x")
    both = Seal([NEW, OLD])
    assert both.open(sealed) == "x"
    assert Seal([NEW]).open(both.renew(sealed)) == "x"


@pytest.mark.parametrize("sealed", ["", "x", "é", "gAAAAA" * 20])
def test_what_others_sealed_stays_shut(sealed) -> None:
    with pytest.raises(SealBroken):
        Seal([OLD]).open(sealed)
    with pytest.raises(SealBroken):
        Seal([NEW]).open(Seal([OLD]).seal("x"))


def test_a_seal_needs_a_secret() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Seal([])
