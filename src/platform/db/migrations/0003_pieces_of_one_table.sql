-- The server may look at the name of any table before it knows whether it is a piece of this one: only those of its pieces
-- end with a day.
create or replace function partition.keep(parent regclass, unit text, ahead integer, kept interval, at timestamptz) returns void
  language plpgsql set search_path = pg_catalog set timezone = 'UTC' as $$
declare
  span constant interval := ('1 ' || unit)::interval;
  prefix text;
  first timestamptz;
  piece text;
  old record;
begin
  select n.nspname || '_' || c.relname into prefix
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = parent;
  -- Two processes do not make the same piece.
  perform pg_advisory_xact_lock(hashtext('partition.keep ' || prefix));
  for n in -1..ahead loop
    first := date_trunc(unit, at) + n * span;
    continue when first + span + kept < at;
    piece := format('%s_%s', prefix, to_char(first, 'YYYYMMDD'));
    if to_regclass(format('partition.%I', piece)) is null then
      execute format('create table partition.%I partition of %s for values from (%L) to (%L)',
        piece, parent, first, first + span);
    end if;
  end loop;
  for old in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where case when i.inhparent = parent
      then to_timestamp(right(c.relname, 8), 'YYYYMMDD') + span + kept < at else false end
  loop
    execute format('drop table partition.%I', old.relname);
  end loop;
end $$;
