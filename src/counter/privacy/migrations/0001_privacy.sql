-- Requests of people about what is held of them (RGPD, articles 15 to 20), and how they were answered.
create schema privacy;
grant usage on schema privacy to traboule_app;

create table privacy.number (
  collectivity_id uuid not null,
  year integer not null,
  last integer not null,
  primary key (collectivity_id, year)
);
select platform.protect_tenant_table('privacy.number');
grant select, insert, update on privacy.number to traboule_app;

create table privacy.request (
  collectivity_id uuid not null,
  id uuid not null,
  number text not null,
  kind text not null check (kind in ('access', 'portability', 'erasure', 'rectification')),
  account_id uuid,
  name text not null,
  email text not null,
  address text not null,
  channel text not null check (channel in ('account', 'letter', 'mail', 'counter')),
  words text not null,
  received_on date not null,
  -- One month after (article 12-3), two more when it was extended.
  due_on date not null,
  extended_why text,
  -- How the officer knows that it is her.
  identity text check (identity in ('account', 'document', 'known')),
  state text not null check (state in ('received', 'serving', 'answered', 'refused')),
  -- {"copy": true, "erase": [{"id": …, "number": …}]}
  decision jsonb,
  answer text,
  decided_by text,
  decided_at timestamptz,
  parts_made integer not null default 0,
  parts_total integer not null default 0,
  -- The copy, in the file store.
  digest text,
  size bigint,
  expires_at timestamptz,
  answered_at timestamptz,
  primary key (collectivity_id, id),
  unique (collectivity_id, number)
);
create index request_by_due on privacy.request (collectivity_id, state, due_on, id);
create index request_by_expiry on privacy.request (collectivity_id, expires_at) where digest is not null;
-- Read through a door: one person's own requests, in every collectivity.
create index request_by_account on privacy.request (account_id, received_on desc) where account_id is not null;
-- Asked before a content leaves the file store.
create index request_by_digest on privacy.request (digest) where digest is not null;
select platform.protect_tenant_table('privacy.request');
grant select, insert on privacy.request to traboule_app;
grant update (due_on, extended_why, identity, state, decision, answer, decided_by, decided_at, parts_made, parts_total, digest, size,
  expires_at, answered_at) on privacy.request to traboule_app;

-- What was done of it, and by whom. Added to, never changed.
create table privacy.event (
  collectivity_id uuid not null,
  id uuid not null,
  request_id uuid not null,
  kind text not null check (kind in ('filed', 'identified', 'extended', 'decided', 'refused', 'erased', 'kept', 'served', 'taken')),
  detail text not null,
  actor_id uuid,
  actor_name text not null,
  at timestamptz not null,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, request_id) references privacy.request (collectivity_id, id)
);
create index event_of_request on privacy.event (collectivity_id, request_id, at);
select platform.protect_tenant_table('privacy.event');
grant select, insert on privacy.event to traboule_app;
