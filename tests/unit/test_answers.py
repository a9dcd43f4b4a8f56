"""Answers that are kept stay few, and those in use stay."""

from __future__ import annotations

import pickle

from pipeline.answers import Answers


def test_answers_are_bounded_and_asked_once_while_they_are_in_use() -> None:
    asked: list[str] = []

    def question(word: str) -> str:
        asked.append(word)
        return word.upper()

    answers = Answers(question, most=100)
    for number in range(1000):
        assert answers[f"w{number}"] == f"W{number}"
        assert answers["und"] == "UND"
        assert len(answers) + len(answers._older) <= 100
    assert asked.count("und") == 1
    assert len(asked) == 1001


def test_what_is_forgotten_is_asked_again() -> None:
    answers = Answers(str.upper, most=100)
    assert answers["und"] == "UND"
    answers.forget()
    assert not answers
    assert answers["und"] == "UND"


def test_answers_go_to_another_process() -> None:
    answers = Answers(str.upper, most=100)
    assert answers["und"] == "UND"
    copy = pickle.loads(pickle.dumps(answers))
    assert copy == {"und": "UND"}
    assert copy["oder"] == "ODER"
