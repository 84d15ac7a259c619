"""Digital signatures in PDF files: who signed, and whether the file is still what was signed."""

import datetime as dt
import io
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import keys, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.pdf import read_pdf
from pipeline.read.pdf_signed import Signed, digital_signatures

FIRST, LAST = dt.datetime(2019, 1, 1, tzinfo=dt.UTC), dt.datetime(2039, 1, 1, tzinfo=dt.UTC)


def named(name: str) -> made.Name:
    return made.Name([made.NameAttribute(NameOID.COMMON_NAME, name)])


def signer(
    name: str, issuer: str = "Autorité de démonstration", last: dt.datetime = LAST
) -> signers.SimpleSigner:
    """Make a key and its certificate, issued by another name or by the holder's own."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        made.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(FIRST)
        .not_valid_after(last)
        .sign(key, hashes.SHA256())
    )
    der, pkcs8, bare = (
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(certificate.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(key.private_bytes(der, pkcs8, bare)),
        cert_registry=SimpleCertificateStore(),
    )


def typed() -> bytes:
    """Draw a page with two places to sign."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(70, 700, "Nom et qualité du représentant : Zoé Pruvost")
    canvas.drawString(70, 650, "Signature :")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def signed(
    data: bytes,
    by: signers.SimpleSigner,
    field: str = "Signature1",
    box: tuple[int, int, int, int] | None = (130, 600, 330, 660),
) -> bytes:
    """Sign a PDF as programs do: an update after the end of the file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    fields.append_signature_field(writer, fields.SigFieldSpec(field, box=box))
    out = io.BytesIO()
    meta = signers.PdfSignatureMetadata(field_name=field)
    signers.sign_pdf(writer, meta, signer=by, output=out)
    return out.getvalue()


def found(tmp_path: Path, data: bytes) -> tuple[Signed, ...]:
    path = tmp_path / "dossier.pdf"
    path.write_bytes(data)
    return digital_signatures(path)


def states(tmp_path: Path, data: bytes) -> list[tuple[str, str]]:
    return [(one.signer, one.state) for one in found(tmp_path, data)]


def updated(data: bytes) -> bytes:
    """Replace a page's text in an update after the signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    text = generic.StreamObject(stream_data=b"BT /F1 12 Tf 70 700 Td (Autre chose) Tj ET")
    page["/Contents"] = writer.add_object(text)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_signed_file_is_intact_and_its_signer_named(tmp_path: Path) -> None:
    (one,) = found(tmp_path, signed(typed(), signer("Zoé Pruvost")))

    assert (one.signer, one.field, one.state, one.certificate) == (
        "Zoé Pruvost",
        "Signature1",
        "INTACT",
        "unverified",
    )
    assert one.date


def test_bytes_changed_after_signing_are_told(tmp_path: Path) -> None:
    data = signed(typed(), signer("Zoé Pruvost"))
    place = data.index(b"stream") + 20

    changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

    assert states(tmp_path, changed) == [("Zoé Pruvost", "ALTERED")]


def test_a_page_rewritten_after_signing_is_told(tmp_path: Path) -> None:
    data = updated(signed(typed(), signer("Zoé Pruvost")))

    assert states(tmp_path, data) == [("Zoé Pruvost", "ALTERED")]


def test_a_second_signature_does_not_spoil_the_first(tmp_path: Path) -> None:
    once = signed(typed(), signer("Zoé Pruvost"))
    twice = signed(once, signer("Cédric Tintillier"), "Signature2", (350, 600, 550, 660))

    assert states(tmp_path, twice) == [
        ("Zoé Pruvost", "COMPLETED"),
        ("Cédric Tintillier", "INTACT"),
    ]


@pytest.mark.parametrize(
    ("issuer", "last", "certificate"),
    [
        ("Zoé Pruvost", LAST, "self_signed"),
        ("Autorité de démonstration", FIRST + dt.timedelta(days=2), "expired"),
        ("Autorité de démonstration", LAST, "unverified"),
    ],
)
def test_the_state_of_the_certificate_is_told(
    tmp_path: Path, issuer: str, last: dt.datetime, certificate: str
) -> None:
    (one,) = found(tmp_path, signed(typed(), signer("Zoé Pruvost", issuer, last)))

    assert one.certificate == certificate


def test_an_unsigned_file_has_none(tmp_path: Path) -> None:
    assert found(tmp_path, typed()) == ()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_signed_file_cut_short_is_no_error(tmp_path: Path, share: float) -> None:
    data = signed(typed(), signer("Zoé Pruvost"))

    assert all(one.state != "INTACT" for one in found(tmp_path, data[: int(len(data) * share)]))


def test_a_byte_range_that_leads_nowhere_is_no_error(tmp_path: Path) -> None:
    data = signed(typed(), signer("Zoé Pruvost"))
    start = data.index(b"/ByteRange")
    end = data.index(b"]", start)

    forged = data[:start] + b"/ByteRange [0 9 9 999999".ljust(end - start) + data[end:]

    assert all(one.state != "INTACT" for one in found(tmp_path, forged))


def test_the_reader_reports_the_signature_and_draws_it_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "dossier.pdf"
    path.write_bytes(signed(typed(), signer("Zoé Pruvost")))

    document = read_pdf(path)

    notice = next(n for n in document.notices if n.code.startswith("SIGNED"))
    drawn = [span for block in document.blocks for span in block.spans if span.picture]
    assert (notice.code, notice.facts["signer"]) == ("SIGNED_INTACT", "Zoé Pruvost")
    assert [n.code for n in document.notices].count("DIGITAL_SIGNATURE") == 0
    assert [(span.picture.drawn, span.confidence < 0.8) for span in drawn if span.picture] == [
        ("strokes", True)
    ]


def test_an_invisible_signature_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "dossier.pdf"
    path.write_bytes(signed(typed(), signer("Zoé Pruvost"), box=None))

    codes = [notice.code for notice in read_pdf(path).notices]

    assert "SIGNED_INTACT" in codes


def test_a_signed_file_saved_anew_is_not_called_intact(tmp_path: Path) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed(typed(), signer("Zoé Pruvost")))) as pdf:
        pdf.save(out)

    assert [state for _, state in states(tmp_path, out.getvalue())] in (["ALTERED"], [])
