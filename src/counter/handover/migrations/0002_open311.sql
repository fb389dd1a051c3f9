-- Requests given to a server of Open311 (GeoReport v2), which is asked for news: it posts none.
create table handover.request_there (
  collectivity_id uuid not null,
  handover_id uuid not null,
  partner_id uuid not null,
  -- When it was last posted, or about to be: whether it arrived is not known until an answer is kept.
  attempted_at timestamptz,
  tries integer not null default 0,
  next_at timestamptz not null,
  -- A process that took it and is not heard of any more leaves it then.
  claimed_until timestamptz,
  last_error text,
  -- Given up, until somebody sends it again.
  died_at timestamptz,
  -- Given back, refused or taken back: nothing more is sent nor asked.
  ended_at timestamptz,
  -- Its number there; a server that does not know it at once gives a token for it.
  service_request_id text,
  token text,
  -- What was last read of it there.
  seen text,
  primary key (collectivity_id, handover_id),
  foreign key (collectivity_id, handover_id) references handover.handover (collectivity_id, id)
);
create unique index request_there_number on handover.request_there (collectivity_id, partner_id, service_request_id)
  where service_request_id is not null;
create index request_there_due on handover.request_there (collectivity_id, partner_id, next_at)
  where ended_at is null and died_at is null;

select platform.protect_tenant_table('handover.request_there');
grant select, insert, update on handover.request_there to traboule_app;
