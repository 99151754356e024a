"""Signed addresses and tokens: what we gave out is accepted in its time, and nothing else is."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.domain.errors import NotFound
from inkstone.net.signing import SignatureExpired, SignatureInvalid, UrlSigner

OLD, NEW = b"o" * 32, b"n" * 32
NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PATH = "/v1/blobs/job_abc/1/0.png"


def split(url):
    parts = urlsplit(url)
    query = parse_qs(parts.query, strict_parsing=True)
    assert set(query) == {"exp", "sig"}
    return parts.path, query["exp"][0], query["sig"][0]


def test_an_address_is_good_until_it_expires():
    signer = UrlSigner([NEW])
    path, exp, sig = split(signer.sign(PATH, expires_at=LATER))
    assert path == PATH
    assert exp == str(int(LATER.timestamp()))
    signer.verify(path, exp, sig, now=LATER - timedelta(seconds=1))
    with pytest.raises(SignatureExpired) as caught:
        signer.verify(path, exp, sig, now=LATER)
    assert caught.value.code == "url_expired"
    assert isinstance(caught.value, NotFound)


def test_the_signature_has_at_least_128_bits_and_needs_no_encoding():
    _, _, sig = split(UrlSigner([NEW]).sign(PATH, expires_at=LATER))
    assert len(sig) * 6 >= 128
    assert sig.replace("-", "a").replace("_", "a").isalnum()


def test_a_changed_address_is_refused():
    signer = UrlSigner([NEW])
    path, exp, sig = split(signer.sign(PATH, expires_at=LATER))
    changed = "A" if sig[-1] != "A" else "B"
    for other in [
        (path + "x", exp, sig),
        (path.replace("/1/", "/2/"), exp, sig),
        (path, str(int(exp) + 1), sig),
        (path, "0" + exp, sig),
        (path, "+" + exp, sig),
        (path, exp + " ", sig),
        (path, exp + "\n", sig),
        (path, "١" * 10, sig),
        (path, "9" * 5000, sig),
        (path, "", sig),
        (path, exp, ""),
        (path, exp, sig[:-1]),
        (path, exp, sig[:-1] + changed),
        (path, exp, sig + "="),
        (path, exp, sig + "é"),
        (path, exp, "\ud800"),
        (path.replace("job", "%6Aob"), exp, sig),
        (path.replace("/1/", "//1/"), exp, sig),
        (path.replace("/1/", "/./1/"), exp, sig),
        (path.replace("/1/", "/1/../1/"), exp, sig),
        (path + "/", exp, sig),
        (path + "?", exp, sig),
    ]:
        with pytest.raises(SignatureInvalid) as caught:
            signer.verify(*other, now=NOW)
        assert caught.value.code == "bad_signature"


@pytest.mark.parametrize(
    "path", ["", "/", "a", "//a", "/a//b", "/a/", "/a/..", "/./a", "/a b", "/a%20", "/é", "/a?b=c"]
)
def test_a_path_with_two_spellings_is_not_signed(path):
    with pytest.raises(ValueError, match="two ways"):
        UrlSigner([NEW]).sign(path, expires_at=LATER)


@given(
    st.lists(
        st.text(alphabet="aZ9_-.~", min_size=1, max_size=8).filter(lambda s: s.strip(".")),
        min_size=1,
        max_size=6,
    ),
    st.integers(1, 10**9),
)
def test_every_address_that_is_given_out_comes_back_good(segments, seconds):
    signer = UrlSigner([NEW, OLD])
    path = "/" + "/".join(segments)
    url = signer.sign(path, expires_at=NOW + timedelta(seconds=seconds), account_id="acct_1")
    signer.verify(*split(url), now=NOW, account_id="acct_1")


def test_the_address_of_another_account_is_refused():
    signer = UrlSigner([NEW])
    url = signer.sign(PATH, expires_at=LATER, account_id="acct_1")
    for account_id in ("acct_2", ""):
        with pytest.raises(SignatureInvalid):
            signer.verify(*split(url), now=NOW, account_id=account_id)


def test_secrets_rotate_with_overlap():
    before, during, after = UrlSigner([OLD]), UrlSigner([NEW, OLD]), UrlSigner([NEW])
    old = split(before.sign(PATH, expires_at=LATER))
    new = split(during.sign(PATH, expires_at=LATER))
    during.verify(*old, now=NOW)
    during.verify(*new, now=NOW)
    after.verify(*new, now=NOW)
    with pytest.raises(SignatureInvalid):
        after.verify(*old, now=NOW)


def test_a_signer_without_good_secrets_is_not_made():
    with pytest.raises(ValueError, match="at least one"):
        UrlSigner([])
    with pytest.raises(ValueError, match="16 bytes"):
        UrlSigner([NEW, b"short"])


def test_an_expiry_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        UrlSigner([NEW]).sign(PATH, expires_at=LATER.replace(tzinfo=None))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_a_token_gives_back_its_payload(payload):
    signer = UrlSigner([NEW])
    token = signer.sign_token("sign-in", payload, LATER)
    assert signer.verify_token("sign-in", token, now=NOW) == payload
    assert token.isascii()
    assert not set(token) & set(' ",;\\=')


def test_a_token_is_good_for_its_purpose_and_its_time_only():
    signer = UrlSigner([NEW])
    token = signer.sign_token("sign-in", "acct_1", LATER)
    with pytest.raises(SignatureInvalid):
        signer.verify_token("webhook", token, now=NOW)
    with pytest.raises(SignatureExpired):
        signer.verify_token("sign-in", token, now=LATER)
    body, exp, sig = token.split(".")
    for other in [
        "",
        "..",
        token + ".",
        f"{body}x.{exp}.{sig}",
        f"{body}.{exp}1.{sig}",
        "x" * 9999,
    ]:
        with pytest.raises(SignatureInvalid):
            signer.verify_token("sign-in", other, now=NOW)


def test_an_address_and_a_token_never_stand_in_for_each_other():
    signer = UrlSigner([NEW])
    body, exp, sig = signer.sign_token("/a", "", LATER).split(".")
    with pytest.raises(SignatureInvalid):
        signer.verify("/a", exp, sig, now=NOW, account_id=body)


def test_a_token_too_long_for_a_cookie_is_not_made():
    with pytest.raises(ValueError, match="4096"):
        UrlSigner([NEW]).sign_token("sign-in", "x" * 4000, LATER)
