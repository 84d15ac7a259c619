"""Which mailbox to read, how to reach it, and how a processed message is shown there."""

import hashlib
import ipaddress
import re
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from schemas.base import Record

Security = Literal["ssl", "starttls", "none"]

_PORTS: Mapping[Security, int] = {"ssl": 993, "starttls": 143, "none": 143}
_FLAGS: Mapping[str, str] = {"seen": r"\Seen", "flagged": r"\Flagged"}
_KEYWORD = re.compile(r"[A-Za-z0-9_$-]{1,60}")


class Account(Record):
    """A folder of a mailbox, as an organiser describes it in `mail.toml`."""

    host: str = Field(min_length=1)
    port: int | None = Field(default=None, ge=1, le=65535)
    security: Security = "ssl"
    user: str = Field(min_length=1)
    folder: str = Field(default="INBOX", min_length=1)
    flag: str = Field(default="seen", description="`seen`, `flagged`, or a keyword of one's own.")
    move_to: str | None = Field(default=None, min_length=1)
    password_file: str | None = Field(default=None, min_length=1)
    ca_file: str | None = Field(default=None, min_length=1)
    largest_mb: int = Field(default=100, ge=1, le=120, description="Of one message, in MiB.")
    timeout: int = Field(default=60, ge=1, le=600, description="Seconds without any answer.")

    @property
    def key(self) -> str:
        """Return what tells this folder from others: a digest, for the register."""
        folder = "INBOX" if self.folder.upper() == "INBOX" else self.folder  # RFC 3501, 5.1
        text = f"{self.host.lower()}\n{self.user}\n{folder}"
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()

    @property
    def door(self) -> int:
        """Return the port to knock at."""
        return self.port or _PORTS[self.security]

    @property
    def largest(self) -> int:
        """Return the bytes of the largest message that is fetched."""
        return self.largest_mb * 1024 * 1024

    @property
    def mark(self) -> str:
        """Return the flag of a processed message as the protocol writes it."""
        return _FLAGS.get(self.flag, self.flag)


@dataclass(frozen=True)
class Access:
    """An account and what opens it; the password shows in no representation of it."""

    account: Account
    password: SecretStr
    authorities: Path | None = None


def faults_of(account: Account) -> Iterator[tuple[str, str, str]]:
    """Yield what cannot be in an account: key, French sentence, remedy."""
    if account.security == "none" and not _is_here(account.host):
        yield (
            "security",
            "Sans chiffrement, le mot de passe et les dossiers seraient lisibles en chemin.",
            'Écrivez security = "ssl" (ou "starttls").',
        )
    if account.move_to is None and not _KEYWORD.fullmatch(account.flag):
        yield (
            "flag",
            f"« {account.flag} » ne peut pas servir de marque.",
            'Écrivez flag = "seen", ou un mot sans accent ni espace.',
        )
    if account.move_to is not None and "flag" in account.model_fields_set:
        yield (
            "flag",
            "Un message traité est soit marqué, soit déplacé.",
            "Gardez « flag » ou « move_to ».",
        )
    if account.move_to is not None and account.move_to == account.folder:
        yield (
            "move_to",
            "Les messages traités iraient dans le dossier qui est relevé.",
            "Nommez un autre dossier, par exemple « Traités ».",
        )
    for key, text in (("host", account.host), ("user", account.user)):
        if not text.isprintable() or (key == "host" and " " in text):
            yield key, f"« {key} » contient un caractère qui n’a pas sa place.", "Récrivez-le."


def holds_authorities(file: Path) -> bool:
    """Say whether a file holds certificates against which a server's can be checked."""
    try:
        context = ssl.create_default_context(cafile=file)
    except OSError:  # missing, forbidden; ssl.SSLError is one of them
        return False
    return bool(context.cert_store_stats()["x509"])


def _is_here(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
