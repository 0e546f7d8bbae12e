-- What the views and macros by period share.

create macro is_actor(code, country, actor) as
    coalesce(country = upper(actor), false) or starts_with(code, upper(actor));
comment on macro is_actor is
    'Whether an actor is meant: a country (EGY) stands for all its roles (EGYGOV), and so does the start of any code';

create macro period_of(event_date, exact_to, period) as
    case
        when exact_to = 'year' and period <> 'year' then null
        when exact_to = 'month' and period in ('day', 'week') then null
        else date_trunc(period, event_date)::date
    end;
comment on macro period_of is
    'First day of the day, week, month, quarter or year of an event; null where its date is not exact enough for that';

create macro date_end(event_date, exact_to) as
    case exact_to
        when 'year' then make_date(year(event_date), 12, 31)
        when 'month' then last_day(event_date)
        else event_date
    end;
comment on macro date_end is 'Last day on which an event may have been: of its year, its month, or its own day';

-- Sums go through decimals: those of floating-point numbers would depend on the order in which threads add them.
create macro tally(quad_class, goldstein) as
    struct_pack(
        events := count(quad_class),
        verbal_cooperation := count(*) filter (quad_class = 1),
        material_cooperation := count(*) filter (quad_class = 2),
        verbal_conflict := count(*) filter (quad_class = 3),
        material_conflict := count(*) filter (quad_class = 4),
        goldstein_sum := coalesce(sum(goldstein::decimal(18, 4)), 0)::double,
        goldstein_mean := round(sum(goldstein::decimal(18, 4))::double / nullif(count(goldstein), 0), 4)
    );
comment on macro tally is
    'Counts of events by quad class and their Goldstein values; for use as unnest(tally(quad_class, goldstein))';

create view coverage as
select min(day) as first_day, max(day) as last_day
from (
    select story_date as day from stories
    union all
    select event_date from events where event_date_precision = 'day' and not historical
);

create macro calendar(period) as table
select unnest(generate_series(date_trunc(period, first_day), last_day, ('1 ' || period)::interval))::date as start
from coverage;
comment on macro table calendar is 'First days of all periods that the output covers: calendar(''month'')';

create view undated as
select
    period,
    count(*) as events,
    count(*) filter (event_date is null) as without_date,
    count(*) filter (event_date is not null and period_of(event_date, event_date_precision, period) is null) as too_coarse
from events
cross join (values ('day'), ('week'), ('month'), ('quarter'), ('year')) as lengths (period)
group by period;
