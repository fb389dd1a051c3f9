-- The same pieces, kept by the function that every house shares.
create or replace function provider.keep_partitions(at timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform partition.keep('provider.brief', 'day', 9, interval '2 hours', at);
  perform partition.keep('provider.lasting', 'week', 12, interval '1 day', at);
  perform partition.keep('provider.entry', 'week', 6, interval '1 day', at);
end $$;
