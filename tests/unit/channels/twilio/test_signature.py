"""Twilio's own validator is the judge: our verdict must be its verdict, on anything."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from gateway.channels.twilio.signature import Verifier

TOKEN, OLD_TOKEN = "primary", "previous"
ORIGIN, TARGET = "https://gateway.example", "/webhooks/twilio/messages?id=a%20b&x=%C3%A9"
FORM = [(b"Body", b"pani nahi"), (b"FromCity", b""), (b"MessageSid", b"SM1")]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
forms = st.lists(st.tuples(texts, texts), max_size=8)
origins = st.sampled_from(
    ["https://a.example", "https://a.example:443", "https://a.example:8443", "http://a.example", "http://a.example:80"]
)
targets = st.sampled_from(["/", "/webhooks/twilio/messages", "/x?id=1", "/x?q=%2B92&e=it's@home:1", "/x/"])


def encoded(form: list[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in form]


def signature(origin: str, target: str, form: list[tuple[bytes, bytes]], token: str = TOKEN) -> bytes:
    plain = FormData([(name.decode(), value.decode()) for name, value in form])
    return str(RequestValidator(token).compute_signature(origin + target, plain)).encode()


@given(origin=origins, target=targets, form=forms)
def test_what_twilio_signs_is_authentic(origin: str, target: str, form: list[tuple[str, str]]) -> None:
    signed = signature(origin, target, encoded(form))
    assert Verifier(origin, [TOKEN]).is_authentic_form(target.encode(), encoded(form), signed)


@given(
    signed_at=origins, configured=origins, signed_target=targets, target=targets, signed_form=forms, form=forms,
    is_same_form=st.booleans(),
)  # fmt: skip
def test_same_verdict_as_twilios_validator(
    signed_at: str, configured: str, signed_target: str, target: str, signed_form: list[tuple[str, str]],
    form: list[tuple[str, str]], is_same_form: bool,
) -> None:  # fmt: skip
    arrived = signed_form if is_same_form else form
    signed = signature(signed_at, signed_target, encoded(signed_form))
    judged = RequestValidator(TOKEN).validate(configured + target, FormData(arrived), signed.decode())
    assert Verifier(configured, [TOKEN]).is_authentic_form(target.encode(), encoded(arrived), signed) is judged


@given(form=forms, position=st.integers(0, 19), bit=st.integers(0, 7))
def test_one_changed_bit_is_refused(form: list[tuple[str, str]], position: int, bit: int) -> None:
    digest = bytearray(base64.b64decode(signature(ORIGIN, TARGET, encoded(form))))
    digest[position] ^= 1 << bit
    forged = base64.b64encode(bytes(digest))
    assert not Verifier(ORIGIN, [TOKEN]).is_authentic_form(TARGET.encode(), encoded(form), forged)


@pytest.mark.parametrize("missing", [None, b"", b"not base64!", b"AAAA", "é".encode()])
def test_no_signature_no_entry(missing: bytes | None) -> None:
    assert not Verifier(ORIGIN, [TOKEN]).is_authentic_form(TARGET.encode(), FORM, missing)


@pytest.mark.parametrize("tokens", [[], [""]])
def test_fails_closed_without_a_token(tokens: list[str]) -> None:
    signed = signature(ORIGIN, TARGET, FORM, token="")
    assert not Verifier(ORIGIN, tokens).is_authentic_form(TARGET.encode(), FORM, signed)


def test_both_tokens_pass_while_they_rotate() -> None:
    verifier = Verifier(ORIGIN, [TOKEN, OLD_TOKEN])
    for token in (TOKEN, OLD_TOKEN):
        assert verifier.is_authentic_form(TARGET.encode(), FORM, signature(ORIGIN, TARGET, FORM, token))
    assert not verifier.is_authentic_form(TARGET.encode(), FORM, signature(ORIGIN, TARGET, FORM, "stranger"))


def test_repeated_names_count_once_each_value_and_in_any_order() -> None:
    form = [(b"MediaUrl", b"b"), (b"A", b"1"), (b"MediaUrl", b"a"), (b"MediaUrl", b"b")]
    signed = signature(ORIGIN, TARGET, form)
    assert Verifier(ORIGIN, [TOKEN]).is_authentic_form(TARGET.encode(), form[::-1], signed)


@pytest.mark.parametrize("form", [FORM[:1] + FORM[2:], [(b"Body", b"pani nahi "), *FORM[1:]]])
def test_a_dropped_blank_or_a_trimmed_value_is_another_request(form: list[tuple[bytes, bytes]]) -> None:
    # The first lacks the blank FromCity, which adds its name to what is signed.
    assert not Verifier(ORIGIN, [TOKEN]).is_authentic_form(TARGET.encode(), form, signature(ORIGIN, TARGET, FORM))


def test_a_public_address_with_a_path_in_front_is_part_of_what_is_signed() -> None:
    signed = signature("https://gateway.example/sunwai", "/webhooks/x", FORM)
    assert Verifier("https://gateway.example/sunwai/", [TOKEN]).is_authentic_form(b"/webhooks/x", FORM, signed)
    assert not Verifier("https://gateway.example", [TOKEN]).is_authentic_form(b"/webhooks/x", FORM, signed)


class TestJsonBody:
    body = '{"MessageSid": "SM1", "Body": "پانی"}'
    target = "/webhooks/x?bodySHA256=" + hashlib.sha256(body.encode()).hexdigest()
    signed = signature(ORIGIN, target, [])

    def test_judge_and_we_agree(self) -> None:
        assert RequestValidator(TOKEN).validate(ORIGIN + self.target, self.body, self.signed.decode())
        assert Verifier(ORIGIN, [TOKEN]).is_authentic_body(self.target.encode(), self.body.encode(), self.signed)

    def test_another_body_is_refused(self) -> None:
        assert not Verifier(ORIGIN, [TOKEN]).is_authentic_body(self.target.encode(), b"{}", self.signed)

    def test_without_its_hash_in_the_url_a_body_is_never_authentic(self) -> None:
        signed = signature(ORIGIN, "/webhooks/x", [])
        assert not Verifier(ORIGIN, [TOKEN]).is_authentic_body(b"/webhooks/x", self.body.encode(), signed)
