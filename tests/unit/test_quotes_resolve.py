"""Speakers to actors, and the day of the words, from rows made by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from spacy.language import Language

from pipeline.components.quotes.resolve import Resolver
from pipeline.extensions import rows
from pipeline.records import Actor, ActorMention, CharSpan, Quote, Timex

ACTORS = [
    Actor("p:muster", "Anna Muster", "person", "DE"),
    Actor("p:beispiel", "Karl Beispiel", "person", "AT"),
    Actor("g:amt", "Auswärtiges Amt", "government", "DE"),
]


def mention(text: str, part: str, actor_id: str, form: str = "name") -> ActorMention:
    start = text.index(part)
    return ActorMention(start, start + len(part), part, form, "actors.test", None, actor_id)


def quote(text: str, quoted: str, speaker: str | None, frame: str | None = None, rule_id: str = "quotes.verb_clause") -> Quote:
    def span(part: str) -> CharSpan:
        return CharSpan(text.index(part), text.index(part) + len(part))

    return Quote(
        0,
        "indirect",
        "speech",
        quoted,
        [span(quoted)],
        rule_id,
        speaker,
        [span(speaker)] if speaker else [],
        frame_spans=[span(frame)] if frame else [],
    )


def source_noun(word: str) -> bool:
    return word == "Angaben"


CASES = [
    pytest.param("Anna Muster sagte, es regne.", "Anna Muster", [("Anna Muster", "p:muster")], "p:muster", id="name"),
    pytest.param("Das Auswärtige Amt sagte, es regne.", "Das Auswärtige Amt", [("Auswärtige Amt", "g:amt")], "g:amt", id="body"),
    pytest.param(
        "Ein Sprecher von Anna Muster sagte, es regne.", "Ein Sprecher von Anna Muster", [("Anna Muster", "p:muster")], None, id="delegate"
    ),
    pytest.param(
        "Ein Sprecher des Auswärtigen Amts sagte, es regne.",
        "Ein Sprecher des Auswärtigen Amts",
        [("Auswärtigen Amts", "g:amt")],
        "g:amt",
        id="delegate-of-a-body",
    ),
    pytest.param(
        "Angaben von Anna Muster sagte, es regne.", "Angaben von Anna Muster", [("Anna Muster", "p:muster")], "p:muster", id="source-noun"
    ),
    pytest.param(
        "Die Ehefrau des Wiener Bürgermeisters Karl Beispiel sagte, es regne.",
        "Die Ehefrau des Wiener Bürgermeisters Karl Beispiel",
        [("Karl Beispiel", "p:beispiel")],
        None,
        id="relative-with-title",
    ),
    pytest.param(
        "Der Sprecher des Amts, Karl Beispiel, sagte, es regne.",
        "Der Sprecher des Amts, Karl Beispiel",
        [("Karl Beispiel", "p:beispiel")],
        "p:beispiel",
        id="apposition",
    ),
    pytest.param(
        "Anna Muster und Karl Beispiel sagten, es regne.",
        "Anna Muster und Karl Beispiel",
        [("Anna Muster", "p:muster"), ("Karl Beispiel", "p:beispiel")],
        "p:muster",
        id="first-of-two",
    ),
    pytest.param("Ein Passant sagte, es regne.", "Ein Passant", [], None, id="nobody-known"),
]


@pytest.mark.parametrize(("text", "speaker", "mentions", "expected"), CASES)
def test_speaker(text: str, speaker: str, mentions: list[tuple[str, str]], expected: str | None) -> None:
    found = quote(text, "es regne", speaker)
    Resolver(text, source_noun, [mention(text, *m) for m in mentions], ACTORS, []).resolve([found])
    assert found.speaker_id == expected


def test_without_actors_every_speaker_stays_unresolved() -> None:
    text = "Anna Muster sagte, es regne."
    found = quote(text, "es regne", "Anna Muster")
    Resolver(text, source_noun, [], [], []).resolve([found])
    assert found.speaker_id is None


def test_a_block_quotation_after_a_body_is_spoken_by_its_person() -> None:
    text = "Anna Muster schwieg. Das Auswärtige Amt sagte, es regne. Ich habe Karl Beispiel gesprochen."
    said = quote(text, "es regne", "Das Auswärtige Amt")
    block = quote(text, "Ich habe Karl Beispiel gesprochen.", None, rule_id="quotes.block_quote")
    mentions = [
        mention(text, "Anna Muster", "p:muster"),
        mention(text, "Auswärtige Amt", "g:amt"),
        mention(text, "Karl Beispiel", "p:beispiel"),
    ]
    Resolver(text, source_noun, mentions, ACTORS, []).resolve([said, block])
    assert (said.speaker_id, block.speaker_id) == ("g:amt", "p:muster")


def test_a_place_where_it_was_said_is_the_body_that_the_article_names_so() -> None:
    text = "Im Auswärtigen Amt hieß es, es regne. Das Auswärtige Amt schwieg danach."
    found = quote(text, "es regne", "Auswärtigen Amt")
    Resolver(text, source_noun, [mention(text, "Auswärtige Amt", "g:amt")], ACTORS, []).resolve([found])
    assert found.speaker_id == "g:amt"


def test_the_day_in_the_frame_is_the_day_of_the_words() -> None:
    text = "Anna Muster sagte am 3. Mai 2024, am 5. Juni 2024 sei Schluss."
    frame = "Anna Muster sagte am 3. Mai 2024,"
    found = quote(text, "am 5. Juni 2024 sei Schluss", "Anna Muster", frame)
    dates = [day(text, "3. Mai 2024", dt.datetime(2024, 5, 3)), day(text, "5. Juni 2024", dt.datetime(2024, 6, 5))]
    Resolver(text, source_noun, [], [], dates).resolve([found])
    assert found.said_on == dt.date(2024, 5, 3)


def test_a_year_in_the_frame_is_no_day() -> None:
    text = "Anna Muster sagte 2024, es regne."
    found = quote(text, "es regne", "Anna Muster", "Anna Muster sagte 2024,")
    start = text.index("2024")
    year = Timex(start, start + 4, "2024", "DATE", "2024", "dates.test", None, dt.datetime(2024, 1, 1), dt.datetime(2025, 1, 1))
    Resolver(text, source_noun, [], [], [year]).resolve([found])
    assert found.said_on is None


def day(text: str, part: str, begin: dt.datetime) -> Timex:
    start = text.index(part)
    return Timex(start, start + len(part), part, "DATE", begin.date().isoformat(), "dates.test", None, begin, begin + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        pytest.param("Der Minister Karl Beispiel kündigte an, die Brücke werde im Mai gesperrt.", "speech", id="a-person-speaks"),
        pytest.param("Die Polizei teilte mit, die Brücke sei gesperrt.", "speech_writing", id="of-a-body-it-stays-open"),
        pytest.param("Dem Prüfbericht zufolge ist die Brücke marode.", "writing", id="a-paper-is-written"),
        pytest.param("Berichten zufolge ist die Brücke marode.", "speech_writing", id="reports-may-be-told"),
        pytest.param("Der Minister Karl Beispiel hofft, dass die Brücke bald wieder öffnet.", "speech_thought", id="nobody-sees-thoughts"),
        pytest.param("Der Minister Karl Beispiel schrieb, die Brücke bleibe gesperrt.", "writing", id="the-cue-says-it"),
    ],
)
def test_medium_after_cue_and_speaker(nlp: Language, text: str, medium: str) -> None:
    assert [q.medium for q in rows(nlp(text), "quotes")] == [medium]
