"""French words of the register's codes, one and several."""

from collections.abc import Mapping

STATES: Mapping[str, tuple[str, str]] = {
    "recevable": ("complet", "complets"),
    "a_regulariser": ("incomplet, à régulariser", "incomplets, à régulariser"),
    "irrecevable": ("irrecevable", "irrecevables"),
    "illisible": ("illisible", "illisibles"),
    "hors_sujet": ("hors sujet", "hors sujet"),
    "doublon": ("doublon", "doublons"),
    "remplace": ("remplacé", "remplacés"),
    "rattache": ("rattaché à un autre", "rattachés à un autre"),
    "a_telecharger": ("à télécharger", "à télécharger"),
    "retire": ("retiré", "retirés"),
}
