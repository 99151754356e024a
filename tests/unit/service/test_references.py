"""References: whose picture it is, and what is kept of it, without a connection to anywhere."""

import base64

import pytest
from sqlalchemy import select

from inkstone.blobs.memory import MemoryBlobs
from inkstone.domain.errors import InputRefused, InsufficientFunds, StorageFull
from inkstone.service.references import Form, Reference, form_of, input_key
from inkstone.store.tables import jobs
from unit.media import ordinary
from unit.service.brought import EVERY_FORM, brought, data_uri, named, opened, png, url_of
from unit.service.brought import upload as bring

pytestmark = pytest.mark.anyio


@pytest.fixture
def references(desk):
    return desk.doors.references


async def resolve(desk, *texts, caller=None, forms=EVERY_FORM):
    return await desk.doors.references.resolve(
        named(*texts),
        account_id=(caller or desk.caller).account_id,
        job_id="job_x",
        forms=forms,
    )


async def refusal(desk, *texts, **more):
    with pytest.raises(InputRefused) as caught:
        await resolve(desk, *texts, **more)
    return caught.value


async def nothing_is_left(desk, *, blobs=()):
    """No blob, no job, and no money held."""
    assert await desk.blob_keys() == sorted(blobs)
    assert await desk.queries.newest(account_id=desk.caller.account_id, limit=9) == []
    assert (await desk.balance())[1] == 0


async def test_a_stranger_s_address_stays_one_for_the_attempt_to_fetch(desk):
    (picture,) = await resolve(desk, "https://elsewhere.example.test/cat.png")
    assert (picture.param, picture.url) == ("image[0]", "https://elsewhere.example.test/cat.png")
    assert picture.blob_key == ""
    assert await desk.blob_keys() == []


async def test_an_address_of_our_own_is_its_blob_without_any_network(desk):
    made = (await desk.run("a cat")).images[0]
    brought_one = await bring(desk, png())
    found = await resolve(desk, url_of(desk, made.blob_key), url_of(desk, brought_one.blob_key))
    assert [picture.blob_key for picture in found] == [made.blob_key, brought_one.blob_key]
    assert [picture.url for picture in found] == ["", ""]


async def test_an_upload_is_named_by_its_id(desk):
    upload = await bring(desk, png())
    (picture,) = await resolve(desk, upload.id)
    # The job has a copy of its own: the upload may go before it begins.
    assert (picture.url, picture.blob_key) == ("", "job_x/inputs/0")
    assert await desk.blobs.get(picture.blob_key) == png()


async def test_another_account_s_pictures_are_refused_as_missing_ones_are(desk):
    job, upload = await desk.run("a cat"), await bring(desk, png())
    theirs = [url_of(desk, job.images[0].blob_key), url_of(desk, upload.blob_key), upload.id]
    missing = [
        url_of(desk, f"{job.id}/1/5.png"),
        url_of(desk, "upload_00000000000000000000000000/picture.png"),
        "upload_00000000000000000000000000",
    ]
    other = await desk.open_account("other")
    refused = await refusal(desk, *theirs, caller=other)
    as_missing = await refusal(desk, *missing)
    assert refused.faults == as_missing.faults
    assert len(refused.faults) == 3
    assert refused.code == as_missing.code


async def test_an_address_must_be_signed_and_in_its_time_before_anybody_looks(desk):
    key = (await desk.run("a cat")).images[0].blob_key
    good = url_of(desk, key)
    wrong = [good.replace("sig=", "sig=x"), good.partition("?")[0], url_of(desk, key, hours=-1)]
    refused = await refusal(desk, *wrong)
    assert [fault.kind for fault in refused.faults] == [
        "bad_signature",
        "bad_signature",
        "url_expired",
    ]
    assert refused.code == "bad_signature"


async def test_a_deleted_picture_s_address_is_refused(desk):
    job = await desk.run("a cat")
    url = url_of(desk, job.images[0].blob_key)
    await resolve(desk, url)
    await desk.doors.retention.delete_job(job.id, account_id=job.account_id)
    assert (await refusal(desk, url)).faults[0].param == "image[0]"


async def test_a_deleted_or_expired_upload_is_refused_by_id_and_by_address(desk, clock):
    deleted, expired = await bring(desk, png()), await bring(desk, png(8, 8))
    await desk.doors.uploads.delete(deleted.id, account_id=deleted.account_id)
    clock.advance(24 * 3600 + 1)
    named_so = [deleted.id, url_of(desk, deleted.blob_key), expired.id]
    refused = await refusal(desk, *named_so, url_of(desk, expired.blob_key))
    assert len(refused.faults) == 4


async def test_a_file_of_ours_that_is_no_picture_of_a_job_is_nobody_s_input(desk):
    job = await desk.submit(**brought(data_uri(png())))
    for key in (input_key(job.id, 1), f"{job.id}/1/0.png", f"{job.id}/inputs"):
        await refusal(desk, url_of(desk, key))


async def test_what_a_job_started_from_can_be_started_from_again_by_its_account(desk):
    job = await desk.submit(**brought(data_uri(png()), mask=data_uri(png())))
    for index in (0, 1):
        key = input_key(job.id, index)
        (found,) = await resolve(desk, url_of(desk, key))
        assert (found.blob_key, found.url) == (key, "")
    mine, desk.caller = desk.caller, await desk.open_account("other")
    await refusal(desk, url_of(desk, input_key(job.id, 0)))
    desk.caller = mine
    again = await desk.submit(**brought(url_of(desk, input_key(job.id, 0))))
    assert again.fetches is False


async def test_the_bytes_in_a_request_become_the_job_s_own_blob(desk):
    data = png()
    spaced = base64.encodebytes(data).decode()
    found = await resolve(desk, data_uri(data), spaced, data_uri(data).replace("image", "IMAGE"))
    assert [picture.blob_key for picture in found] == [input_key("job_x", i) for i in range(3)]
    assert [await desk.blobs.get(picture.blob_key) for picture in found] == [data] * 3


async def test_no_base64_gets_into_the_table_of_jobs(desk):
    data = png(200, 100)
    job = await desk.submit(**brought(data_uri(data), mask=data_uri(data)))
    row = await desk.store.read(
        lambda tx: tx.connection.execute(select(jobs).where(jobs.c.id == job.id)).one()
    )
    assert base64.b64encode(data).decode()[:40] not in str(tuple(row))
    assert len(str(tuple(row))) < 3000
    assert await desk.blob_keys() == [input_key(job.id, 0), input_key(job.id, 1)]
    assert not row.fetches
    assert [p.param for p in job.request.pictures] == ["image[0]", "mask"]


async def test_every_bad_picture_of_a_request_is_named(desk):
    refused = await refusal(
        desk,
        "data:image/png;base64,AAA=A",
        data_uri(png()),
        "upload_00000000000000000000000000",
        "http://localhost/inkstone/v1/files/job_1/1/0.png?exp=9&sig=9",
    )
    assert [fault.param for fault in refused.faults] == ["image[0]", "image[2]", "image[3]"]
    assert [fault.kind for fault in refused.faults] == [
        "input_broken",
        "not_found",
        "bad_signature",
    ]
    assert refused.code == "input_broken"
    assert all(fault.param in fault.message for fault in refused.faults)


@pytest.mark.parametrize("bad", ["upload_00000000000000000000000000", "data:image/png;base64,A"])
async def test_nothing_remains_of_a_request_that_is_refused_for_its_pictures(desk, bad):
    with pytest.raises(InputRefused):
        await desk.submit(**brought(data_uri(png()), bad))
    await nothing_is_left(desk)


async def test_nothing_remains_of_a_request_that_is_refused_for_its_price(desk):
    desk.caller = await desk.open_account("poor", images=0)
    with pytest.raises(InsufficientFunds):
        await desk.submit(**brought(data_uri(png()), mask=data_uri(png())))
    await nothing_is_left(desk)


async def test_nothing_remains_where_the_room_ends_in_the_middle(world, workshop):
    data = ordinary.encoded(ordinary.gradient(200, 200), "BMP")
    blobs = MemoryBlobs(size_bytes_max=len(data) * 3 // 2)
    async with opened(world, workshop, blobs=blobs) as desk:
        with pytest.raises(StorageFull):
            await desk.submit(**brought(data_uri(data), data_uri(data), data_uri(data)))
        await nothing_is_left(desk)


async def test_what_a_refused_request_named_stays_where_it_was(desk):
    upload = await bring(desk, png())
    with pytest.raises(InputRefused):
        await desk.submit(**brought(upload.id, "upload_00000000000000000000000000"))
    await nothing_is_left(desk, blobs=[upload.blob_key])


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("https://example.test/a.png", Form.URL),
        ("HTTP://example.test/a.png", Form.URL),
        ("data:image/png;base64,iVBOR", Form.DATA_URI),
        ("DATA:image/svg+xml;charset=utf-8;base64,AAAA", Form.DATA_URI),
        ("A" * 64, Form.BASE64),
        ("/9j/" + "A" * 60, Form.BASE64),
        ("upload_" + "0" * 26, Form.UPLOAD),
        ("upload_" + "0" * 25, None),
        ("A" * 63, None),
        ("", None),
        ("ftp://example.test/" + "a" * 64, None),
        ("file:///etc/passwd" + "a" * 64, None),
        ("javascript:" + "a" * 64, None),
        ("data:text/html;base64,PGI+" + "A" * 64, None),
        ("data:image/png,plain" + "A" * 64, None),
        ("https:", None),
    ],
)
def test_a_text_has_one_form(text, form):
    assert form_of(text, EVERY_FORM) is form
    without = [each for each in Form if each is not form]
    assert form_of(text, without) is None


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        ("http://127.0.0.1/secret.png", Form.URL, "url_refused"),
        ("http://10.0.0.1/secret.png", Form.URL, "url_refused"),
        ("http://localhost/inkstone/v1/files/job_1/1/0.png", Form.URL, "bad_signature"),
        ("data:image/png;base64," + "A" * 1_500_000, Form.DATA_URI, "input_too_large"),
        ("A" * 1_500_000, Form.BASE64, "input_too_large"),
        ("https://example.test/a.png", Form.URL, None),
        ("data:image/png;base64,AAAA", Form.DATA_URI, None),
        ("upload_" + "0" * 26, Form.UPLOAD, None),
    ],
)
def test_what_shows_without_looking_is_told_at_once(references, text, form, kind):
    fault = references.fault(Reference(param="image", text=text), form)
    assert (fault and fault.kind) == kind
    if fault is not None:
        assert fault.param == "image"
        assert fault.message.startswith("`image`: ")
        assert len(fault.message) < 400
