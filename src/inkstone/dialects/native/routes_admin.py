"""The native API's administrative routes: which call is answered by what.

It does not know what the calls do, nor who may make them.
"""

from collections.abc import Awaitable, Callable

from starlette.responses import Response

from inkstone.dialects.base import Services
from inkstone.dialects.native import operations_admin as about
from inkstone.dialects.native.admin_accounts import AdminAccounts
from inkstone.dialects.native.admin_keys import AdminKeys
from inkstone.dialects.native.audit import Books
from inkstone.dialects.native.margin import MarginReport
from inkstone.dialects.native.operations import Operation

#: A method, a path, what answers, and what is said of it.
Row = tuple[str, str, Callable[..., Awaitable[Response]], Operation]


def rows(services: Services) -> tuple[Row, ...]:
    """The routes of accounts, keys and the books."""
    accounts, keys, books = AdminAccounts(services), AdminKeys(services), Books(services)
    return (
        ("GET", "/account", accounts.own, about.OWN_ACCOUNT),
        ("GET", "/accounts", accounts.listing, about.LIST_ACCOUNTS),
        ("POST", "/accounts", accounts.create, about.CREATE_ACCOUNT),
        ("GET", "/accounts/{account}", accounts.get, about.GET_ACCOUNT),
        ("PATCH", "/accounts/{account}", accounts.change, about.CHANGE_ACCOUNT),
        ("DELETE", "/accounts/{account}", accounts.erase, about.ERASE_ACCOUNT),
        ("POST", "/accounts/{account}/grants", accounts.grant, about.GRANT),
        ("POST", "/accounts/{account}/adjustments", accounts.adjust, about.ADJUST),
        ("POST", "/jobs/{job_id}/refund", accounts.refund, about.REFUND),
        ("GET", "/key", keys.own, about.OWN_KEY),
        ("GET", "/keys", keys.listing, about.LIST_KEYS),
        ("POST", "/keys", keys.create, about.CREATE_KEY),
        ("GET", "/keys/{key_id}", keys.get, about.GET_KEY),
        ("PATCH", "/keys/{key_id}", keys.change, about.CHANGE_KEY),
        ("DELETE", "/keys/{key_id}", keys.revoke, about.REVOKE_KEY),
        ("POST", "/keys/{key_id}/rotate", keys.rotate, about.ROTATE_KEY),
        ("GET", "/audit", books.log, about.AUDIT),
        ("GET", "/statement", books.statement, about.STATEMENT),
        ("GET", "/usage/export", books.export, about.EXPORT),
        ("GET", "/admin/margin", MarginReport(services).get, about.MARGIN),
    )
