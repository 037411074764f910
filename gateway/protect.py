"""Encryption at rest and keyed hashes: who wrote to us is unreadable in the database, yet found by exact match.

Fernet (AES-128-CBC with HMAC-SHA256, random IV) under a list of keys: the first encrypts, all decrypt, so keys rotate.
The hash is HMAC-SHA256; losing its key loses the link between a phone and its citizen. See docs/decisions/0010.
"""

import hashlib
import hmac
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from gateway.errors import SunwaiError
from gateway.settings import Settings


class CannotDecrypt(SunwaiError):
    """A stored value does not open with any configured key."""

    status = 500
    code = "cannot_decrypt"


class Protector:
    """Encrypts, decrypts and hashes with this installation's keys."""

    def __init__(self, encryption_keys: list[str], hash_key: str) -> None:
        if not encryption_keys or not hash_key:
            raise ValueError("SUNWAI_ENCRYPTION_KEYS and SUNWAI_HASH_KEY must be set (`make up` makes local ones)")
        self._fernet = MultiFernet([Fernet(key) for key in encryption_keys])
        self._hash_key = hash_key.encode()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The protector with the keys of these settings."""
        keys = [key.get_secret_value() for key in settings.encryption_keys]
        return cls(keys, settings.hash_key.get_secret_value())

    def encrypt(self, text: str) -> bytes:
        """Encrypt UTF-8 text."""
        return self._fernet.encrypt(text.encode())

    def decrypt(self, token: bytes) -> str:
        """Decrypt; raises CannotDecrypt."""
        try:
            return self._fernet.decrypt(token).decode()
        except InvalidToken as error:
            raise CannotDecrypt from error

    def hash(self, text: str) -> bytes:
        """Keyed hash, 32 bytes: equal texts give equal hashes under one key."""
        return keyed_hash(self._hash_key, text)

    def hash_cnic(self, number: str) -> bytes:
        """Keyed hash of a CNIC of 13 digits, as `sunwai eligibility hash` writes it."""
        return cnic_hash(self._hash_key, number)


def keyed_hash(key: bytes, text: str) -> bytes:
    """HMAC-SHA256."""
    return hmac.digest(key, text.encode(), hashlib.sha256)


def cnic_hash(key: bytes, number: str) -> bytes:
    """Keyed hash of a CNIC; told apart from addresses, whose hashes lie in the same database."""
    return keyed_hash(key, f"cnic:{number}")
