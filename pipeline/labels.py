"""One adapter between the dependency schemes: TIGER (official `de_core_news_*`) and Universal Dependencies (embedded pipeline).

Rules and components ask for grammatical functions, never for a scheme's labels. Clause structure differs between the schemes (in TIGER the
finite verb heads the clause and governs participles and infinitives by `oc`; in UD the lexical verb heads it and auxiliaries hang below by
`aux`), so components read verb clusters from tags and word order, and ask labels only for what stands to its head in the same relation in
both. TIGER's labels as in Brants et al. 2004, UD's as in German GSD.
"""

from __future__ import annotations

SUBJECT = frozenset({"sb", "sbp", "ep", "nsubj", "nsubj:pass", "csubj", "csubj:pass"})
OBJECT = frozenset({"oa", "oa2", "obj"})
INDIRECT_OBJECT = frozenset({"da", "og", "iobj", "obl:arg"})
AGENT = frozenset({"sbp", "obl:agent"})
CLAUSAL_COMPLEMENT = frozenset({"oc", "re", "ccomp", "xcomp"})
PARATAXIS = frozenset({"rs", "dm", "parataxis"})
AUXILIARY = frozenset({"aux", "aux:pass", "cop"})
MODIFIER = frozenset({"mo", "mnr", "op", "pg", "obl", "obl:tmod", "advmod", "nmod", "advcl"})
GENITIVE = frozenset({"ag", "pg", "nmod", "nmod:poss"})
APPOSITION = frozenset({"app", "par", "appos"})
CONJUNCT = frozenset({"cj", "cd", "conj"})
RELATIVE = frozenset({"rc", "acl", "acl:relcl"})
PARTICLE = frozenset({"svp", "compound:prt"})
SUBORDINATOR = frozenset({"cp", "mark"})

FUNCTIONS = {
    "subject": SUBJECT,
    "object": OBJECT,
    "indirect_object": INDIRECT_OBJECT,
    "agent": AGENT,
    "clausal_complement": CLAUSAL_COMPLEMENT,
    "parataxis": PARATAXIS,
    "auxiliary": AUXILIARY,
    "modifier": MODIFIER,
    "genitive": GENITIVE,
    "apposition": APPOSITION,
    "conjunct": CONJUNCT,
    "relative_clause": RELATIVE,
    "particle": PARTICLE,
    "subordinator": SUBORDINATOR,
}
"""What `FUNC = "…"` in a dependency pattern stands for: the labels of both schemes."""
