import pytest

from unit.server.conftest import Site

pytestmark = pytest.mark.anyio


async def test_a_signed_address_gives_the_picture(site: Site) -> None:
    image = await site.draw("a red apple")
    answer = await site.client.get(image["url"])

    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")


async def test_a_known_version_is_not_sent_again(site: Site) -> None:
    url = (await site.draw("a red apple"))["url"]
    first = await site.client.get(url)
    etag = first.headers["etag"]

    for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        again = await site.client.get(url, headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["cache-control"] == first.headers["cache-control"]
    other = await site.client.get(url, headers={"if-none-match": '"x"'})
    assert other.status_code == 200


async def test_a_deleted_result_is_gone_and_not_unknown(site: Site) -> None:
    url = (await site.draw("a red apple"))["url"]
    job_id = url.split("/files/")[1].split("/")[0]
    await site.parts.blobs.delete_prefix(f"{job_id}/")

    answer = await site.client.get(url)
    assert (answer.status_code, answer.json()["error"]["code"]) == (410, "result_deleted")


async def test_an_unsigned_address_is_unknown(site: Site) -> None:
    url = (await site.draw("a red apple"))["url"]

    for wrong in (url.partition("?")[0], url.replace("sig=", "sig=x"), url + "x"):
        assert (await site.client.get(wrong)).status_code == 404
