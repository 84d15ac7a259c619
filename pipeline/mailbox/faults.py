"""What goes wrong between here and a mail server, told so that a person can act on it.

Neither the words of the server at the login nor those of the library are shown: some servers
repeat what they were sent, the password included.
"""

import errno
import imaplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from imap_tools.errors import ImapToolsError

from pipeline.errors import MailInterrupted, MailServerDistrusted, MailServerUnreachable
from pipeline.mailbox.account import Account

BROKEN = (imaplib.IMAP4.error, ImapToolsError, OSError, ValueError, LookupError)
"""What the library lets through when a server falls silent or says what nobody understands."""

_NO_WAY = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN)

_CERTIFICATES: Mapping[int, str] = {
    9: "il n’est pas encore valable",
    10: "il a expiré",
    18: "il est signé par lui-même",
    19: "il est signé par une autorité inconnue",
    20: "il est signé par une autorité inconnue",
    21: "il est signé par une autorité inconnue",
    62: "il est au nom d’un autre serveur",
    64: "il est au nom d’un autre serveur",
}
"""OpenSSL's X509_V_ERR_… in French."""


@contextmanager
def reaching(account: Account) -> Iterator[None]:
    """Say what keeps a connection from being made.

    Raises:
        MailServerDistrusted: the certificate is not that of the server, or nobody vouches for it.
        MailServerUnreachable: anything else.
    """
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        detail = _CERTIFICATES.get(error.verify_code, "il n’est pas valable")
        raise MailServerDistrusted(host=account.host, detail=detail) from None
    except BROKEN as error:
        detail = _unreached(error, account)
        raise MailServerUnreachable(host=account.host, port=account.door, detail=detail) from None


@contextmanager
def talking(account: Account) -> Iterator[None]:
    """Say that a conversation under way broke off.

    Raises:
        MailInterrupted: the server hung up, fell silent or answered nonsense.
    """
    try:
        yield
    except BROKEN as error:
        raise MailInterrupted(host=account.host, detail=_broken(error, account)) from None


_CONNECTIONS: tuple[tuple[type[OSError], str], ...] = (
    (socket.gaierror, "cette adresse est inconnue"),
    (ConnectionRefusedError, "la connexion est refusée"),
    (ConnectionError, "la connexion a été coupée"),
    (ssl.SSLError, "il ne répond pas en TLS sur ce port"),
    (OSError, "la connexion échoue"),
)


def _unreached(error: Exception, account: Account) -> str:
    if isinstance(error, TimeoutError):
        return _silent(account)
    if isinstance(error, OSError) and error.errno in _NO_WAY:
        return "le réseau n’y mène pas"
    for kind, words in _CONNECTIONS:
        if isinstance(error, kind):
            return words
    if account.security == "starttls":
        return "il ne propose pas STARTTLS"
    return "ce n’est pas un serveur IMAP"


def _broken(error: Exception, account: Account) -> str:
    if isinstance(error, TimeoutError):
        return _silent(account)
    if isinstance(error, imaplib.IMAP4.readonly):
        return "le dossier n’est ouvert qu’en lecture"
    if isinstance(error, imaplib.IMAP4.abort | OSError):
        return "la connexion a été coupée"
    return "sa réponse n’a pas été comprise"


def _silent(account: Account) -> str:
    return f"aucune réponse en {account.timeout} secondes"
