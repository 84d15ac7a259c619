"""The arrival register: what it tells of each dossier, of each file and of what is to fetch."""
