"""What an office must show when it says that it was done. Pure.

Only what was done can be shown: a refusal, a referral or a duplicate needs its reason and nothing else.
"""

import re
from collections.abc import Collection

from gateway.errors import SunwaiError

SHOWN_FOR = ("granted", "partly_granted")
# A number of a receipt, token or report has a digit in it, and more than one sign.
_REFERENCE = re.compile(r"(?=.*\d)\S(.{1,58})\S")
# A mobile phone or an identity card: whose it is must not travel as a receipt.
_PERSON = re.compile(r"(?:\+?92|0)3\d{9}|\d{13}")


class EvidenceMissing(SunwaiError):
    """The category asks for evidence."""

    code = "evidence_missing"


class PhotoMissing(EvidenceMissing):
    """Add a photo of what was done."""

    code = "photo_missing"


class ReferenceMissing(EvidenceMissing):
    """Write the number of the receipt, payment, token or report: 3 to 60 characters with a digit among them."""

    code = "reference_missing"


class ProofMissing(EvidenceMissing):
    """Add a photo or a document, or write its number."""

    code = "proof_missing"


class ReferenceIsPersonal(SunwaiError):
    """This is a phone or identity card number; write the number of the paper."""

    code = "reference_is_personal"


def needed(kind: str, outcome: str) -> str:
    """Which evidence an answer with this outcome needs: a kind of models/category.py."""
    return kind if outcome in SHOWN_FOR else "none"


def require(need: str, reference: str, content_types: Collection[str]) -> None:
    """Raises PhotoMissing, ReferenceMissing, ProofMissing, ReferenceIsPersonal.

    Args:
        need: what `needed` says.
        reference: as typed, stripped; may be empty.
        content_types: of the files that came along.
    """
    if _PERSON.fullmatch(reference.replace(" ", "").replace("-", "")):
        raise ReferenceIsPersonal
    has_reference = bool(_REFERENCE.fullmatch(reference))
    has_photo = any(one.startswith("image/") for one in content_types)
    if need == "photo" and not has_photo:
        raise PhotoMissing
    if (need == "reference" or reference) and not has_reference:
        raise ReferenceMissing
    if need == "either" and not (has_reference or content_types):
        raise ProofMissing
