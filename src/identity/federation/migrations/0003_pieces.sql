-- What lives half an hour at most is cut in pieces by its day of expiry, and a past day is dropped whole. The rows of before
-- are not taken over: whoever was between an application and us when this ran starts again from the application.

-- squawk-ignore ban-drop-table
drop table federation.request;
-- squawk-ignore ban-drop-table
drop table federation.ticket;
-- squawk-ignore ban-drop-table
drop table federation.sign_out;

-- A request that waits for somebody to sign in. Answered once. The identifier of its message is not taken twice while it
-- could still be sent again: no unique index can say so across pieces, so that who keeps a request holds a lock on it.
create table federation.request (
  id uuid not null,
  application_id uuid not null,
  message_id text not null,
  demand jsonb not null,
  received_at timestamptz not null,
  expires_at timestamptz not null,
  answered_at timestamptz,
  primary key (id, expires_at)
) partition by range (expires_at);
create index request_by_message on federation.request (application_id, message_id);
grant select, insert, update on federation.request to traboule_app;

-- Bound to its login by what takes it, which joins both: a login that is gone leaves a ticket that opens nothing.
create table federation.ticket (
  id_hash bytea not null,
  login_id uuid not null,
  application_id uuid not null,
  account_id uuid not null,
  service text not null,
  is_fresh boolean not null,
  proved_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (id_hash, expires_at)
) partition by range (expires_at);
grant select, insert, update on federation.ticket to traboule_app;

-- One person leaving: which applications are told, and where the browser goes then.
create table federation.sign_out (
  id uuid not null,
  steps jsonb not null,
  destination jsonb not null,
  begun_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (id, expires_at)
) partition by range (expires_at);
grant select, insert, update on federation.sign_out to traboule_app;

create function federation.keep_partitions(at timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform partition.keep('federation.request', 'day', 9, interval '1 hour', at);
  perform partition.keep('federation.ticket', 'day', 9, interval '1 hour', at);
  perform partition.keep('federation.sign_out', 'day', 9, interval '1 hour', at);
end $$;
revoke all on function federation.keep_partitions from public;
grant execute on function federation.keep_partitions to traboule_app;
select federation.keep_partitions(now());
