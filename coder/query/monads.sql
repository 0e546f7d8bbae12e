-- Single actors.

create macro monad(a, period) as table
with matched as materialized (
    select
        period_of(event_date, event_date_precision, period) as start,
        is_actor(source_code, source_country, a) as acts,
        is_actor(target_code, target_country, a) as receives,
        row_number() over (partition by coalesce(pair_id, event_id) order by cameo_code, event_id) = 1 as once,
        quad_class,
        goldstein
    from events
    where acts or receives
),

starts as (
    from calendar(period)
    union
    select start from matched where start is not null
)

select starts.start as period, roles.role, unnest(tally(matched.quad_class, matched.goldstein))
from starts
cross join (values (1, 'source'), (2, 'target'), (3, 'both')) as roles (number, role)
left join matched
    on matched.start = starts.start
    and case roles.number when 1 then matched.acts when 2 then matched.receives else matched.once end
group by starts.start, roles.number, roles.role
order by starts.start, roles.number;
comment on macro table monad is
    'One actor over time, zero-filled: one row for each period and role (source, target, both); in both, every event counts once: monad(''IRN'', ''month'')';

create view monad_month as
select
    period_of(event_date, event_date_precision, 'month') as period,
    actor,
    role,
    unnest(tally(quad_class, goldstein))
from (
    select *, coalesce(source_country, source_code) as actor, 'source' as role from events
    union all
    select *, coalesce(target_country, target_code) as actor, 'target' as role from events
)
where period_of(event_date, event_date_precision, 'month') is not null
group by 1, 2, 3
order by 1, 2, 3;
