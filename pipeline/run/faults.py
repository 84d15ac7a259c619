"""What the system refuses while drops are taken in, as errors that a person can act on."""

import errno
from pathlib import Path

from pipeline.errors import (
    DiskFull,
    DropBusy,
    DropTooLarge,
    DropUnreadable,
    InboxUnreachable,
    MachineFault,
    MachineTrouble,
    PipelineError,
    StaysInInbox,
    StoreUnavailable,
)

_WORDS = {
    errno.EIO: "le disque ne se lit ou ne s’écrit plus",
    errno.EROFS: "le disque est en lecture seule",
    errno.EMFILE: "trop de fichiers sont ouverts",
    errno.ENFILE: "trop de fichiers sont ouverts",
    errno.ENOMEM: "la mémoire manque",
    errno.EACCES: "l’accès est refusé",
    errno.EPERM: "l’accès est refusé",
    errno.EBUSY: "un autre programme l’emploie",
    errno.ETXTBSY: "un autre programme l’emploie",
    errno.ENOTEMPTY: "il vient d’y entrer autre chose",
    errno.ENOENT: "le dossier n’existe plus",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.ESTALE: "le partage a changé",
    errno.ENOTCONN: "le partage n’est plus branché",
    errno.EHOSTDOWN: "le serveur ne répond pas",
    errno.EHOSTUNREACH: "le serveur ne répond pas",
    errno.ETIMEDOUT: "le serveur ne répond pas",
    errno.ENAMETOOLONG: "un nom est trop long",
}
_FULL = (errno.ENOSPC, errno.EDQUOT)
_SHORT = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EROFS)
_BUSY = (errno.EBUSY, errno.ETXTBSY, errno.EAGAIN, errno.EDEADLK)


def fault_of(name: str, error: OSError, folder: Path) -> PipelineError:
    """Say what keeps a drop from being looked at or copied.

    Args:
        name: of the drop.
        error: what the system answered.
        folder: the workspace's, for what the whole machine lacks.
    """
    if error.errno in _FULL:
        return DiskFull(folder=folder)
    if error.errno in _BUSY:
        return DropBusy(name=name)
    if error.errno in _SHORT:
        return MachineTrouble(detail=words_of(error))
    if error.errno == errno.ENAMETOOLONG:
        return DropTooLarge(name=name, detail="un de ses noms est trop long")
    return DropUnreadable(name=name, detail=words_of(error))


def left_behind(name: str, error: OSError) -> StaysInInbox:
    """Say what keeps a drop that is taken from leaving the inbox."""
    return StaysInInbox(name=name, detail=words_of(error))


def unreachable(inbox: Path, error: OSError) -> PipelineError:
    """Say what keeps an inbox from being listed."""
    if error.errno in (*_FULL, *_SHORT):
        return machine_fault(error, inbox)
    return InboxUnreachable(folder=inbox, detail=words_of(error))


def machine_fault(error: OSError, folder: Path) -> PipelineError:
    """Say what this machine lacks to see drops through."""
    return (
        DiskFull(folder=folder) if error.errno in _FULL else MachineTrouble(detail=words_of(error))
    )


def is_of_the_machine(error: Exception) -> bool:
    """Say whether it is no drop's own fault, and said once for all of them."""
    return isinstance(error, (DiskFull, MachineFault, MachineTrouble, StoreUnavailable))


def stops_the_rest(error: Exception) -> bool:
    """Say whether every other drop would fail too; where a disk is full, a small one may not."""
    return isinstance(error, (MachineFault, MachineTrouble, StoreUnavailable))


def words_of(error: OSError) -> str:
    """Say in French what the system answered."""
    if error.errno in _FULL:
        return "le disque est plein"
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return _WORDS.get(error.errno or 0, f"réponse du système : {name}")
