"""Which mailbox a campaign is fetched from: `mail.toml` in the workspace, off unless written."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.campaigns.fault import Fault
from pipeline.campaigns.source import Source, fit, parse
from pipeline.errors import FaultyMailSettings, MailNotConfigured
from pipeline.mailbox import Access, Account
from pipeline.mailbox.account import faults_of, holds_authorities
from pipeline.mailbox.password import take_password
from pipeline.run.session import Session

_FILE = "mail.toml"


def account_of(session: Session) -> Account:
    """Return the mailbox of a campaign.

    Raises:
        MailNotConfigured: no file, or nothing in it for this campaign.
        FaultyMailSettings: the file cannot be used; carries every fault.
    """
    file = session.workspace.root / _FILE
    whole, faults = parse(file) if file.is_file() else (None, ())
    if faults:
        raise _faulty(session, file, faults)
    if whole is None or not whole.data.get(session.id):
        raise MailNotConfigured(campaign=session.id, file=file)
    source = _section(whole, session.id)
    found = fit(source, Account) or tuple(_contradictions(session, source))
    if found:
        raise _faulty(session, file, found)
    return Account.model_validate(source.data)


def access_of(session: Session) -> Access:
    """Return the mailbox of a campaign with what opens it; the environment forgets the password.

    Raises:
        MailNotConfigured: no mailbox is described for it.
        FaultyMailSettings: it is described wrongly.
        NoMailPassword: no password is given.
        MailPasswordExposed: others can read the file of the password.
        MailPasswordUnreadable: that file does not hold one line of text.
    """
    account = account_of(session)
    file = _place(session, account.password_file)
    password = take_password(session.id, file)
    return Access(account, password, _place(session, account.ca_file))


def _section(whole: Source, campaign: str) -> Source:
    """Return what the file says of one campaign, with the lines it stands on."""
    data = whole.data[campaign]
    lines = {path[1:]: line for path, line in whole.lines.items() if path[0] == campaign}
    if not isinstance(data, dict):  # « pdn62-2019 = … » instead of a title between brackets
        return Source(whole.file, whole.data, whole.lines)
    return Source(whole.file, data, lines)


def _contradictions(session: Session, source: Source) -> Iterator[Fault]:
    account = Account.model_validate(source.data)
    for key, message, remedy in faults_of(account):
        yield source.fault((key,), message, remedy)
    authorities = _place(session, account.ca_file)
    if authorities is not None and not holds_authorities(authorities):
        yield source.fault(
            ("ca_file",),
            f"« {authorities} » ne contient pas de certificat lisible.",
            "Demandez au service informatique le certificat de l’autorité, au format PEM.",
        )


def _place(session: Session, name: str | None) -> Path | None:
    """Return a file named in the settings; a relative name starts from the workspace."""
    return None if name is None else session.workspace.root / name


def _faulty(session: Session, file: Path, faults: Iterable[Fault]) -> FaultyMailSettings:
    shown = tuple(faults)
    told = "\n".join(f"- {fault}" for fault in shown)
    return FaultyMailSettings(campaign=session.id, file=file, list=told, faults=shown)
