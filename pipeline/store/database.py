"""Bookkeeping: open the register, whichever database holds it, at its latest shape."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from pipeline.errors import StoreUnavailable
from pipeline.store.ledger import Ledger
from pipeline.store.shelf import Shelf
from pipeline.store.vault import Vault

HEAD = "0004"
"""The latest migration; a test compares it with the folder of migrations."""

_MIGRATIONS = Path(__file__).parent / "migrations"
_REFUSALS = {
    "disk is full": "le disque est plein",
    "disk I/O error": "le disque est plein, ou ne se lit ou ne s’écrit plus",
    "is locked": "un autre programme l’emploie",
    "readonly database": "l’accès est en lecture seule",
    "unable to open": "le fichier est introuvable ou son accès refusé",
    "not a database": "le fichier n’est pas un registre",
    "malformed": "le fichier est abîmé",
    "onnection refused": "le serveur ne répond pas",
}
"""What databases say in English, and what it means to a person."""

_BUSY = 30_000  # milliseconds: how long a writer waits for another


class Store:
    """The register of a workspace: a database, and a vault of received bytes."""

    def __init__(self, state: Path, url: str | None = None) -> None:
        """Open the register kept in the folder `state`, creating or upgrading it.

        Args:
            state: folder of the vault and of the SQLite file `candidatures.db`.
            url: another database, as SQLAlchemy writes it (`postgresql+psycopg://…`).

        Raises:
            StoreUnavailable: the database cannot be opened or upgraded.
        """
        state.mkdir(parents=True, exist_ok=True)
        self.vault = Vault(state / "files")
        self._url = url or f"sqlite:///{state / 'candidatures.db'}"
        try:
            self._engine = _engine(self._url)
        except (SQLAlchemyError, ImportError) as error:
            raise StoreUnavailable(detail=_in_french(error)) from error
        self._writing = self._engine.execution_options(writing=True)
        try:
            self._upgrade()
        except SQLAlchemyError as error:
            self.close()
            raise StoreUnavailable(detail=_in_french(error)) from error

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Ledger]:
        """Open one transaction: all that the ledger writes is kept together, or not at all.

        Raises:
            StoreUnavailable: disk full, database locked by another program, server gone.
        """
        with _told(), self._writing.begin() as connection:
            yield Ledger(connection)

    @contextmanager
    def reading(self) -> Iterator[Shelf]:
        """Open a consistent view for questions.

        Raises:
            StoreUnavailable: the database cannot be read.
        """
        with _told(), self._engine.connect() as connection:
            yield Shelf(connection)

    def _upgrade(self) -> None:
        with self._engine.connect() as connection:
            if _version(connection) == HEAD:  # spares importing Alembic, 0.3 s
                return
        from alembic import command  # noqa: PLC0415 -- only needed when the shape changes
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        with self._writing.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@contextmanager
def _told() -> Iterator[None]:
    # What the machine or the server refuses, not what we ask wrongly.
    try:
        yield
    except OperationalError as error:
        raise StoreUnavailable(detail=_in_french(error)) from error


def _engine(url: str) -> Engine:
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: object, _record: object) -> None:
    # The driver's own transactions are switched off: it would open them too late.
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in (
        f"busy_timeout={_BUSY}",
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL may lose the last commits on a power cut
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE: the numbers read in a transaction are still the last ones when it commits.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _version(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("select version_num from alembic_version")).scalar()


def _in_french(error: Exception) -> str:
    line = (str(error).splitlines() or [type(error).__name__])[0]
    found = [french for english, french in _REFUSALS.items() if english in line]
    return found[0] if found else line
