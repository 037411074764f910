"""From a citizen's phone to the review queue, with the trained bot."""

from gateway.cases.visibility import Viewer
from gateway.review import service
from tests.support.whole_line import WholeLine


async def test_what_the_bot_does_not_understand_waits_for_a_person(whole: WholeLine) -> None:
    for text in ("Kamoke mein 5 din se pani nahi aa raha", "1", "qwrtz plkjh mnbvc", "xcvbn wrtzp lkjhg"):
        await whole.say(text)
    async with whole.database.unit_of_work() as session:
        page = await service.list_waiting(session, Viewer("triage", None), None, None)
    assert [row[1].body for row in page.rows] == ["xcvbn wrtzp lkjhg", "qwrtz plkjh mnbvc"]
    last, first = (row[0] for row in page.rows)
    assert "asked_again" in first.review_reasons
    assert "handed_over" in last.review_reasons
    assert last.model_version == last.understanding["model_version"]
    assert last.understanding["intents"]
