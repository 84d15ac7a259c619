"""From returned dossiers to ranking, letters and a log."""
