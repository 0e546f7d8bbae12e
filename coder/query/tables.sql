-- The tables, as views over the Parquet files. `events_files` and the like are lists of live files that coder sets from the
-- manifest; any other client reads the folders. Where the output was moved since, say: set variable output = 'new/place'.

create view events as
from read_parquet(coalesce(getvariable('events_files'), [output_folder() || '/events/*.parquet']));

create view stories as
from read_parquet(coalesce(getvariable('stories_files'), [output_folder() || '/stories/*.parquet']));

create view rejects as
from read_parquet(coalesce(getvariable('rejects_files'), [output_folder() || '/rejects/*.parquet']));
