-- Who works which request: the rules of a collectivity, why each request went where it did, and who stands in for whom.

create schema dispatch;
grant usage on schema dispatch to traboule_app;

-- What is being written. One for each collectivity.
create table dispatch.draft (
  collectivity_id uuid not null,
  plan jsonb not null,
  version integer not null,
  updated_by uuid,
  updated_at timestamptz not null,
  primary key (collectivity_id)
);
select platform.protect_tenant_table('dispatch.draft');
grant select, insert, update on dispatch.draft to traboule_app;

-- What was published: never changed, so that what was decided stays explained.
create table dispatch.revision (
  collectivity_id uuid not null,
  number integer not null,
  plan jsonb not null,
  published_by uuid,
  published_by_name text not null,
  published_at timestamptz not null,
  primary key (collectivity_id, number)
);
select platform.protect_tenant_table('dispatch.revision');
grant select, insert on dispatch.revision to traboule_app;

-- A part of the collectivity that rules name: a quarter, a sector.
create table dispatch.zone (
  collectivity_id uuid not null,
  id uuid not null,
  name text not null,
  contour jsonb not null,
  primary key (collectivity_id, id),
  unique (collectivity_id, name)
);
select platform.protect_tenant_table('dispatch.zone');
grant select, insert, update, delete on dispatch.zone to traboule_app;

-- Why a request went where it did: what each rule found in it. Goes with what it tells of a person.
create table dispatch.decision (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  revision integer,
  trace jsonb not null,
  primary key (collectivity_id, dossier_id, id)
);
select platform.protect_tenant_table('dispatch.decision');
grant select, insert, delete on dispatch.decision to traboule_app;

-- When an agent was last given a request by a rule: each in turn.
create table dispatch.turn (
  collectivity_id uuid not null,
  account_id uuid not null,
  given_at timestamptz not null,
  primary key (collectivity_id, account_id)
);
select platform.protect_tenant_table('dispatch.turn');
grant select, insert, update on dispatch.turn to traboule_app;

create table dispatch.absence (
  collectivity_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  name text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- What comes meanwhile by a rule that names her.
  new_cases text not null check (new_cases in ('substitute', 'team')),
  declared_by uuid not null,
  declared_by_name text not null,
  declared_at timestamptz not null,
  -- Before its time: she is back, it was a mistake, or somebody was suspended.
  ended_at timestamptz,
  ended_because text check (ended_because in ('back', 'cancelled', 'suspended')),
  -- She has read what was done meanwhile.
  read_at timestamptz,
  check (starts_at < ends_at),
  check ((ended_at is null) = (ended_because is null)),
  primary key (collectivity_id, id)
);
create index absence_of_account on dispatch.absence (collectivity_id, account_id, ends_at desc);
create index absence_by_end on dispatch.absence (collectivity_id, ends_at) where ended_at is null;
select platform.protect_tenant_table('dispatch.absence');
grant select, insert, update on dispatch.absence to traboule_app;

create table dispatch.substitute (
  collectivity_id uuid not null,
  absence_id uuid not null,
  account_id uuid not null,
  name text not null,
  -- Null: all that the absent agent works on.
  service_ids uuid[],
  procedure_ids uuid[],
  state text not null check (state in ('asked', 'accepted', 'declined', 'ended')),
  answered_at timestamptz,
  primary key (collectivity_id, absence_id, account_id),
  foreign key (collectivity_id, absence_id) references dispatch.absence (collectivity_id, id)
);
create index substitute_of_account on dispatch.substitute (collectivity_id, account_id, absence_id);
select platform.protect_tenant_table('dispatch.substitute');
grant select, insert, update on dispatch.substitute to traboule_app;

-- What was done in the place of somebody who was away.
create table dispatch.deed (
  collectivity_id uuid not null,
  absence_id uuid not null,
  dossier_id uuid not null,
  event_id uuid not null,
  by_account_id uuid not null,
  by_name text not null,
  number text not null,
  kind text not null,
  at timestamptz not null,
  primary key (collectivity_id, absence_id, dossier_id, event_id),
  foreign key (collectivity_id, absence_id) references dispatch.absence (collectivity_id, id)
);
select platform.protect_tenant_table('dispatch.deed');
grant select, insert on dispatch.deed to traboule_app;
