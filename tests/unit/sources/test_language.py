"""Plain German is told by its words; whatever is near to German is left to py3langid."""

from __future__ import annotations

import pytest

from pipeline.sources import language

GERMAN = {
    "news": "Der Stadtrat hat am Montag beschlossen, dass die Brücke nicht vor dem Sommer gesperrt wird.",
    "speech": "Wir werden das nicht hinnehmen, denn eine Regierung, die sich so verhält, kann von uns keine Hilfe mehr erwarten.",
}
OTHERS = {
    "dutch": "De minister zei dat het kabinet in de komende weken met een plan zal komen voor de bouw van nieuwe huizen.",
    "danish": "Regeringen vil i de kommende uger fremlægge en plan for nye boliger i de store byer, og det er ikke første gang.",
    "luxembourgish": "De Minister huet gesot, datt d'Regierung an den nächste Wochen e Plang virleet fir nei Haiser an de grousse Stied.",
    "low german": "De Minister hett seggt, dat de Regeren in de nächsten Weken en Plan vörleggen will för nee Hüüs in de groten Städer.",
    "english with a german name": "The newspaper Die Zeit und Bild said that the minister will present a plan for new houses.",
    "one word again and again": "Und und und und und und und und und und und und und und und und und und",
    "names": "Anna Berger, Jonas Wirth, Mehmet Yildiz, Olga Petrowa, Sven Lindqvist, Maria Rossi, Pierre Lambert, John Miller",
}


@pytest.mark.parametrize("text", GERMAN.values(), ids=GERMAN.keys())
def test_german(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(language, "_identifier", lambda: pytest.fail("py3langid was asked"))
    assert language.check_german(text, 20) == "de"


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS.keys())
def test_not_plainly_german(text: str) -> None:
    assert not language._is_plainly_german(text)
