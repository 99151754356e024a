"""The files of an edit: each becomes an upload for as long as its job needs it.

It does not know how a body is read, nor what the pictures are for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inkstone.dialects.body import fingerprint
from inkstone.dialects.multipart import chunks_of
from inkstone.dialects.openai.edit_body import EditBody, Named
from inkstone.dialects.openai.wire import NAME
from inkstone.domain.errors import Fault, InputRefused, NotFound
from inkstone.domain.upload import Upload
from inkstone.service.references import Reference
from inkstone.service.uploads import Uploads


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The uploads that a request's files have become, by field."""

    uploads: Mapping[str, Upload]

    @property
    def ids(self) -> list[str]:
        """Their ids."""
        return [upload.id for upload in self.uploads.values()]

    def reference(self, named: Named) -> Reference:
        """What a picture is called from now on."""
        upload = self.uploads.get(named.param)
        return Reference(param=named.param, text=upload.id if upload else named.text)

    def fingerprint(self, edit: EditBody) -> str:
        """What was asked for; whatever boundary a client sets between the parts."""
        pictures = [[each.param, self._content(each)] for each in edit.images]
        mask = self._content(edit.mask) if edit.mask else None
        asked: dict[str, Any] = {"fields": dict(edit.fields), "images": pictures, "mask": mask}
        return fingerprint(NAME, "/images/edits", asked)

    def _content(self, named: Named) -> list[str]:
        upload = self.uploads.get(named.param)
        return ["sha256", upload.sha256] if upload else ["text", named.text]


async def take(uploads: Uploads, edit: EditBody, *, account_id: str) -> Taken:
    """Take a request's files in; none is left where one is refused.

    Raises:
        InputRefused: some are no pictures, or the mask is not as large as its picture; names all.
        PayloadTooLarge: a file has too many bytes, or the account's quota is used up.
        StorageFull: too little disk is left.
    """
    taken: dict[str, Upload] = {}
    faults: list[Fault] = []
    try:
        for named in edit.files():
            assert named.file is not None, "these are the files"
            try:
                taken[named.param] = await uploads.take(account_id, chunks_of(named.file))
            except InputRefused as error:
                message = f"`{named.param}`: {error.message}"
                faults.append(Fault(param=named.param, message=message, kind=error.code))
        faults += _mask_faults(edit, taken)
        if faults:
            raise InputRefused(faults=faults, code=faults[0].kind)
    except BaseException:
        await drop(uploads, [upload.id for upload in taken.values()], account_id=account_id)
        raise
    return Taken(uploads=taken)


async def drop(uploads: Uploads, ids: Iterable[str], *, account_id: str) -> None:
    """Let uploads go that nobody needs any more, as far as they are still there."""
    for upload_id in ids:
        try:
            await uploads.delete(upload_id, account_id=account_id)
        except NotFound:
            continue


def _mask_faults(edit: EditBody, taken: Mapping[str, Upload]) -> list[Fault]:
    """A mask that is not as large as the first picture, as far as both are here."""
    first = taken.get(edit.images[0].param)
    mask = taken.get(edit.mask.param) if edit.mask else None
    if first is None or mask is None:
        return []
    seen, wanted = (f"{each.width_px}x{each.height_px}" for each in (mask, first))
    if seen == wanted:
        return []
    message = f"`mask` is {seen}; it must be as large as the first picture, {wanted}."
    return [Fault(param="mask", message=message, kind="mask_size")]
