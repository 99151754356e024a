"""What is signed into a picture, what is kept of those it was made from, and what is read of it."""

import io
import json
import threading

import c2pa
import pytest

from inkstone.media import credentials, local_ca
from inkstone.media.claim import Claim
from inkstone.media.credential_reader import context
from unit.media import ordinary, signing
from unit.media.looking import opened
from unit.media.signed import edited, kept, signed, told

KINDS = [(each, f"image/{each}") for each in signing.FORMATS]


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clock")
    with signing.server(signing.stamping(folder)) as served:
        yield served, (folder / "root.pem").read_text()


def test_a_claim_crosses_a_pipe():
    claim = signing.claim()
    assert Claim.from_json(json.loads(json.dumps(claim.to_json()))) == claim


@pytest.mark.parametrize(("output_format", "media_type"), KINDS)
def test_every_format_says_who_made_it_how_and_when(identity, output_format, media_type):
    made = signed(identity, output_format)
    assert told(made.data, media_type, signing.anchors(identity)) == {
        "state": "trusted",
        "problems": [],
        "manifest_id": made.manifest_id,
        "title": "A heron",
        "generator": "Inkstone 1.2.3",
        "signed_by": "Inkstone local signer, Heron Ltd",
        "signed_at": None,
        "is_time_stamped": False,
        "actions": [
            {
                "action": "c2pa.created",
                "when": "2026-05-04T03:02:01Z",
                "digital_source_type": signing.MADE_BY_AI,
                "software_agent": "sketch 7",
            }
        ],
        "ingredients": [],
        "source_type": signing.MADE_BY_AI,
    }
    assert opened(made.data).tobytes() == opened(signing.picture(output_format)).tobytes()


def test_what_we_say_ourselves_is_no_hearsay(identity):
    data = io.BytesIO(signed(identity).data)
    with c2pa.Reader("image/png", data, context=context("")) as reader:
        (manifest,) = json.loads(reader.detailed_json())["manifests"].values()
    urls = [each["url"] for each in manifest["claim"]["created_assertions"]]
    assert any(url.endswith("c2pa.actions.v2") for url in urls)
    assert not manifest["claim"].get("gathered_assertions")
    assert manifest["claim"]["instanceID"] == signing.claim().instance_id


@pytest.mark.parametrize("kind", ["es256", "es384", "es512", "ed25519", "rsa2048"])
def test_an_operators_certificate_signs(tmp_path, kind):
    brought = signing.operator(tmp_path, kind)
    assert local_ca.describe(brought.chain).problems == ()
    found = told(signed(brought).data, anchors=signing.anchors(brought))
    assert (found["state"], found["signed_by"]) == ("trusted", "Operator")


def test_a_new_certificate_counts_from_its_next_picture(tmp_path):
    brought = signing.operator(tmp_path)
    signed(brought)
    signing.operator(tmp_path, name="Another")
    assert told(signed(brought).data)["signed_by"] == "Another"


def test_a_certificate_that_does_not_do_is_refused(tmp_path):
    brought = signing.operator(tmp_path, days=(-9, -2))
    with pytest.raises(credentials.SigningRefused):
        signed(brought)
    brought.key.write_text("nothing")
    with pytest.raises(local_ca.IdentityRefused):
        signed(brought)


def test_a_descendant_names_its_parents_and_keeps_their_manifests(identity):
    parent = signed(identity, "jpeg")
    plain = signing.picture("webp")
    found = edited(
        identity,
        kept(parent.data, title="one", anchors=signing.anchors(identity)),
        kept(plain, "image/webp", title="two", index=1),
        kept(parent.data, title="three", index=2),
    )
    assert (found["state"], found["problems"]) == ("trusted", [])
    assert [each["action"] for each in found["actions"]] == [
        "c2pa.opened",
        "c2pa.placed",
        "c2pa.placed",
        "c2pa.edited",
    ]
    assert found["source_type"] == signing.PARTLY_BY_AI
    assert found["ingredients"] == [
        {"title": "one", "relationship": "parentOf", "manifest_id": parent.manifest_id},
        {"title": "two", "relationship": "componentOf", "manifest_id": None},
        {"title": "three", "relationship": "componentOf", "manifest_id": parent.manifest_id},
    ]


def test_a_line_of_descent_stays_whole(identity):
    made = signed(identity)
    for _ in range(4):
        parent = made
        archive = kept(parent.data, "image/png", anchors=signing.anchors(identity))
        made = signed(identity, ingredients=[archive])
    found = told(made.data, anchors=signing.anchors(identity))
    assert found["state"] == "trusted"
    assert found["ingredients"][0]["manifest_id"] == parent.manifest_id
    # Each generation adds its own manifest and not all that came before once more.
    assert len(made.data) - len(signing.picture("png")) < 64 * 1024


def test_a_picture_signed_by_others_is_kept_as_it_is(identity, camera):
    data = signing.signed_by_others(signing.picture("jpeg"), "image/jpeg", camera)
    theirs = told(data, "image/jpeg")
    assert (theirs["generator"], theirs["source_type"]) == ("Some camera 9", signing.CAMERA)
    found = edited(identity, kept(data))
    assert found["state"] == "trusted"
    assert found["ingredients"][0]["manifest_id"] == theirs["manifest_id"]


@pytest.mark.parametrize("name", ["gif", "bmp", "tiff"])
def test_every_kind_of_input_can_be_named(identity, name):
    archive = kept(ordinary.example(name), f"image/{name}", title="from far")
    assert edited(identity, archive)["ingredients"] == [
        {"title": "from far", "relationship": "parentOf", "manifest_id": None}
    ]


def test_archives_that_are_none_do_not_stop_a_picture(identity):
    found = edited(identity, b"nothing", kept(signing.picture("jpeg"), index=1))
    assert (found["state"], len(found["ingredients"])) == ("trusted", 2)


def test_a_manifest_that_nothing_can_be_built_on_spoils_no_other(identity):
    grandparent, other = signed(identity), signed(identity)
    parent = signed(identity, ingredients=[kept(grandparent.data, "image/png")])
    # The box of the grandparent's manifest has another name now, so that it is missing.
    name = grandparent.manifest_id.encode() + b"\0"
    lost = parent.data.replace(name, name[:-2] + b"_\0")
    assert lost != parent.data
    found = edited(identity, kept(lost, "image/png"), kept(other.data, "image/png", index=1))
    assert (found["state"], found["problems"]) == ("trusted", [])
    assert found["ingredients"] == [
        {"title": "input 1", "relationship": "parentOf", "manifest_id": None},
        {"title": "input", "relationship": "componentOf", "manifest_id": other.manifest_id},
    ]


def test_only_an_edit_has_ingredients(identity):
    archive = kept(signing.picture("jpeg"))
    with pytest.raises(ValueError, match="edit"):
        credentials.sign(
            signing.picture("png"),
            media_type="image/png",
            claim=signing.claim(),
            ingredients=[archive],
            identity=identity,
            timestamp_url="",
        )


def test_an_edit_of_nothing_known_is_told_as_made(identity):
    made = signed(identity, source_type=signing.PARTLY_BY_AI)
    assert [each["action"] for each in told(made.data)["actions"]] == ["c2pa.created"]


def test_an_authority_says_when(identity, clock):
    served, root = clock
    made = signed(identity, "jpeg", url=served.url)
    assert made.is_time_stamped
    found = told(made.data, "image/jpeg", signing.anchors(identity) + root)
    assert (found["state"], found["is_time_stamped"]) == ("trusted", True)
    assert found["signed_at"].startswith("20")
    # Whoever does not know the authority still sees what it said.
    assert told(made.data, "image/jpeg")["is_time_stamped"]


@pytest.mark.parametrize("answer", [(500, b""), (200, b"no stamp"), (200, b""), (404, b"?" * 999)])
def test_an_authority_that_fails_leaves_the_picture_signed(identity, answer):
    with signing.server(lambda _: answer) as served:
        made = signed(identity, url=served.url)
        assert len(served.asked) == 1
    assert not made.is_time_stamped
    assert told(made.data)["state"] == "valid"


def test_an_authority_that_hangs_is_not_waited_for_nor_asked_again(identity, monkeypatch):
    # The real patience is seconds.
    monkeypatch.setattr(credentials, "STAMP_S", 0.2)
    over = threading.Event()

    def hang(_):
        over.wait(30)
        return 500, b""

    with signing.server(hang) as served:
        for _ in range(2):
            made = signed(identity, url=served.url)
            assert (made.is_time_stamped, told(made.data)["state"]) == (False, "valid")
        assert len(served.asked) == 1
        over.set()
        credentials._Asking.last.join(30)


def test_nobody_listens_there(identity):
    assert not signed(identity, url="http://127.0.0.1:9/").is_time_stamped


def test_the_names_are_those_that_others_import():
    assert {"Claim", "ingredient", "read", "sign"} <= set(credentials.__all__)
