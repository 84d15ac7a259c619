"""Mailboxes: list, fetch and mark messages over IMAP; nothing is kept here, nothing is deleted."""

from pipeline.mailbox.account import Access, Account
from pipeline.mailbox.folder import Envelope, Folder
from pipeline.mailbox.opening import open_folder

__all__ = ["Access", "Account", "Envelope", "Folder", "open_folder"]
