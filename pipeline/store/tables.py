"""Bookkeeping: the tables of the register, as SQLAlchemy sees them.

Times are ISO 8601 text with offset: the same bytes in SQLite and PostgreSQL. File names are
bytes, as the file system gives them: they need not be UTF-8.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_DIGEST = String(64)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("prefix", String(40), nullable=False),
    Column("digest", _DIGEST, nullable=False),
    # The heads of two sequences without gaps; the row is locked while either moves.
    Column("last_number", Integer, nullable=False),
    Column("last_event", Integer, nullable=False),
    Column("last_event_digest", _DIGEST, nullable=False),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False, index=True),
    Column("inbox_name", LargeBinary, nullable=False),
    Column("sha256", _DIGEST, nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("is_folder", Boolean, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),
    Column("dropped_at", String(40), nullable=False),
    # Bookkeeping of the inbox, not of the dossier: they move without an event.
    Column("removed", Boolean, nullable=False),
    Column("examined", Boolean, nullable=False),
    # Fetched from a mailbox: its time is then the mail server's, not a file's.
    Column("fetched", Boolean, nullable=False, server_default=false()),
)

files = Table(
    "files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("receipt", ForeignKey("receipts.id"), nullable=False, index=True),
    Column("name", LargeBinary, nullable=False),
    Column("sha256", _DIGEST, nullable=False),
    Column("size", BigInteger, nullable=False),
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("number", String(80), nullable=False),
    Column("receipt", ForeignKey("receipts.id"), nullable=False, index=True),
    Column("part", LargeBinary),
    Column("sha256", _DIGEST, nullable=False),
    # The document itself, out of the mail or archive it came in: what makes an exact copy.
    Column("content_sha256", _DIGEST, nullable=False, index=True),
    Column("pieces", Text, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("sender", Text),
    Column("received_at", String(40), nullable=False),
    Column("received_from", String(20), nullable=False),
    Column("dropped_at", String(40), nullable=False),
    Column("late_by", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("of", String(80)),
    Column("sent_at", String(40)),
    Column("excused", Boolean, nullable=False, server_default=false()),
    Column("excuse", Text),
    Column("published", Boolean, nullable=False),
    UniqueConstraint("campaign", "sequence"),
    UniqueConstraint("campaign", "number"),
)

readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier", ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("extraction", Text, nullable=False),
    # The dossier whose signatures were taken into this reading: a signed scan.
    Column("joined", String(80)),
    # How many answers of this reading are a person's; 0 for the machine's own.
    Column("corrected", Integer, nullable=False, server_default="0"),
    Column("digest", _DIGEST, nullable=False),
    Column("reader_version", String(40), nullable=False),
    Column("at", String(40), nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier", ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("lot", String(80), nullable=False),
    Column("record", Text, nullable=False),
    Column("at", String(40), nullable=False),
)

letters = Table(
    "letters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier", ForeignKey("dossiers.id"), nullable=False),
    Column("kind", String(40), nullable=False),
    # 0 for the letters that need no decision: NULLs would escape the constraint.
    Column("decision", Integer, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", _DIGEST, nullable=False),
    Column("template_digest", _DIGEST, nullable=False),
    Column("data_digest", _DIGEST, nullable=False),
    Column("at", String(40), nullable=False),
    Column("placed", Boolean, nullable=False),
    Column("voided", Boolean, nullable=False),
    Column("draft", Boolean, nullable=False, server_default=false()),
    Column("replaces", _DIGEST, nullable=False, server_default=""),
    UniqueConstraint("dossier", "kind", "decision"),
)

rankings = Table(
    "rankings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False, index=True),
    Column("lot", String(80), nullable=False),
    Column("digest", _DIGEST, nullable=False),
    Column("inputs_sha256", _DIGEST, nullable=False),
    Column("campaign_sha256", _DIGEST, nullable=False),
    Column("result_sha256", _DIGEST, nullable=False),
    Column("tables", Text, nullable=False),
    Column("as_of", String(40), nullable=False),
    Column("at", String(40), nullable=False),
)

# Every file of a drop, and the files its senders left elsewhere: records as JSON.
attachments = Table(
    "attachments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("receipt", ForeignKey("receipts.id"), nullable=False, index=True),
    Column("record", Text, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("receipt", ForeignKey("receipts.id"), nullable=False, index=True),
    Column("record", Text, nullable=False),
)

# What persons said of two dossiers; the last one on a pair holds.
verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False, index=True),
    Column("record", Text, nullable=False),
    Column("at", String(40), nullable=False),
)

# What persons said of doubtful fields; the last one on a field holds.
corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier", ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("key", String(200), nullable=False),
    Column("record", Text, nullable=False),
    Column("at", String(40), nullable=False),
)

# How dossiers are related, as last worked out: derived from the rest, rewritten at each pass.
kinships = Table(
    "kinships",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False, index=True),
    Column("older", String(80), nullable=False),
    Column("newer", String(80), nullable=False),
    Column("record", Text, nullable=False),
)

# Messages fetched from a mailbox: `account` is the digest of server, user and folder.
messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False, index=True),
    Column("account", _DIGEST, nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("receipt", ForeignKey("receipts.id")),
    Column("marked", Boolean, nullable=False),
    UniqueConstraint("campaign", "account", "uidvalidity", "uid"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("dossier", String(80)),
    Column("line", Text, nullable=False),
    UniqueConstraint("campaign", "number"),
)
