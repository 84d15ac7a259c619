"""Reach a mail server, make sure that it is the right one, log in and open the folder."""

import contextlib
import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError

from pipeline.errors import MailFolderMissing, MailLoginRefused, MailServerUnfit
from pipeline.mailbox.account import Access
from pipeline.mailbox.faults import BROKEN, reaching, talking
from pipeline.mailbox.folder import Folder

_READ_ONLY = "le dossier n’est ouvert qu’en lecture à ce compte"
_SHOWN = 12  # folders named to a person who looks for one


@contextmanager
def open_folder(access: Access, *, readonly: bool = False) -> Iterator[Folder]:
    """Open the folder of an account; the connection is closed in the end, whatever happens.

    Args:
        access: where, who and with what.
        readonly: nothing there can then be changed, not even by mistake.

    Raises:
        MailServerUnreachable: no connection can be made.
        MailServerDistrusted: the server cannot prove who it is.
        MailLoginRefused: the user or the password is wrong.
        MailFolderMissing: there is no such folder.
        MailServerUnfit: the server or its folder lacks something that this needs.
        MailInterrupted: the conversation broke off.
    """
    account = access.account
    with reaching(account):
        box = _connected(access)
    try:
        _log_in(box, access)
        _select(box, access, readonly=readonly)
        with talking(account):
            folder = Folder(box, account)
        yield folder
    finally:
        _leave(box)


class _StartTls(MailBoxUnencrypted):
    """A connection that is encrypted before anything is said, or closed."""

    def __init__(self, host: str, port: int, timeout: float, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(host, port, timeout)

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = super()._get_mailbox_client()
        try:
            client.starttls(self._context)
        except BROKEN:
            with contextlib.suppress(*BROKEN):
                client.shutdown()
            raise
        return client


def _connected(access: Access) -> BaseMailBox:
    account = access.account
    place = (account.host, account.door, account.timeout)
    if account.security == "none":  # on this machine only: `faults_of`
        return MailBoxUnencrypted(*place)
    # With a file of authorities, these alone are believed.
    context = ssl.create_default_context(cafile=access.authorities)
    if account.security == "starttls":
        return _StartTls(*place, context)
    return MailBox(*place, ssl_context=context)


def _log_in(box: BaseMailBox, access: Access) -> None:
    account, password = access.account, access.password.get_secret_value()
    with talking(account):
        try:
            if (account.user + password).isascii():
                box.login(account.user, password, initial_folder=None)
            else:  # RFC 3501 leaves LOGIN without accents; SASL's PLAIN is UTF-8 (RFC 4616)
                box.login_utf8(account.user, password, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, MailboxLoginError):
            raise MailLoginRefused(host=account.host, user=account.user) from None
        # What a server can do, it often says in full only to those who are logged in.
        box.client._get_capabilities()  # noqa: SLF001


def _select(box: BaseMailBox, access: Access, *, readonly: bool) -> None:
    account = access.account
    with talking(account):
        try:
            box.folder.set(account.folder, readonly=readonly)
        except imaplib.IMAP4.readonly:
            raise MailServerUnfit(host=account.host, detail=_READ_ONLY) from None
        except MailboxFolderSelectError:
            names = sorted(one.name for one in box.folder.list())
            known = ", ".join(f"« {name} »" for name in names[:_SHOWN]) or "aucun"
            raise MailFolderMissing(folder=account.folder, known=known) from None


def _leave(box: BaseMailBox) -> None:
    with contextlib.suppress(*BROKEN):
        box.logout()
    with contextlib.suppress(*BROKEN):
        box.client.shutdown()
