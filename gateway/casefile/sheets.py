"""Facts become the words of a sheet, once in Urdu and once in English. Reads catalogs, nothing else."""

from collections.abc import Mapping
from datetime import datetime

from gateway.casefile.decide import Ombudsman
from gateway.casefile.facts import Facts, Words, office_of, promises
from gateway.casefile.pdf import END, LEFT_TO_RIGHT, Section, Sheet
from gateway.casefile.privacy import without_numbers
from gateway.clock import PAKISTAN
from gateway.i18n.catalog import console_texts, file_texts, state_name
from gateway.i18n.formats import date_in_words
from gateway.offices.naming import office_label
from gateway.places.naming import COMMA

LANGUAGES = ("ur", "en")


class Writer:
    """Writes one sheet about `facts` as they are at `now`."""

    def __init__(self, facts: Facts, language: str, now: datetime) -> None:
        self._facts, self._language, self._now = facts, language, now
        self._file: Mapping[str, str] = file_texts(language)
        self._console: Mapping[str, str] = console_texts(language)

    def sheet(self) -> Sheet:
        """The whole sheet."""
        return Sheet(
            language=self._language,
            title=self._file["title"] % {"reference": self._facts.case.reference},
            sections=[one for one in self._sections() if one.lines],
            foot=self._file["foot"] % {"day": self._day(self._now)},
        )

    def _sections(self) -> list[Section]:
        words = self._file
        return [
            Section(words["the_case"], self._the_case()),
            Section(words["her_words"], [("", without_numbers(self._facts.case.description))]),
            Section(words["she_added"], self._added()),
            Section(words["answers"], self._answers() or [("", words["no_answer_yet"])]),
            Section(words["promises"], self._promises()),
            Section(words["what_happened"], self._happened()),
            Section(words["the_way_on"], self._way_on()),
        ]

    def _the_case(self) -> list[tuple[str, str]]:
        facts, case = self._facts, self._facts.case
        office = facts.offices.get(case.office_id)
        lines = [
            (self._file["reference"], case.reference),
            (self._file["category"], facts.category[self._language]),
            (self._console["area"], facts.area.get(self._language) or self._console["unknown_place"]),
            (self._console["place"], without_numbers(case.place_text or "")),
            (self._console["office"], office_label(office, self._language) if office else ""),
            (self._console["opened"], self._day(case.opened_at)),
            (self._console["state"], state_name(case.state, self._language)),
            (self._console["outcome"], self._console[f"outcome_{case.outcome}"] if case.outcome else ""),
            (self._console["verdict"], self._console[f"verdict_{case.verdict}"]),
            (self._file["times_disputed"], str(case.dispute_count) if case.dispute_count else ""),
            (self._file["her_phone"], f"{LEFT_TO_RIGHT}{facts.contact}{END}"),
        ]
        return [(label, text) for label, text in lines if text]

    def _added(self) -> list[tuple[str, str]]:
        return [line for one in self._facts.added for line in self._said(one)]

    def _answers(self) -> list[tuple[str, str]]:
        return [line for one in self._facts.answers for line in self._said(one)]

    def _said(self, words: Words) -> list[tuple[str, str]]:
        """When and by whom on a line of its own: the words have their own direction."""
        office = office_label(words.office, self._language) if words.office else ""
        named = COMMA[self._language].join(filter(None, (self._day(words.at), office)))
        return [("", f"{named}:"), ("", without_numbers(words.text))]

    def _promises(self) -> list[tuple[str, str]]:
        lines = []
        for one in promises(self._facts.case, self._facts.events):
            standing = self._file[one.standing(self._now)]
            if one.met_at is not None:
                standing %= {"day": self._day(one.met_at)}
            lines.append((self._file[one.name], f"{self._day(one.due_at)} – {standing}"))
        return lines

    def _happened(self) -> list[tuple[str, str]]:
        lines = []
        for event in self._facts.events:
            office = office_of(event, self._facts.offices)
            named = f" ({office_label(office, self._language)})" if office else ""
            lines.append((self._day(event.happened_at), f"{self._console[event.kind]}{named}"))
        return lines

    def _way_on(self) -> list[tuple[str, str]]:
        body = self._facts.ombudsman
        if body is None:
            return [("", self._file["no_ombudsman"])]
        known = [
            (self._file["ombudsman"], body.names[self._language]),
            (self._file["website"], body.website),
            (self._file["phone"], body.shown_phone),
            (self._file["law"], body.law if self._language == "en" else ""),
        ]
        rest = [("", self._limit(body)), ("", self._file["bring"])]
        if not body.is_verified:
            rest.append(("", self._file["unconfirmed"] % {"day": date_in_words(body.read_on, self._language)}))
        return [(label, text) for label, text in known if text] + rest

    def _limit(self, body: Ombudsman) -> str:
        return self._file["limit"] % {"months": body.months} if body.months else self._file["no_limit"]

    def _day(self, moment: datetime) -> str:
        return date_in_words(moment.astimezone(PAKISTAN).date(), self._language)
