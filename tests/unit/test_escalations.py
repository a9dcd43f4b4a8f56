"""Escalation frames on our own texts: `tests/unit/escalations/*.toml`, one case a frame, a sentence, a silent text."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.extensions import rows, set_published_on
from pipeline.records import EscalationFrame

HERE = Path(__file__).parent / "escalations"
TEXTS = [t for path in sorted(HERE.glob("texts*.toml")) for t in tomllib.loads(path.read_text(encoding="utf-8"))["text"]]
SENTENCES = [s for path in sorted(HERE.glob("sentences*.toml")) for s in tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]]
FRAMES = [(text, frame) for text in TEXTS for frame in text["frames"]]

# What the rules get wrong; strict, so that whoever repairs one takes it off the list.
KNOWN = {
    ("b2-expulsions", "innerhalb von 72 Stunden"): "expulsion without threat is told as a demand: kind",
    ("b5-strait-plan", "Vom vierten Tag an"): "who takes part stands in a relative clause („an dem sich … beteiligen würde“)",
    (
        "b5-evacuation-phases",
        "zwischen der sechsten und der zwölften Stunde",
    ): "hours are read as points of the clock; „folgen“ has no agent",
    ("b5-merger-and-lake", "noch bis zum 15. Juni"): "two firms behind their kind („den Stahlkochern Ferrum und Hüttenwerk Saarau“)",
    ("esc6-b01", "An den Tagen zwölf bis vierzehn"): "passive without agent: who acted in the steps before is not taken over",
    ("esc6-b03", "in drei Stunden"): "„der Mann, der sich X nennt“ is told by that name",
    ("esc6-b03", "während der kommenden sechs Stunden"): "as before",
    ("esc6-b06", "Während 48 Stunden"): "„sicherten sie zu“ inside the promise: the pronoun is taken for another group",
    ("esc6-b06", "In der kommenden Woche"): "an announced measure that no word calls one of conflict",
    ("esc6-b08", "In den drei Wochen danach"): "an act without agent behind one with agent",
    ("esc6-b08", "Frühestens zehn Wochen nach"): "„gemeinsame Patrouillen“ are not resolved to the two states",
    ("esc6-c02", "nach weiteren drei Wochen"): "„man“ in a plan is not the state that announced it",
    ("esc6-c03", "Innerhalb von acht Tagen"): "„man“ is taken for the last speaker, not for whom the sentence before names",
    ("esc6-c04", "innerhalb von sechs Monaten"): "who must act is named three sentences before only by a fine against it",
    ("esc6-c05", "Bis Freitag, zwölf Uhr"): "the speaker's organisation stands behind „vom“",
    ("esc6-c05", "vom 22. bis 26. September"): "an act without agent in a strike",
    ("esc6-c05", "Zwischen dem 6. und dem 10. Oktober"): "the days of the strike are put in ladders of their own",
    ("esc6-c06", "binnen 21 Tagen"): "the name in the apposition has no entity and no two proper nouns",
    ("esc6-c09", "bis Heiligabend"): "a go-between speaks for those who set the ultimatum",
    ("esc7-d01", "binnen zweier Tage"): "„sie“ stands for a dative of the conditional clause",
    ("esc7-d12", "innerhalb von fünf Tagen"): "„hieß es aus dem Generalstab“: the demand of the sentence before is the army's",
    ("esc7-e09", "zwei weitere Tage"): "two days more from a deadline that the next sentence tells",
    ("d04", "Ab Montag früh"): "the length is stored where the day of the beginning is meant",
}


@cache
def _frames(nlp: Any, text: str, published_on: str | None) -> tuple[EscalationFrame, ...]:
    doc = nlp.make_doc(text)
    set_published_on(doc, dt.date.fromisoformat(published_on) if published_on else None)
    return tuple(rows(nlp(doc), "escalations"))


def _hit(frames: tuple[EscalationFrame, ...], text: str, window: str) -> EscalationFrame | None:
    at = text.index(window)
    return next((f for f in frames if f.window_start_char < at + len(window) and at < f.window_end_char), None)


def _case(text: dict[str, Any], frame: dict[str, Any]) -> Any:
    known = KNOWN.get((text["id"], frame["window"]))
    marks = [pytest.mark.xfail(strict=True, reason=known)] if known else []
    return pytest.param(text, frame, id=f"{text['id']}-{frame['window'].replace(' ', '_')}", marks=marks)


@pytest.mark.parametrize(("text", "frame"), [_case(t, f) for t, f in FRAMES])
def test_frame(nlp: Any, text: dict[str, Any], frame: dict[str, Any]) -> None:
    body = text["text"].strip("\n")
    found = _hit(_frames(nlp, body, text["published_on"]), body, frame["window"])
    assert found is not None, "no frame at the window"
    assert body[found.window_start_char : found.window_end_char] == found.window_text
    assert found.kind == frame["kind"]
    if "deadline" in frame:
        assert found.deadline is not None
        assert found.deadline.date().isoformat() == frame["deadline"]
    else:
        assert (found.window_start_h, found.window_end_h) == (frame.get("start_h"), frame.get("end_h"))
    if "stage" in frame:
        assert found.stage_no == frame["stage"]
    if frame.get("modality"):
        assert found.modality == frame["modality"]
    if frame.get("responders"):
        assert any(_like(want, got) for want in frame["responders"] for got in found.responders), found.responders


def _like(want: str, got: str) -> bool:
    """The scorer's measure: all words of one, or half of the words of both („Marburger Bundes“, „Marburger Bund“)."""
    one, other = set(want.lower().split()), set(got.lower().split())
    return one <= other or other <= one or 4 * len(one & other) >= len(one) + len(other)


EXTRA = {
    "esc6-a09": "a deadline of years before, told in the past tense",
    "esc7-e14": "a study whose phases read like those of a plan",
    "esc6-b01": "a well that „ginge frühestens nach drei Jahren in Betrieb“ beside the plan",
}


def _text_case(text: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason=EXTRA[text["id"]])] if text["id"] in EXTRA else []
    return pytest.param(text, id=text["id"], marks=marks)


@pytest.mark.parametrize("text", [_text_case(t) for t in TEXTS])
def test_nothing_else_is_a_frame(nlp: Any, text: dict[str, Any]) -> None:
    body = text["text"].strip("\n")
    expected = [f["window"] for f in text["frames"]] + text.get("neutral", [])
    spans = [(body.index(w), body.index(w) + len(w)) for w in expected]
    spurious = [
        f.window_text
        for f in _frames(nlp, body, text["published_on"])
        if not any(f.window_start_char < e and s < f.window_end_char for s, e in spans)
    ]
    assert spurious == []


def _sentence_case(sentence: dict[str, Any]) -> Any:
    known = KNOWN.get((sentence["id"], sentence["window"]))
    return pytest.param(sentence, id=sentence["id"], marks=[pytest.mark.xfail(strict=True, reason=known)] if known else [])


@pytest.mark.parametrize("sentence", [_sentence_case(s) for s in SENTENCES])
def test_sentence(nlp: Any, sentence: dict[str, Any]) -> None:
    frames = _frames(nlp, sentence["text"], "2026-03-02")
    if not sentence["window"]:
        assert [f.window_text for f in frames] == []
        return
    found = _hit(frames, sentence["text"], sentence["window"])
    assert found is not None
    if "kind" in sentence:
        assert found.kind == sentence["kind"]


def test_rows_name_declared_rules(nlp: Any) -> None:
    declared = {r.id for r in nlp.get_pipe("lagebild_escalations").base.rules("escalations")}
    made = {f.rule_id for t in TEXTS for f in _frames(nlp, t["text"].strip("\n"), t["published_on"])}
    assert made
    assert made <= declared


def test_frames_are_numbered_in_text_order(nlp: Any) -> None:
    text = next(t for t in TEXTS if t["id"] == "power-cut-ladder-out-of-order")
    frames = _frames(nlp, text["text"].strip("\n"), text["published_on"])
    assert [f.frame_no for f in frames] == [0, 1, 2, 3]
    assert [f.stage_no for f in frames] == [4, 1, 2, 3]
    assert {f.ladder_no for f in frames} == {1}
    assert len({f.trigger_text for f in frames}) == 1


def test_shared_trigger(nlp: Any) -> None:
    text = next(t for t in TEXTS if t["id"] == "reactor-plan")
    frames = _frames(nlp, text["text"].strip("\n"), text["published_on"])
    assert {f.trigger_text for f in frames} == {"Auslösung des Alarms"}


def test_relative_deadline_without_publication_stays_open(nlp: Any) -> None:
    frames = _frames(nlp, "Bis Montagabend müssen alle Parteien ihre Kandidatenlisten einreichen.", None)
    assert [(f.kind, f.deadline, f.anchor) for f in frames] == [("deadline", None, "calendar")]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "bis", "bis zum", "Binnen", "24 Stunden", "„" * 50, "binnen 2 Tagen " * 300, "+++ 12 Uhr +++", "1" * 400 + " Tage"]
)
def test_odd_input_loses_no_document(nlp: Any, text: str) -> None:
    doc = nlp(text)
    assert doc.user_data.get("lagebild", {}).get("problems", []) == []


@pytest.mark.parametrize(
    "stage",
    [
        pytest.param("die zweithöchste Warnstufe", id="by-rank"),
        pytest.param("die höchste Alarmstufe", id="the-highest"),
        pytest.param("die nächste Stufe", id="the-next"),
        pytest.param("Stufe Orange", id="by-colour"),
    ],
)
def test_a_named_stage_makes_the_steps_behind_it_a_ladder(nlp: Any, stage: str) -> None:
    steps = "Binnen sechs Stunden richtet der Kreis Sammelstellen ein. Nach einem Tag räumt die Feuerwehr den Deich."
    text = f"Das Landesamt rief am Abend {stage} aus. {steps}"
    assert [(f.kind, f.stage_no) for f in _frames(nlp, text, "2026-05-04")] == [("stage", 1), ("stage", 2)]
