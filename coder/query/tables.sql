-- The tables, as views over the Parquet files. `events_files` and the like are lists of live files that coder sets from the
-- manifest; any other client reads the folders. Where the output was moved since, say: set variable output = 'new/place'.

create view events as
from read_parquet(coalesce(getvariable('events_files'), [output_folder() || '/events/*.parquet']));

create view stories as
from read_parquet(coalesce(getvariable('stories_files'), [output_folder() || '/stories/*.parquet']));

create view rejects as
from read_parquet(coalesce(getvariable('rejects_files'), [output_folder() || '/rejects/*.parquet']));

-- Each file of stories names its run.
create view story_runs as
select distinct stories.story_id, decode(named.value) as run_id
from read_parquet(coalesce(getvariable('stories_files'), [output_folder() || '/stories/*.parquet']), filename = true) as stories
join parquet_kv_metadata(coalesce(getvariable('stories_files'), [output_folder() || '/stories/*.parquet'])) as named
    on named.file_name = stories.filename
where decode(named.key) = 'run_id' and stories.status <> 'duplicate';
