"""Where the password of a mailbox comes from: the environment, or a file that nobody else reads."""

import os
import re
import stat
from pathlib import Path

from pydantic import SecretStr

from pipeline.errors import MailPasswordExposed, MailPasswordUnreadable, NoMailPassword

VARIABLE = "CANDIDATURES_IMAP_PASSWORD"

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_LONGEST = 1024  # bytes: of a longer file somebody gave the wrong name


def take_password(campaign: str, file: Path | None) -> SecretStr:
    """Return the password of a campaign's mailbox.

    The variable of that campaign comes first (`CANDIDATURES_IMAP_PASSWORD_PDN62_2019`), then the
    file named for it, then the variable for all. The variables leave the environment: processes
    started from here on, those that read hostile files among them, must not inherit them.

    Args:
        campaign: its identity.
        file: what `password_file` names, if anything.

    Raises:
        NoMailPassword: none of the three gives one.
        MailPasswordExposed: the file can be read by others than its owner.
        MailPasswordUnreadable: the file is missing, empty or no line of text.
    """
    own = f"{VARIABLE}_{re.sub('[^A-Za-z0-9]', '_', campaign).upper()}"
    given = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(VARIABLE)}
    if given.get(own):
        return SecretStr(given[own])
    if file is not None:
        return SecretStr(_line_of(file))
    if given.get(VARIABLE):
        return SecretStr(given[VARIABLE])
    raise NoMailPassword(variable=VARIABLE)


def _line_of(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            # Of the open file: a name may be given to another one meanwhile.
            mode = os.fstat(stream.fileno()).st_mode
            if os.name == "posix" and mode & _OTHERS:
                raise MailPasswordExposed(file=file)
            text = stream.read(_LONGEST + 1).decode("utf-8-sig").rstrip("\r\n")
    except OSError as error:
        raise MailPasswordUnreadable(file=file, detail=error.strerror) from error
    except UnicodeDecodeError:
        # Not « from error »: the exception holds the bytes.
        raise MailPasswordUnreadable(file=file, detail="ce n’est pas du texte UTF-8") from None
    if not text or len(text) > _LONGEST or not text.isprintable():
        raise MailPasswordUnreadable(file=file, detail="une seule ligne y est attendue")
    return text
