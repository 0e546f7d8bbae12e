"""Reads from public files of facts who held which office when.

Each file is read where it is there; a file that is there and lacks a column raises KeyError:

* `officeholders_2*.csv` (`iso3,country,position,person,start,end`; Wikidata)
* `reign_leaderlist*.csv` (REIGN: leaders of all states since 1945, mostly by surname)
* `world_leaders*.csv` (`ISO,HoG Title,Head of Government,HoG Since,HoS Title,Head of State,HoS Since`; in office when written)
* `wikidata_world_leaders*.csv` and `wikidata_foreign_ministers*.csv` (Wikidata queries: in office in the year of the file's name)

An end that was not recorded is the day before the successor's start for a post that one person holds, if the successor came
within five years (else others lie between). Without a successor a term that began in 2018 or later stays open, with a note that says
until when it is known; an earlier one is no term at all.
"""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from coder.lexicon.names import name_words

__all__ = ["FOREVER", "Tenure", "day_after", "read_rows", "read_tenures"]

_MINISTER = r"(federal |union )?(minister|secretary|secretary of state) (of|for) (the |national )*"
_CORE = (
    r"(foreign|external|defen[cs]e|interior|internal (affairs|security|administration)|home |finance|treasur|intelligence"
    r"|national security|public security|security|armed forces|econom[a-z]*\b.*\bfinanc[a-z]*)"
)
_PARLIAMENT = (
    r"assembly|parliament|house of (representatives|commons)|seimas|knesset|folketing|lok sabha|saeima|khural|majlis|riksdag"
    r"|storting|althing|riigikogu|verkhovna rada|legislat|national council|dewan rakyat|congress|state duma|bundestag"
)
_FORCES = r"(joint|general|defen[cs]e|army|air|naval|navy|armed|national|chiefs?)"
# The role of a post of a national government, the first that fits; "head" is GOV for heads of state and of government.
_POSTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "head",
        (
            r"(acting |interim )?(president|prime minister|premier|(federal )?chancellor|monarch|king|queen|emir|sultan|emperor)",
            r"supreme leader|grand duke|prince|pope|taoiseach|premier of the state council",
            r"(president|prime minister) of the palestinian national authority",
            r"general secretary of the .*communist party|captain regent.*|chair of the council of ministers",
            r"chief executive( officer)?|chairm?an of the (presidency|council of ministers)",
        ),
    ),
    (
        "GOV",
        (
            r"(acting |first )*(deputy|vice|alternate)[ -](president|prime minister|premier)"
            r"( of the state council| of the council of ministers)?|crown prince|governor-general",
            _MINISTER + _CORE + r"\b(?!.*(trade|communication|development aid)).*",
            r"secretary of state|(foreign|home) secretary|chancellor of the exchequer|secretary of homeland security",
            r"minister of europe and foreign affairs|high representative|.*member of the presidency",
            r"(white house )?(chief of staff|press secretary|national security advis[eo]r)|secretary of the .*security.* council",
            r".*(government|presidential) spokes\w+|permanent representative to the united nations(, new york)?",
        ),
    ),
    (
        "MIL",
        (
            rf"(chief|chair|chairman|head) of (the )?{_FORCES}\b.*(staff|forces?|defen[cs]e)",
            r"(joint )?chiefs? of (the )?(general|staff of|defen[cs]e|army).*|chairman of the joint chiefs of staff",
            r"chief of (defen[cs]e|army|navy|armed forces)|(supreme )?commander(-in-chief)? of the .*(forces?|army|navy|guard)",
        ),
    ),
    (
        "SPY",
        (
            r"(director|director[- ]general|head|chief|president) of (the )?"
            r".*(intelligence|mossad|security service|security bureau).*",
        ),
    ),
    ("LEG", (rf"(speaker|president|chair|chairman|chairperson|marshal) of (the )?.*({_PARLIAMENT}).*",)),
)
_NOT_NATIONAL = re.compile(
    r"(?i)\b(minister[- ]delegate|assistant|provincial|punjab|republika srpska|second|third|state minister|under-?secretary|police"
    r"|deputy (minister|attorney|spokes))\b"
)
_SHARED = re.compile(r"(?i)\b(deputy|vice|member|secretary of state to)\b")
_NO_PERSON = re.compile(
    r"(?i)council|junta|government|committee|presidency|commission|collective|vacant|unknown|interim|acting|directorate|^Q\d+$"
)
_SURE_SINCE = "2018"
_LONGEST_TERM = 5  # years; a later successor means that the record has a gap
_LONGEST_OFFICE = 25  # years; a minister of longer standing is an error of the record
_SHORTEST_SURNAME = 5
FOREVER = "9999-12-31"
