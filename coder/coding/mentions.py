"""Finds the actors of a sentence: names and role nouns, put together as newspapers write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from coder.coding.grammar import Grammar
from coder.coding.matching import Mention, find_names
from coder.language.parse import Parse
from coder.lexicon.lexicon import Lexicon

__all__ = ["Mention", "find_mentions"]

_TITLE_RELATIONS = ("compound", "flat", "nmod", "amod", "appos", "dep")
_FORMER = frozenset({"former", "ex", "late", "onetime", "one-time", "deposed", "ousted", "toppled", "exiled"})
_WHOSE = ("of", "from", "for", "in", "at")
_FOLLOWING = frozenset(
    {"loyal", "faithful", "allied", "ally", "aligned", "align", "affiliated", "affiliate", "linked", "link"}
)
_REGIONS = frozenset(
    "country province republic region state territory area city town village district county capital island port part enclave "
    "north south east west".split()
)
_PEOPLE = "people"  # the note of an ethnic or religious group
_OF_A_PEOPLE = frozenset({"CVL", "GOV"})  # its leaders do not govern the country
_OUT_OF_OFFICE = frozenset({"ELI", "OPP", "PTY", "LEG"})
_GOVERNMENTS = frozenset({"government", "administration", "cabinet", "regime"})


def find_mentions(grammar: Grammar, lexicon: Lexicon, day: date | None, given: Sequence[Mention] = ()) -> list[Mention]:
    """All actors of a sentence in its order, agents joined with their countries and titles with their names.

    The story's own mentions (`given`) win over those of the dictionaries.
    """
    found = sorted([*given, *find_names(grammar.parse, lexicon, day, given)], key=lambda m: (m.start, m.end))
    return _merge_titles(grammar, lexicon, _join_agents(grammar, lexicon, _at_home(grammar, found)))


def _at_home(grammar: Grammar, found: list[Mention]) -> list[Mention]:
    """Give a people the country that it lives in, and a party its own: "the Serbs of Croatia", "the Baath Party of Syria"."""
    parse = grammar.parse
    countries = {mention.head: mention for mention in found if mention.kind == "actor" and len(mention.code) == 3}
    homes: list[Mention] = []
    for mention in found if countries else ():
        people = len(mention.code) == 3 and "Number=Plur" in parse.features[mention.head]
        if not (mention.code[3:6] == "PTY" or (people and parse.forms[mention.head].endswith("s"))):
            continue
        beside = grammar.prepositions(mention.head).get("of", ())[:1]
        if not people:
            beside = [*beside, *grammar.dependents(mention.head, "amod", "nmod:poss")]
        home = next((countries[token] for token in beside if token in countries), None)
        if home is not None and home.code != mention.code[:3]:
            mention.code, mention.entry = home.code + ("CVL" if people else "PTY"), None
            homes.append(home)
    return [mention for mention in found if mention not in homes] if homes else found


def _join_agents(grammar: Grammar, lexicon: Lexicon, found: list[Mention]) -> list[Mention]:
    """Give each agent the country that stands with it: "Iraqi troops", "officials from Iran and Egypt" (two actors)."""
    if all(mention.kind not in ("agent", "base") for mention in found):
        return found
    at = {token: mention for mention in found for token in range(mention.start, mention.end)}
    generic = lexicon.sets.get("GENERIC_AGENTS", frozenset())
    minorities = lexicon.sets.get("MINORITIES", frozenset())
    joined: list[Mention] = []
    consumed: set[int] = set()
    for mention in found:
        if mention.kind != "agent":
            continue
        owners = _owners(grammar, mention, at, minorities)
        modifier = next((owner for owner in owners if owner.kind == "agent"), None)
        if modifier is not None and modifier.role and grammar.parse.lemmas[mention.head] in generic:
            mention.role = modifier.role
        actors = [owner for owner in owners if owner.kind not in ("agent", "base")]
        if grammar.parse.lemmas[mention.head] in minorities and _lives_elsewhere(grammar, mention, at):
            actors = []
        if not actors and mention.role != "GOV":  # "Gaza-based militants", not "Brussels-based diplomats"
            actors = [owner for owner in owners if owner.kind == "base"]
        if modifier is not None and not actors:
            actors = [owner for owner in _owners(grammar, modifier, at, minorities) if owner.kind != "agent"]
        role = "ELI" if _is_former(grammar, mention, owners) else mention.role
        consumed.update(id(owner) for owner in (*owners, *actors) if owner.kind != "given")
        if grammar.parse.lemmas[mention.head] in minorities:
            consumed.update(id(owner) for owner in _owners(grammar, mention, at, frozenset()))
        if not actors:
            joined.append(_agent(mention, "", role, mention))
        governs = role == "GOV" and grammar.parse.lemmas[mention.head] in _GOVERNMENTS
        joined += [_agent(mention, actor.code, role, actor, governs=governs) for actor in actors]
    owned = {mention.start for mention in found if id(mention) in consumed and mention.kind != "agent"}
    joined = [mention for mention in joined if mention.code or mention.end not in owned]  # "President X's government"
    return sorted(
        [mention for mention in found if mention.kind not in ("agent", "base") and id(mention) not in consumed]
        + [mention for mention in joined if not _is_consumed(mention, found, consumed)],
        key=lambda mention: (mention.start, mention.end),
    )


def _is_consumed(mention: Mention, found: list[Mention], consumed: set[int]) -> bool:
    return any(
        id(original) in consumed and original.kind == "agent" and original.head == mention.head for original in found
    )


def _lives_elsewhere(grammar: Grammar, agent: Mention, at: dict[int, Mention]) -> bool:
    """Whether a minority is that of a country or region without a name: "the Albanian population of the province"."""
    homes = [home for name in ("of", "in") for home in grammar.prepositions(agent.head).get(name, ())]
    return any(grammar.parse.lemmas[home] in _REGIONS and home not in at for home in homes)


def _is_former(grammar: Grammar, agent: Mention, owners: Sequence[Mention]) -> bool:
    """Whether somebody was what the agent says: "former Iraqi president", "Iraq's ousted president"."""
    lemmas = grammar.parse.lemmas
    if _FORMER.isdisjoint(lemmas):
        return False
    before = {token for child in grammar.children[agent.head] if (token := child) < agent.head}
    before |= {mention.start - 1 for mention in (agent, *owners) if 0 < mention.start <= agent.start}
    return any(lemmas[token] in _FORMER for token in before)


def _agent(mention: Mention, code: str, role: str, owner: Mention, *, governs: bool = False) -> Mention:
    start, end = min(mention.start, owner.start), mention.end
    # "Iraqi troops", "Kremlin troops"; "X's government" governs, whatever X is called today
    if len(code) == 3 or owner.kind == "elite" or code[3:] == "GOV" or (governs and code[3:6] in _OUT_OF_OFFICE):
        code = code[:3] + role
    elif owner.note == _PEOPLE and role not in code and role not in _OF_A_PEOPLE:  # "Baluch rebels"
        code = code[:3] + role + code[3:].removeprefix("CVL")
    return Mention(start, end, mention.head, code, role, "agent", name=mention.name)


def _owners(grammar: Grammar, agent: Mention, at: dict[int, Mention], minorities: frozenset[str]) -> list[Mention]:
    """Actors (or agents: "army spokesman") that an agent belongs to, nearest kind of tie first."""
    parse = grammar.parse
    before = at.get(agent.start - 1)
    heads = [agent.head]
    parent = parse.heads[agent.head]
    if (
        parent >= 0
        and parse.pos[parent] == "PROPN"
        and parse.relations[agent.head] in ("compound", "flat")
        and parent not in at
    ):
        heads.append(parent)
    kinds = [("amod", "compound", "nmod:poss", "nmod", "flat"), _WHOSE]
    inner = [
        token for token in range(agent.start, agent.end) if token != agent.head
    ]  # "Ministry of Health of Ethiopia"
    if parse.lemmas[agent.head] in minorities:  # "the Turkish minority in Bulgaria" is Bulgarian
        kinds.reverse()
    for kind in kinds:
        tied: list[Mention] = []
        for head in (*heads, *inner, *_first_of_list(grammar, agent)) if kind is _WHOSE else heads:
            for child in grammar.dependents(head, *(kind if kind is not _WHOSE else ("nmod",))):
                if head not in heads and head not in inner and grammar.subtree(child)[0] != agent.end:
                    continue
                names = grammar.case_names(child)
                if not names if kind is not _WHOSE else any(name in _WHOSE for name in names):
                    for conjunct in grammar.conjuncts(child):
                        owner = _group_named(grammar, conjunct, at) or at.get(conjunct)
                        if owner is None and kind is _WHOSE:
                            owner = _in_region(grammar, conjunct, at)
                        if owner is not None and owner.kind == "agent" and _stands_beside(grammar, conjunct, agent):
                            continue
                        if owner is not None and owner is not agent and owner not in tied:
                            tied.append(owner)
        if kind is not _WHOSE and before is not None and before is not agent and before not in tied and not tied:
            tied.append(before)
        if any(owner.kind != "agent" for owner in tied) or (tied and kind is _WHOSE):
            return tied
        if tied:
            more = [owner for head in heads for owner in _of_phrase(grammar, head, at) if owner is not agent]
            return tied + more
    return _followed(grammar, agent.head, at) or _shared_owner(grammar, agent, at)


def _shared_owner(grammar: Grammar, agent: Mention, at: dict[int, Mention]) -> list[Mention]:
    """Whose a list is that the parser takes for one phrase: "Chad's government and FACT rebels"."""
    if grammar.parse.relations[agent.head] != "compound" or not grammar.dependents(agent.head, "conj"):
        return []
    owners = grammar.dependents(grammar.parse.heads[agent.head], "nmod:poss")
    return [at[owner] for owner in owners if owner < agent.start and owner in at]


def _first_of_list(grammar: Grammar, agent: Mention) -> list[int]:
    """The word that an agent is coordinated with, on which the parser hangs what follows: "the army and rebels of the SPLA"."""
    parse = grammar.parse
    return [parse.heads[agent.head]] if parse.relations[agent.head] == "conj" else []


def _group_named(grammar: Grammar, token: int, at: dict[int, Mention]) -> Mention | None:
    """The name of a group: "fighters of the Islamist group Boko Haram"."""
    named = grammar.dependents(token, "appos") if grammar.is_in(token, "GROUP_NOUNS") else []
    return next((at[other] for other in named if other in at and at[other].kind == "actor"), None)


def _stands_beside(grammar: Grammar, token: int, agent: Mention) -> bool:
    """Whether a noun is coordinated with the phrase that it seems to describe: "the government and communist rebels"."""
    return any(agent.start <= other < agent.end for other in grammar.dependents(token, "conj"))


def _in_region(grammar: Grammar, token: int, at: dict[int, Mention]) -> Mention | None:
    """The actor that a word such as "province" stands with: "the premier of Canada's Alberta province", "police in the city of Lagos"."""
    if grammar.parse.lemmas[token] not in _REGIONS:
        return None
    beside = [
        *grammar.dependents(token, "compound", "amod", "nmod:poss", "appos"),
        *grammar.prepositions(token).get("of", ()),
    ]
    owners = [at[other] for other in beside if other in at]
    return next((owner for owner in owners if owner.kind == "actor"), None)


def _followed(grammar: Grammar, head: int, at: dict[int, Mention]) -> list[Mention]:
    """Whom an agent follows: "troops loyal to X", "militias allied with Iran"."""
    found: list[Mention] = []
    if _FOLLOWING.isdisjoint(grammar.parse.lemmas):
        return found
    for child in grammar.dependents(head, "amod", "acl", "acl:relcl"):
        if grammar.parse.lemmas[child] in _FOLLOWING:
            for name in ("to", "with"):
                for follower in grammar.prepositions(child).get(name, ()):
                    found += [at[conjunct] for conjunct in grammar.conjuncts(follower) if conjunct in at]
    return found


def _of_phrase(grammar: Grammar, head: int, at: dict[int, Mention]) -> list[Mention]:
    found = []
    for name in ("of", "from", "in"):
        for child in grammar.prepositions(head).get(name, ()):
            found += [at[conjunct] for conjunct in grammar.conjuncts(child) if conjunct in at]
    return found


def _merge_titles(grammar: Grammar, lexicon: Lexicon, mentions: list[Mention]) -> list[Mention]:
    """Make one actor of a title and a name ("Iraqi Prime Minister X")."""
    offices = lexicon.sets.get("OFFICES", frozenset())
    merged: list[Mention] = []
    for mention in mentions:
        last = merged[-1] if merged else None
        if (
            last is not None
            and (last.kind == "agent" or last.code[:3] == "IGO")
            and mention.kind in ("actor", "elite")
            and len(mention.code) > 3
            and last.end == mention.start
            and _is_tied(grammar.parse, last, mention)
        ):
            _entitle(mention, last, grammar.parse.lemmas[last.end - 1], offices)
            mention.start = last.start
            merged[-1] = mention
            continue
        merged.append(mention)
    for mention in merged:
        if mention.kind == "agent":
            _extend_to_name(grammar, mention)
    return merged


def _is_tied(parse: Parse, title: Mention, name: Mention) -> bool:
    above, below = parse.heads[title.head], parse.heads[name.head]
    return above == below or name.start <= above < name.end or title.start <= below < title.end


def _entitle(mention: Mention, title: Mention, word: str, offices: frozenset[str]) -> None:
    """Give a name the code of the title before it, where that says more than what the dictionaries know of the day.

    The name's own dates win, but not over an office that the text itself gives to somebody who is without one in them
    ("President X" is in office), nor over a post in an international organisation ("UN chief X" is no minister at home).
    """
    if title.role == "ELI" or mention.code.startswith("IGO"):
        return
    country, role = mention.code[:3], mention.code[3:6]
    if title.code[:3] == "IGO":
        at_home = word == "ambassador" or word == "representative"  # sent there by their country
        code = country + "GOV" if at_home else title.code
    elif title.code:
        code = title.code if title.code[:3] == country else ""
    else:
        posts = mention.entry.terms if word == "general" and mention.entry is not None else ()
        code = next((post.code for post in posts if post.code.startswith("IGO")), country + title.role)
    without_office = mention.kind == "elite" or (word in offices and role in _OUT_OF_OFFICE)
    if code and (without_office or code[:3] != country):
        mention.code, mention.entry = code, None


def _extend_to_name(grammar: Grammar, mention: Mention) -> None:
    """Let a title take the unknown name behind it: its head becomes the name's head."""
    parse = grammar.parse
    parent = parse.heads[mention.head]
    if parent == mention.end or (
        parent > mention.end and all(parse.pos[t] == "PROPN" for t in range(mention.end, parent + 1))
    ):
        if parse.pos[parent] == "PROPN" and parse.relations[mention.head] in _TITLE_RELATIONS:
            mention.head, mention.end = parent, parent + 1
    elif mention.end < grammar.size and parse.heads[mention.end] == mention.head and parse.pos[mention.end] == "PROPN":
        end = mention.end
        while (
            end < grammar.size and parse.pos[end] == "PROPN" and parse.relations[end] in ("flat", "appos", "compound")
        ):
            end += 1
        mention.end = end
