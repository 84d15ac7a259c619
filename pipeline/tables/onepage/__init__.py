"""The one A4 page of a dossier: what it says, how much room it takes, and the Word file."""
