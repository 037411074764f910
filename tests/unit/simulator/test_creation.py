from datetime import UTC, datetime, timedelta

import pytest
from starlette.datastructures import FormData

from simulator.creation import Account, read
from simulator.errors import TwilioError
from simulator.templates import Template
from tests.support.simulator import CITIZEN, SERVICE, SMS, WHATSAPP

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
CONTENT = "HX" + "a" * 32
ACCOUNT = Account(
    frozenset({SMS, "SUNWAI", "8171"}),
    frozenset({WHATSAPP}),
    SERVICE,
    {CONTENT: Template(sid=CONTENT, body="Case {{1}} was opened.")},
)
BASE = {"To": CITIZEN, "From": SMS, "Body": "Salam"}
ON_WHATSAPP = {"To": f"whatsapp:{CITIZEN}", "From": f"whatsapp:{WHATSAPP}"}
LATER = (NOW + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def form(changes: dict[str, str | None]) -> FormData:
    return FormData([(name, value) for name, value in (BASE | changes).items() if value is not None])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": None}, 21604),
        ({"To": ""}, 21604),
        ({"From": None}, 21603),
        ({"Body": None}, 21602),
        ({"Body": ""}, 21602),
        ({"Body": "ا" * 1601}, 21617),
        ({"To": "03001234567"}, 21211),
        ({"To": "+92300123456"}, 21211),
        ({"To": "SUNWAI"}, 21211),
        ({"To": "+924237320000"}, 21614),
        ({"To": SMS}, 21266),
        ({"From": "+15005550001"}, 21212),
        ({"From": "a-name-that-is-too-long"}, 21212),
        ({"From": "+12025550100"}, 21606),
        ({"From": "+15005550007"}, 21606),
        ({"From": "+15005550008"}, 21611),
        ({"To": "+15005550001"}, 21211),
        ({"To": "+15005550002"}, 21612),
        ({"To": "+15005550003"}, 21408),
        ({"To": "+15005550004"}, 21610),
        ({"To": "+15005550009"}, 21614),
        ({"From": f"whatsapp:{WHATSAPP}"}, 21910),
        ({"To": f"whatsapp:{CITIZEN}"}, 21910),
        (ON_WHATSAPP | {"From": "whatsapp:+12025550100"}, 63007),
        (ON_WHATSAPP | {"From": f"whatsapp:{SMS[:-1]}9"}, 63007),
        (ON_WHATSAPP | {"To": "whatsapp:+15005550001"}, 21211),
        ({"From": None, "MessagingServiceSid": "MG" + "f" * 32}, 21701),
        ({"StatusCallback": "/status"}, 21609),
        ({"StatusCallback": "https://my_host.example/status"}, 21609),
        ({"StatusCallback": "http://[::1/status"}, 21609),
        ({"MediaUrl": "file:///etc/passwd"}, 21620),
        ({"ContentSid": "HX" + "b" * 32}, 21655),
        ({"ContentSid": CONTENT, "ContentVariables": "{"}, 21656),
        ({"ContentSid": CONTENT, "ContentVariables": '{"1": 7}'}, 21656),
        ({"ContentSid": CONTENT, "ContentVariables": "[]"}, 21656),
        ({"ValidityPeriod": "0"}, 21624),
        ({"ValidityPeriod": "36001"}, 21624),
        ({"ValidityPeriod": "soon"}, 21624),
        ({"ScheduleType": "fixed", "SendAt": LATER}, 35118),
        ({"MessagingServiceSid": SERVICE, "ScheduleType": "fixed"}, 35111),
        ({"MessagingServiceSid": SERVICE, "ScheduleType": "later", "SendAt": LATER}, 35126),
        ({"MessagingServiceSid": SERVICE, "ScheduleType": "fixed", "SendAt": "2026-11-24T06:05:00Z"}, 35115),
        ({"MessagingServiceSid": SERVICE, "ScheduleType": "fixed", "SendAt": "2026-12-30T06:05:00Z"}, 35115),
        ({"MessagingServiceSid": SERVICE, "ScheduleType": "fixed", "SendAt": "tomorrow"}, 35115),
    ],
)
def test_refuses_at_once_with_twilios_code(changes, code):
    with pytest.raises(TwilioError) as refused:
        read(form(changes), ACCOUNT, NOW)

    assert refused.value.code == code


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"Body": "ا" * 1600},
        {"From": "SUNWAI"},
        {"From": "8171"},
        {"To": "+15005553003"},
        {"From": None, "MessagingServiceSid": SERVICE},
        ON_WHATSAPP,
        ON_WHATSAPP | {"To": "whatsapp:PK.1344567890"},
        ON_WHATSAPP | {"From": None, "MessagingServiceSid": SERVICE},
        ON_WHATSAPP | {"Body": None, "PersistentAction": "geo:31.5204,74.3587|Office"},
        {"Body": None, "MediaUrl": "https://files.example/a.jpg"},
        {"StatusCallback": "http://127.0.0.1:8000/webhooks/twilio/status?id=1"},
        {"ValidityPeriod": "36000"},
        {"MessagingServiceSid": SERVICE, "ScheduleType": "fixed", "SendAt": LATER},
    ],
)
def test_takes_what_twilio_takes(changes):
    creation = read(form(changes), ACCOUNT, NOW)

    assert creation.sender
    assert creation.recipient == (BASE | changes)["To"]


def test_more_than_ten_files_are_refused():
    fields = [*BASE.items(), *[("MediaUrl", f"https://files.example/{number}.jpg") for number in range(11)]]

    with pytest.raises(TwilioError) as refused:
        read(FormData(fields), ACCOUNT, NOW)

    assert refused.value.code == 21623


def test_a_template_reads_as_the_person_sees_it():
    creation = read(form({"ContentSid": CONTENT, "ContentVariables": '{"1": "7K2M9QR"}'}), ACCOUNT, NOW)

    assert creation.text == "Case 7K2M9QR was opened."
