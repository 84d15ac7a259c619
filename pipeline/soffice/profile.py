"""Furnish a folder in which LibreOffice finds nothing but the settings it must obey."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{}</oor:items>
"""
_SETTING = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse">{}</prop></item>'

# Macros never run, links to elsewhere are never followed, and the proxy leads nowhere.
_VALUES = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Misc", "FirstRun", "false"),
    # Else it takes the folder for one of an older version, and first tests how it draws: 0.6 s.
    ("Setup/Product", "ooSetupLastVersion", "99.9"),
    ("Setup/L10N", "ooSetupSystemLocale", "fr-FR"),
    ("Office.Common/Save/Document", "CreateBackup", "false"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Writer/Content/Update", "Field", "false"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
_SOCKETS = Path("/tmp")  # noqa: S108 -- LibreOffice's choice, whatever TMPDIR says


def settings() -> str:
    """Give the text of `registrymodifications.xcu`."""
    lines = (
        _SETTING.format(path, name, f"<value>{value}</value>") for path, name, value in _VALUES
    )
    return _SETTINGS.format("\n".join(lines))


def furnish(home: Path) -> Path:
    """Make a profile and a folder for temporary files in `home`; return the profile."""
    (home / "tmp").mkdir(parents=True)
    user = home / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(settings(), "utf-8")
    return home / "profile"


def environment(home: Path) -> Mapping[str, str]:
    """Give all the environment that LibreOffice gets: nothing of the user's passes."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "LANG": "fr_FR.UTF-8",
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }


def sockets(profile: Path, *doors: str) -> tuple[Path, ...]:
    """Give the sockets that a LibreOffice makes outside of its folders, and leaves when killed.

    Args:
        profile: its profile, after which it names the one that keeps it from running twice.
        doors: the names of pipes that it was told to accept on.
    """
    digest = hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    once = "SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)
    return tuple(_SOCKETS / f"OSL_PIPE_{os.geteuid()}_{name}" for name in (once, *doors))
