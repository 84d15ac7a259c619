"""Which names in an inbox are no dossier: leavings of programs, and files still on their way.

Names only, whatever their case. What is passed over is named by `inbox.ignored`: somebody may
have given such a name to a real file.
"""

import re

_UNFINISHED = (
    *(".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".opdownload"),  # browsers
    *(".filepart", ".dltmp", ".kpart", ".unfinished", ".swp"),  # transfers, editors
    *(".!ut", ".!qb", ".!bt", ".!sync", ".bts", ".aria2", ".xltd", ".td"),  # exchanges
)
_ON_THEIR_WAY = re.compile(
    r"\.goutputstream-.*"  # GNOME
    r"|\..+\.[a-z0-9]{2,5}\.[a-z0-9]{6}"  # rsync: « .dossier.docx.X7d8Sk »
    r"|\..+\.~[0-9a-f]+"  # Nextcloud, ownCloud
    r"|\.~[0-9a-f]{4,}"  # Dropbox
    r"|.+\.sb-[0-9a-f]+-\w+"  # macOS, while it saves
    r"|\.~tmp~|\.tmp\.drive(up|down)load"  # rsync --delay-updates, Google Drive
)
_LITTER = frozenset(
    {
        # Windows
        *("thumbs.db", "thumbs.db:encryptable", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini"),
        *("$recycle.bin", "recycler", "system volume information"),
        # macOS
        *(".ds_store", "__macosx", ".appledouble", ".appledb", ".appledesktop", ".apdisk"),
        *(".spotlight-v100", ".trashes", ".fseventsd", ".temporaryitems", ".localized", "icon\r"),
        *(".documentrevisions-v100", ".volumeicon.icns", "network trash folder", ".lsoverride"),
        "temporary items",
        # Synology, QNAP
        *("@eadir", "#recycle", "#snapshot", "@tmp", "@sharebin", ".synologyworkingdirectory"),
        *("@recycle", ".@__thumb", ".@upload_cache"),
        # Syncthing, Resilio, Nextcloud, ownCloud, Dropbox, OneDrive
        *(".stfolder", ".stversions", ".stignore", ".sync", ".syncignore", ".sync-exclude.lst"),
        *(".owncloudsync.log", ".nextcloudsync.log", ".csync_journal.db"),
        *(".dropbox", ".dropbox.attr", ".dropbox.cache", ".dropbox.device"),
        ".849c9593-d756-4e56-8d6e-42412f2a707b",
        # Linux
        *(".directory", ".trash", "lost+found"),
    }
)
_STARTS = (
    *("~$", ".~lock.", "._", ".nfs", ".smbdelete", ".fuse_hidden", ".trash-"),
    *(".sync_", "._sync_", ".stfolder.removed", "~syncthing~", ".syncthing."),
)
_ENDS = ("@synoeastream", "@synoresource")


def is_litter(name: str) -> bool:
    """Say whether a program left this file or folder there, without anybody's will."""
    lowered = name.casefold()
    return lowered in _LITTER or lowered.startswith(_STARTS) or lowered.endswith(_ENDS)


def is_unfinished(name: str) -> bool:
    """Say whether a program gives such a name to what it is still writing."""
    lowered = name.casefold()
    return lowered.endswith(_UNFINISHED) or _ON_THEIR_WAY.fullmatch(lowered) is not None


def is_ignored(name: str) -> bool:
    """Say whether a name is that of no dossier."""
    return is_litter(name) or is_unfinished(name)
