"""The native API's calls about keys: made, listed, shown, changed, rotated, revoked.

It does not know the JSON; decode and encode do.
"""

from dataclasses import replace
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.body import read_object, read_object_if_any
from inkstone.dialects.faults import check, fault
from inkstone.dialects.native.authority import (
    account_of,
    administrator,
    check_live,
    grantor,
    scope_of_keys,
)
from inkstone.dialects.native.decode_admin import terms_asked, text_faults, without_faults
from inkstone.dialects.native.encode_admin import encode_key, encode_new_key
from inkstone.dialects.native.jobs import good
from inkstone.dialects.native.wire_admin import (
    KeyChangeWire,
    KeyNewWire,
    KeyRotateWire,
    KeysQuery,
)
from inkstone.dialects.native.wire_administered import KeysWire
from inkstone.domain.accounts import ApiKey
from inkstone.domain.errors import InvalidRequest, PermissionDenied
from inkstone.service.key_terms import KeyTerms, terms_of


class AdminKeys:
    """The calls about keys."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def own(self, request: Request) -> Response:
        """Show the key of the caller."""
        caller = await callers.authenticate(request, self._services.keys)
        return answer(encode_key(await self._services.keys.get(caller.key_id)))

    async def create(self, request: Request) -> Response:
        """Make a key and show it, this once."""
        services = self._services
        caller = await administrator(request, services)
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        checked = check(KeyNewWire, raw, required=("name",))
        asked, faults = terms_asked(raw, checked.wire, services.catalogue)
        wire = without_faults(checked, faults, text_faults(name=checked.wire.name))
        assert wire.name is not None, "it is required"
        account = await account_of(services, caller, wire.account)
        check_live(account)
        giver = await grantor(services, caller)
        usual = giver.defaults()
        terms = asked.on(usual)
        giver.check(terms)
        giver.check_policy(terms.policy, usual.policy)
        if not terms.scopes:
            raise PermissionDenied("Your key cannot give the scopes submit and read; name others.")
        made = await services.keys.create(
            account_id=account.id,
            account=account.name,
            name=wire.name,
            terms=terms,
            by=caller.key_id,
        )
        return await self._shown_once(made.key_id, made.key, status=201)

    async def listing(self, request: Request) -> Response:
        """Show keys, oldest first."""
        services = self._services
        caller = await administrator(request, services)
        query = good(check(KeysQuery, dict(request.query_params))).wire
        account_id = scope_of_keys(caller)
        if query.account is not None:
            account_id = (await account_of(services, caller, query.account)).id
        found = await services.keys.listing(account_id)
        if query.after is not None:
            ids = [key.id for key in found]
            if query.after not in ids:
                raise InvalidRequest(
                    faults=[fault("after", query.after, "the `next_after` of an earlier page")]
                )
            found = found[ids.index(query.after) + 1 :]
        page, is_more = found[: query.limit], len(found) > query.limit
        return answer(
            KeysWire(
                data=[encode_key(key) for key in page],
                next_after=page[-1].id if is_more else None,
            )
        )

    async def get(self, request: Request, key_id: str) -> Response:
        """Show one key."""
        caller = await administrator(request, self._services)
        return answer(encode_key(await self._find(key_id, scope_of_keys(caller))))

    async def change(self, request: Request, key_id: str) -> Response:
        """Give a key other terms; what is not named stays."""
        services = self._services
        caller = await administrator(request, services)
        account_id = scope_of_keys(caller)
        key = await self._find(key_id, account_id)
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        checked = check(KeyChangeWire, raw)
        asked, faults = terms_asked(raw, checked.wire, services.catalogue, takes_off=True)
        wire = without_faults(checked, faults, text_faults(name=checked.wire.name))
        giver = await grantor(services, caller)
        # Only what is asked for is given.
        giver.check(asked.on(giver.own))

        def change(was: KeyTerms) -> KeyTerms:
            given = asked.on(was)
            if key.id == caller.key_id:
                # What it had a moment ago may have been taken from it since.
                replace(giver, own=was).check(given)
            giver.check_policy(given.policy, was.policy)
            return given

        changed = await services.keys.change(
            key.id,
            change,
            name=wire.name,
            account_id=account_id,
            by=caller.key_id,
        )
        return answer(encode_key(changed))

    async def rotate(self, request: Request, key_id: str) -> Response:
        """Make a new key in the place of one and show it, this once."""
        services = self._services
        caller = await administrator(request, services)
        account_id = scope_of_keys(caller)
        key = await self._find(key_id, account_id)
        overlap_s = await self._overlap_s(request)
        # Who rotates a key has it.
        (await grantor(services, caller)).check_whole(terms_of(key))
        made = await services.keys.rotate(
            key.id,
            overlap=timedelta(seconds=overlap_s),
            account_id=account_id,
            by=caller.key_id,
        )
        return await self._shown_once(made.key_id, made.key)

    async def revoke(self, request: Request, key_id: str) -> Response:
        """Refuse a key from now on."""
        caller = await administrator(request, self._services)
        await self._services.keys.revoke(
            (await self._find(key_id, scope_of_keys(caller))).id,
            account_id=scope_of_keys(caller),
            by=caller.key_id,
        )
        return Response(status_code=204)

    async def _find(self, key_id: str, account_id: str | None) -> ApiKey:
        named = key_id if key_id.isprintable() else ""
        return await self._services.keys.get(named, account_id=account_id)

    async def _shown_once(self, key_id: str, secret: str, *, status: int = 200) -> Response:
        key = await self._services.keys.get(key_id)
        response = answer(encode_new_key(key, secret), status=status)
        response.headers["Cache-Control"] = "no-store"
        return response

    async def _overlap_s(self, request: Request) -> int:
        """What the body asks for; a call without a body asks for the default."""
        bytes_max = self._services.limits.body_bytes_max
        raw = await read_object_if_any(request, bytes_max=bytes_max)
        return good(check(KeyRotateWire, raw)).wire.overlap_s
