"""What an invented candidate answers, before it is written into a Word file or a PDF form."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """The answers of one dossier; None where the question is left open.

    Everything here is invented; only the communes exist. Addresses are of `example.org`,
    telephones of the ranges kept for fiction.
    """

    structure: str
    address: str
    postal_code: str
    town: str
    email: str
    telephone: str
    manager: str
    manager_title: str
    networks: str | None
    purpose: str | None
    territory: str | None
    fields: tuple[str, ...]
    actions: str | None
    gain: str | None
    person: str
    title: str
    contract: str
    person_email: str
    person_telephone: str
    person_networks: str | None
    education: str | None
    level: str
    person_gain: str | None
    place: str
    date: str
    manager_signs: bool = True
    person_signs: bool = True

    def texts(self) -> tuple[str | None, ...]:
        """Return the one-line answers in the order of the form's first page."""
        return (
            *(self.structure, self.address, self.postal_code, self.town, self.email),
            *(self.telephone, self.manager, self.manager_title),
            *(f"direction.{self.email}", self.telephone[:-1] + "9"),
        )
