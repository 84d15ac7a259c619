"""The kinds of files that the software tells apart."""

import zipfile
from typing import Literal

Kind = Literal[
    "word",
    "word-macro",
    "word-xml",
    "odt",
    "doc",
    "rtf",
    "pdf",
    "image",
    "heic",
    "mail",
    "mailbox",
    "signed-mail",
    "encrypted-mail",
    "outlook",
    "tnef",
    "zip",
    "tar",
    "packed",
    "archive",
    "encrypted-office",
    "html",
    "empty",
    "folder",
    "other",
]
"""`word-xml`: Word saved as one XML file; `heic`: photographs of iPhones; `mailbox`: several mails
in one file; `signed-mail`: content wrapped in its signature (S/MIME, .p7m); `tnef`: Outlook's
winmail.dat; `packed`: one file under gzip, bzip2 or xz; `archive`: 7z, RAR, which are not opened;
`other`: anything else."""

BROKEN_ZIP = (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError)
"""What wrong tables make zipfile raise."""

BROKEN_OLE = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    RecursionError,
    ArithmeticError,
    MemoryError,
)
"""What wrong tables make olefile raise; a sector of 2^60 bytes asks for all the memory."""
