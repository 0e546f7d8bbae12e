"""Converting spaCy's English labels into Universal Dependencies."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.language.universal import coding_features, universal

# One token a line: form, part of speech, label, head (form, or number of the token for forms that occur twice).
Tree = dict[str, tuple[str, str]]


def convert(rows: str) -> Tree:
    """Convert a tree of distinct forms; return form -> (relation, form of the head)."""
    table = [row.split() for row in rows.strip().splitlines()]
    forms = [row[0] for row in table]
    heads = [-1 if row[3] == "-" else forms.index(row[3]) for row in table]
    lemmas = ["be" if form.rstrip("*") in {"is", "are", "was", "were"} else form.lower() for form in forms]
    heads, relations = universal(lemmas, [row[1] for row in table], heads, [row[2] for row in table])
    return {
        form: (relation, forms[head] if head >= 0 else "-")
        for form, relation, head in zip(forms, relations, heads, strict=True)
    }


def test_labels_with_another_name():
    tree = convert("""
        Chad   PROPN nsubjpass cut
        was    AUX   auxpass   cut
        not    PART  neg       cut
        cut    VERB  ROOT      -
        off    ADP   prt       cut
        Mali   PROPN dobj      cut
        all    DET   predet    states
        states NOUN  conj      Mali
        which  PRON  dobj      left
        left   VERB  relcl     states
    """)
    assert [relation for relation, _ in tree.values()] == [
        "nsubj:pass",
        "aux:pass",
        "advmod",
        "root",
        "compound:prt",
        "obj",
        "det",
        "conj",
        "obj",
        "acl:relcl",
    ]


def test_a_preposition_becomes_the_case_of_its_object():
    tree = convert("""
        envoys NOUN  nsubj met
        of     ADP   prep  envoys
        Chad   PROPN pobj  of
        met    VERB  ROOT  -
        with   ADP   prep  met
        Mali   PROPN pobj  with
    """)
    assert tree["Chad"] == ("nmod", "envoys")
    assert tree["of"] == ("case", "Chad")
    assert tree["Mali"] == ("obl", "met")
    assert tree["with"] == ("case", "Mali")


def test_words_before_a_preposition_move_to_its_object():
    tree = convert("""
        left    VERB  ROOT   -
        shortly ADV   advmod after
        after   ADP   prep   left
        talks   NOUN  pobj   after
    """)
    assert tree["shortly"] == ("advmod", "talks")


def test_the_agent_of_a_passive():
    tree = convert("""
        Chad    PROPN nsubjpass accused
        was     AUX   auxpass   accused
        accused VERB  ROOT      -
        by      ADP   agent     accused
        Mali    PROPN pobj      by
        of      ADP   prep      accused
        backing VERB  pcomp     of
        rebels  NOUN  dobj      backing
    """)
    assert tree["Mali"] == ("obl:agent", "accused")
    assert tree["backing"] == ("advcl", "accused")
    assert tree["of"] == ("mark", "backing")
    assert tree["rebels"] == ("obj", "backing")


def test_a_clause_under_the_preposition_of_a_noun():
    tree = convert("""
        accused VERB ROOT  -
        plan    NOUN dobj  accused
        for     ADP  prep  plan
        sending VERB pcomp for
    """)
    assert tree["sending"] == ("acl", "plan")


def test_the_indirect_object_with_and_without_a_preposition():
    tree = convert("""
        gave VERB  ROOT   -
        Chad PROPN dative gave
        aid  NOUN  dobj   gave
        sent VERB  conj   gave
        food NOUN  dobj   sent
        to   ADP   dative sent
        Mali PROPN pobj   to
    """)
    assert tree["Chad"] == ("iobj", "gave")
    assert tree["Mali"] == ("obl", "sent")
    assert tree["to"] == ("case", "Mali")


def test_two_prepositions_before_one_object():
    tree = convert("""
        fired  VERB  ROOT -
        from   ADP   prep fired
        within ADP   prep from
        Chad   PROPN pobj within
    """)
    assert tree["Chad"] == ("obl", "fired")
    assert tree["from"] == tree["within"] == ("case", "Chad")


def test_a_preposition_that_introduces_another():
    tree = convert("""
        Chad   PROPN pobj  behind
        fired  VERB  ROOT  -
        from   ADP   prep  fired
        behind ADP   pcomp from
    """)
    assert tree["Chad"] == ("obl", "fired")
    assert tree["from"] == tree["behind"] == ("case", "Chad")


@pytest.mark.parametrize(("label", "head"), [("prep", "because"), ("pcomp", "because")])
def test_two_words_that_are_one_preposition(label, head):
    tree = convert(f"""
        left    VERB  ROOT  -
        because SCONJ prep  left
        of      ADP   {label} {head}
        war     NOUN  pobj  of
    """)
    assert tree["war"] == ("obl", "left")
    assert tree["because"] == ("case", "war")
    assert tree["of"] == ("fixed", "because")


def test_such_as():
    tree = convert("""
        states NOUN  ROOT -
        such   ADJ   amod as
        as     ADP   prep states
        Chad   PROPN pobj as
    """)
    assert tree["such"] == ("case", "Chad")
    assert tree["as"] == ("fixed", "such")


def test_be_becomes_the_copula_of_its_predicate():
    tree = convert("""
        Chad   PROPN nsubj  is
        is     AUX   ROOT   -
        not    PART  neg    is
        member NOUN  attr   is
        and    CCONJ cc     is
        Mali   PROPN nsubj  was
        was    AUX   conj   is
        ready  ADJ   acomp  was
        to     PART  aux    leave
        leave  VERB  xcomp  ready
    """)
    assert tree["member"] == ("root", "-")
    assert tree["is"] == ("cop", "member")
    assert tree["Chad"] == ("nsubj", "member")
    assert tree["not"] == ("advmod", "member")
    assert tree["ready"] == ("conj", "member")
    assert tree["was"] == ("cop", "ready")
    assert tree["Mali"] == ("nsubj", "ready")
    assert tree["to"] == ("mark", "leave")


def test_a_place_as_predicate():
    tree = convert("""
        envoys NOUN  nsubj  are
        are    AUX   ROOT   -
        now    ADV   advmod are
        in     ADP   prep   are
        Cairo  PROPN pobj   in
        on     ADP   prep   are
        Monday PROPN pobj   on
    """)
    assert tree["Cairo"] == ("root", "-")
    assert tree["are"] == ("cop", "Cairo")
    assert tree["envoys"] == ("nsubj", "Cairo")
    assert tree["Monday"] == ("obl", "Cairo")


def test_what_there_is_is_the_subject():
    tree = convert("""
        There   PRON expl  were
        were    VERB ROOT  -
        clashes NOUN attr  were
        in      ADP  prep  were
        Cairo   PROPN pobj in
    """)
    assert tree["clashes"] == ("nsubj", "were")
    assert tree["were"] == ("root", "-")
    assert tree["Cairo"] == ("obl", "were")


def test_predicates_of_other_verbs():
    tree = convert("""
        Chad    PROPN nsubj became
        became  VERB  ROOT  -
        member  NOUN  attr  became
        seemed  VERB  conj  became
        ready   ADJ   oprd  seemed
    """)
    assert tree["member"] == ("xcomp", "became")
    assert tree["ready"] == ("xcomp", "seemed")


def test_a_copula_under_a_preposition():
    tree = convert("""
        accused VERB ROOT  -
        of      ADP  prep  accused
        is      AUX  pcomp of
        slow    ADJ  acomp is
    """)
    assert tree["slow"] == ("advcl", "accused")
    assert tree["of"] == ("mark", "slow")
    assert tree["is"] == ("cop", "slow")


def test_conjuncts_hang_on_the_first_and_the_conjunction_on_the_last():
    tree = convert("""
        Chad  PROPN nsubj met
        Mali  PROPN conj  Chad
        and   CCONJ cc    Mali
        Niger PROPN conj  Mali
        met   VERB  ROOT  -
        But   CCONJ cc    met
    """)
    assert tree["Mali"] == ("conj", "Chad")
    assert tree["Niger"] == ("conj", "Chad")
    assert tree["and"] == ("cc", "Niger")
    assert tree["But"] == ("cc", "met")


def test_conjuncts_with_prepositions_of_their_own():
    tree = convert("""
        met  VERB  ROOT -
        in   ADP   prep met
        Chad PROPN pobj in
        and  CCONJ cc   in
        on   ADP   conj in
        Monday PROPN pobj on
    """)
    assert tree["Chad"] == ("obl", "met")
    assert tree["Monday"] == ("conj", "Chad")
    assert tree["on"] == ("case", "Monday")
    assert tree["and"] == ("cc", "Monday")


def test_nouns_as_adverbs():
    tree = convert("""
        met    VERB  ROOT     -
        Monday PROPN npadvmod met
        himself PRON npadvmod met
    """)
    assert tree["Monday"] == ("obl:tmod", "met")
    assert tree["himself"] == ("obl:npmod", "met")


def test_a_passive_verb_has_a_passive_subject():
    tree = convert("""
        vote   NOUN  ROOT    -
        that   PRON  nsubj   rigged
        says   VERB  relcl   vote
        was    AUX   auxpass rigged
        rigged VERB  ccomp   says
    """)
    assert tree["that"] == ("nsubj:pass", "rigged")


def test_later_roots_hang_on_the_first():
    tree = convert("""
        Chad PROPN ROOT -
        met  VERB  ROOT -
        left VERB  ROOT -
    """)
    assert tree == {"Chad": ("root", "-"), "met": ("parataxis", "Chad"), "left": ("parataxis", "Chad")}


def test_an_empty_sentence():
    assert universal([], [], [], []) == ([], [])


LABELS = (
    "ROOT acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound conj csubj csubjpass dative dep det "
    "dobj expl intj mark meta neg nmod npadvmod nsubj nsubjpass nummod oprd parataxis pcomp pobj poss preconj predet prep prt "
    "punct quantmod relcl xcomp"
).split()


@st.composite
def forests(draw):
    """Any trees over up to 25 tokens, with labels and parts of speech that need not make sense."""
    size = draw(st.integers(1, 25))
    order = draw(st.permutations(range(size)))
    heads = [0] * size
    for place, token in enumerate(order):
        head = draw(st.integers(-1, place - 1))
        heads[token] = -1 if head < 0 else order[head]
    column = st.lists(st.sampled_from(LABELS), min_size=size, max_size=size)
    pos = st.lists(
        st.sampled_from(["ADP", "AUX", "VERB", "NOUN", "SCONJ", "ADJ", "PART"]), min_size=size, max_size=size
    )
    lemmas = st.lists(
        st.sampled_from(["be", "because", "of", "such", "as", "monday", "chad"]), min_size=size, max_size=size
    )
    return draw(lemmas), draw(pos), heads, draw(column)


@settings(max_examples=1000, deadline=None)
@given(forests())
def test_any_forest_becomes_one_tree_of_known_relations(forest):
    heads, relations = universal(*forest)
    assert len(heads) == len(relations) == len(forest[0])
    assert heads.count(-1) == 1
    assert [relation == "root" for relation in relations] == [head == -1 for head in heads]
    for token in range(len(heads)):
        steps = 0
        while token >= 0:
            token, steps = heads[token], steps + 1
            assert steps <= len(heads), "a circle"
    assert not set(relations) & {
        "prep",
        "pobj",
        "pcomp",
        "agent",
        "dative",
        "attr",
        "acomp",
        "oprd",
        "npadvmod",
        "dobj",
    }


def test_features_that_coding_needs_are_kept_in_order():
    assert (
        coding_features("Case=Nom|Number=Sing|Person=3|PronType=Prs|Reflex=Yes") == "Number=Sing|Person=3|PronType=Prs"
    )
    assert coding_features("Aspect=Perf|Tense=Past|VerbForm=Part") == "Tense=Past|VerbForm=Part"
    assert coding_features("") == coding_features("_") == ""
