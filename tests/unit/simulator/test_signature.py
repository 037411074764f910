import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from simulator.signature import sign
from tests.support.simulator import TOKEN

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)
URLS = [
    "https://sunwai.example/webhooks/twilio/messages",
    "http://127.0.0.1:8000/webhooks/twilio/status?id=0d3a&x=%D9%BE%20a'@:",
]


@given(fields=st.lists(st.tuples(TEXT, TEXT), max_size=12), url=st.sampled_from(URLS))
def test_the_official_validator_accepts_every_form(fields, url):
    assert RequestValidator(TOKEN).validate(url, FormData(fields), sign(url, fields, TOKEN))


@pytest.mark.parametrize(
    ("url", "fields", "token"),
    [
        (URLS[0] + "/", [("Body", "a")], TOKEN),
        (URLS[0], [("Body", "b")], TOKEN),
        (URLS[0], [("Body", "a"), ("Extra", "")], TOKEN),
        (URLS[0], [("Body", "a")], "another-token"),
    ],
)
def test_the_signature_of_anything_else_is_refused(url, fields, token):
    assert not RequestValidator(TOKEN).validate(URLS[0], FormData([("Body", "a")]), sign(url, fields, token))
