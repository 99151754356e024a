"""The local authority: made once, whoever asks, and its key is thrown away."""

import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from inkstone.media import local_ca
from inkstone.media.certificates import load_chain

RACE = """
import hashlib, pathlib, sys, time
from inkstone.media import local_ca
folder = pathlib.Path(sys.argv[1])
(folder / sys.argv[2]).touch()
while not all((folder / name).exists() for name in ("ready0", "ready1")):
    time.sleep(0.001)
for index in range(12):
    made = local_ca.ensure_local(folder / f"credentials{index}", organization="Race")
    print(hashlib.sha256(made.key.read_bytes()).hexdigest())
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "credentials"


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_it_is_made_once_and_kept(folder):
    made = local_ca.ensure_local(folder, organization="Heron Ltd")
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(files) == {"ca.pem", "chain.pem", "key.pem"}
    assert (mode(folder), mode(made.key)) == (0o700, 0o600)
    assert local_ca.ensure_local(folder, organization="Other") == made
    assert files == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert [path.name for path in folder.parent.iterdir()] == ["credentials"]
    assert made.is_local


def test_the_authority_signed_one_certificate_and_its_key_is_gone(folder):
    made = local_ca.ensure_local(folder, organization="Heron Ltd")
    leaf, authority = load_chain(made.chain)
    assert [authority] == load_chain(made.anchors)
    leaf.verify_directly_issued_by(authority)
    key = load_pem_private_key(made.key.read_bytes(), None)
    assert key.public_key() == leaf.public_key()
    assert key.public_key() != authority.public_key()
    assert made.key.read_bytes().count(b"BEGIN") == 1
    years = [
        (each.not_valid_after_utc - datetime.now(UTC)).days // 365 for each in (leaf, authority)
    ]
    assert years == [10, 20]


def test_nothing_speaks_against_it(folder):
    made = local_ca.ensure_local(folder, organization="Heron Ltd")
    facts = local_ca.describe(made.chain)
    assert facts.problems == ()
    assert facts.subject == "Inkstone local signer, Heron Ltd"
    assert facts.issuer.startswith("Inkstone local authority ")
    assert facts.not_after > datetime.now(UTC) + timedelta(days=3600)
    assert local_ca.check_pair(made.chain, made.key) == ()
    assert local_ca.algorithm_of(made.key) == "es256"


@pytest.mark.parametrize("organization", ["", "  ", "x" * 500, "墨石 · Ünïcode"])
def test_every_name_of_an_organization_will_do(folder, organization):
    made = local_ca.ensure_local(folder, organization=organization)
    assert local_ca.describe(made.chain).problems == ()


def test_two_servers_have_authorities_of_different_names(tmp_path):
    made = [local_ca.ensure_local(tmp_path / name, organization="Heron Ltd") for name in ("a", "b")]
    assert len({local_ca.describe(each.chain).issuer for each in made}) == 2


def test_processes_that_start_together_have_one_identity(tmp_path):
    racing = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, str(tmp_path), f"ready{index}"],
            stdout=subprocess.PIPE,
            text=True,
        )
        for index in range(2)
    ]
    first, second = [each.communicate(timeout=60)[0].split() for each in racing]
    assert first == second
    assert len(set(first)) == 12
    assert not list(tmp_path.glob(".credentials*"))


def test_an_empty_folder_is_filled(folder):
    folder.mkdir(parents=True)
    assert local_ca.ensure_local(folder, organization="").key.is_file()
    assert mode(folder) == 0o700


@pytest.mark.parametrize("name", ["ca.pem", "chain.pem", "key.pem"])
def test_a_missing_file_is_named_and_nothing_is_overwritten(folder, name):
    local_ca.ensure_local(folder, organization="")
    (folder / name).unlink()
    with pytest.raises(local_ca.IdentityRefused, match=f"{name} is missing"):
        local_ca.ensure_local(folder, organization="")


def test_a_key_that_others_can_read_is_refused(folder):
    made = local_ca.ensure_local(folder, organization="")
    made.key.chmod(0o644)
    with pytest.raises(local_ca.IdentityRefused, match="chmod 600"):
        local_ca.ensure_local(folder, organization="")


def test_a_key_of_somebody_else_is_refused(folder, tmp_path):
    made = local_ca.ensure_local(folder, organization="")
    other = local_ca.ensure_local(tmp_path / "other", organization="")
    made.key.write_bytes(other.key.read_bytes())
    with pytest.raises(local_ca.IdentityRefused, match="not the one that the certificate is for"):
        local_ca.ensure_local(folder, organization="")
