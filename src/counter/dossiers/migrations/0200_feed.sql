-- What happened in a collectivity, in the order of time, for programs that follow it.
create index event_by_time on dossiers.event (collectivity_id, at, dossier_id, seq);

-- Since when the oldest transaction that writes is under way; null when none is. A line takes its time before its transaction ends,
-- and another one that took a later time may end first: until then, nobody reads past the first one.
create function dossiers.oldest_writing() returns timestamptz
  language sql stable security definer set search_path = pg_catalog as $$
  select min(a.xact_start) from pg_stat_activity a
  where a.datname = current_database() and a.backend_xid is not null and a.pid <> pg_backend_pid()
$$;
revoke all on function dossiers.oldest_writing() from public;
grant execute on function dossiers.oldest_writing() to traboule_app;
