-- The register of letters that came and that left, each under a number of its collectivity, direction and year.

create schema mailroom;
grant usage on schema mailroom to traboule_app;

-- The last number given. Its row is locked until the letter that takes the next one is committed: no number is missing.
create table mailroom.chrono (
  collectivity_id uuid not null,
  direction text not null check (direction in ('in', 'out')),
  year integer not null,
  last integer not null,
  primary key (collectivity_id, direction, year)
);
select platform.protect_tenant_table('mailroom.chrono');
grant select, insert, update on mailroom.chrono to traboule_app;

create table mailroom.item (
  collectivity_id uuid not null,
  -- Of the form that registered it: sent twice, it is one letter.
  id uuid not null,
  direction text not null check (direction in ('in', 'out')),
  year integer not null,
  number integer not null,
  -- The day it came, or left.
  on_day date not null,
  -- The day written on it.
  written_on date,
  -- Who wrote it, or to whom.
  correspondent text not null,
  subject text not null,
  contact_id uuid,
  service_id uuid,
  dossier_id uuid,
  dossier_number text,
  -- The letter of a circuit that it is.
  letter_id uuid,
  registered_at timestamptz not null,
  registered_by uuid,
  registered_by_name text not null,
  -- Its number stays: a register has no hole.
  cancelled_at timestamptz,
  cancelled_by_name text,
  cancelled_why text,
  primary key (collectivity_id, id),
  unique (collectivity_id, direction, year, number)
);
create unique index item_of_letter on mailroom.item (collectivity_id, letter_id) where letter_id is not null;
create index item_of_dossier on mailroom.item (collectivity_id, dossier_id) where dossier_id is not null;
create index item_of_contact on mailroom.item (collectivity_id, contact_id, on_day desc) where contact_id is not null;
select platform.protect_tenant_table('mailroom.item');
grant select, insert, update on mailroom.item to traboule_app;

create table mailroom.scan (
  collectivity_id uuid not null,
  item_id uuid not null,
  id uuid not null,
  digest text not null,
  name text not null,
  media_type text not null,
  size bigint not null check (size >= 0),
  primary key (collectivity_id, item_id, id),
  foreign key (collectivity_id, item_id) references mailroom.item (collectivity_id, id)
);
-- Read through a door: the same content may be named elsewhere.
create index scan_by_digest on mailroom.scan (digest);
select platform.protect_tenant_table('mailroom.scan');
grant select, insert, delete on mailroom.scan to traboule_app;

create table mailroom.term (
  collectivity_id uuid not null,
  term text collate "C" not null,
  item_id uuid not null,
  primary key (collectivity_id, term, item_id),
  foreign key (collectivity_id, item_id) references mailroom.item (collectivity_id, id)
);
select platform.protect_tenant_table('mailroom.term');
grant select, insert, delete on mailroom.term to traboule_app;
