"""What the formats take from the dictionaries, as tables of a DuckDB connection: codes, sectors, countries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coder.errors import DictionaryError
from coder.events.digest import digest
from coder.lexicon.lexicon import shipped_dictionaries
from coder.lexicon.tables import Problems, read_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["codes_digest", "register_codes"]

_COLUMNS = {
    "cameo.csv": ("code", "name", "goldstein", "intensity_icews", "quad_class", "plover", "mirror"),
    "sectors.csv": ("role", "sector"),
    "countries.csv": ("code", "name", "iso3", "iso2", "cow", "gwn", "from", "to", "capital", "latitude", "longitude"),
    "agents.csv": ("name", "code", "note"),
    "actors/countries.csv": ("name", "code", "from", "to", "note"),
    "actors/organisations.csv": ("name", "code", "from", "to", "note"),
    "actors/groups.csv": ("name", "code", "from", "to", "note"),
}

# Control characters would break rows and command terminals; bidirectional overrides would hide what a cell says.
_MACROS = r"""
create or replace temp macro clean(text) as
    trim(regexp_replace(text, '[\x00-\x1f\x7f-\x{9f}\x{2028}\x{2029}\x{202a}-\x{202e}\x{2066}-\x{2069}]+', ' ', 'g'));
create or replace temp macro name_key(name) as
    trim(regexp_replace(strip_accents(lower(name)), '[^\p{L}\p{N}]+', ' ', 'g'));
create or replace temp table cameo_codes as
    select code, name, goldstein::double as goldstein, coalesce(nullif(intensity_icews, ''), goldstein)::double as intensity,
        quad_class::integer as quad_class, nullif(plover, '') as plover, nullif(mirror, '') as mirror
    from cameo_csv;
-- Of all codes with the same PLOVER type the general one (xx0; of two the later), then the root, then the first.
create or replace temp table plover_codes as
    select plover, any_value(
        code order by not general, length(code), if(general or length(code) = 2, -code::integer, code::integer)
    ) as code
    from (select plover, code, length(code) = 3 and code[3] = '0' as general from cameo_codes where plover is not null)
    group by plover;
create or replace temp table country_codes as select code, name from countries_csv;
create or replace temp table country_names as
    select name_key(name) as key, any_value(code order by place, code) as code
    from (
        select name, code, 0 as place from countries_csv
        union all
        select unnest(string_split(name, '|')), code, 1 from actors_countries_csv where note = 'name' and length(code) = 3
    )
    group by all;
create or replace temp table actor_names as
    select name_key(name) as key, any_value(code order by place, code) as code
    from (
        select unnest(string_split(name, '|')) as name, code, 0 as place from actors_organisations_csv where "from" = '' and "to" = ''
        union all
        select unnest(string_split(name, '|')), code, 1 from actors_groups_csv where "from" = '' and "to" = ''
    )
    where code <> 'off'
    group by all;
create or replace temp table sector_names as select role, sector from sectors_csv;
create or replace temp table sector_roles as
    select name_key(name) as key, any_value(role order by place, role) as role
    from (
        select sector as name, role, 0 as place from sectors_csv
        union all
        select role, role, 0 from sectors_csv
        union all
        select unnest(string_split(name, '|')), code[1:3], 1 from agents_csv where code[1:3] in (select role from sectors_csv)
    )
    group by all;
"""


def register_codes(connection: DuckDBPyConnection) -> None:
    """Make the temporary tables and macros that the formats' SQL uses.

    cameo_codes, plover_codes (plover, code), country_codes (code, name), country_names and actor_names (key, code; actors
    without a country), sector_names (role, sector), sector_roles (key, role); keys are made by the macro name_key.
    Raises DictionaryError where a dictionary is wrong.
    """
    import pyarrow as pa

    problems = Problems()
    for file, columns in _COLUMNS.items():
        rows = list(read_table(shipped_dictionaries() / file, file, columns, problems))
        table = pa.table({column: pa.array([row[column] for row in rows], pa.string()) for column in columns})
        connection.register(file.replace("/", "_").replace(".", "_"), table)
    if problems.found:
        raise DictionaryError(problems.found)
    connection.execute(_MACROS)
    for file in _COLUMNS:
        connection.unregister(file.replace("/", "_").replace(".", "_"))


def codes_digest() -> str:
    """A name for the content of the dictionaries that the formats use."""
    return digest([(shipped_dictionaries() / file).read_text(encoding="utf-8") for file in _COLUMNS])
