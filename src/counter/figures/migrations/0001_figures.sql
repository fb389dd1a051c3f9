-- Volumes, delays and marks of what residents ask, kept by differences as requests change.

create schema figures;
grant usage on schema figures to traboule_app;

-- What is counted of a request: nothing of it names anybody, so it outlives the request's own retention.
create table figures.fact (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  procedure_id uuid not null,
  -- All zeros: no service.
  service_id uuid not null,
  channel text not null,
  -- Empty: not known.
  area text not null,
  outcome text check (outcome in ('accepted', 'refused', 'closed')),
  received_on date not null,
  answered_on date,
  answer_days integer check (answer_days >= 0),
  closed_on date,
  settle_days integer check (settle_days >= 0),
  is_late boolean not null,
  -- Of who asked, out of 5.
  mark integer check (mark between 1 and 5),
  primary key (collectivity_id, dossier_id)
);
create index fact_open on figures.fact (collectivity_id, service_id) where closed_on is null;
select platform.protect_tenant_table('figures.fact');
grant select, insert, update, delete on figures.fact to traboule_app;

-- Sums of facts, kept by differences: what a page reads.
create table figures.daily (
  collectivity_id uuid not null,
  day date not null,
  service_id uuid not null,
  procedure_id uuid not null,
  channel text not null,
  area text not null,
  received integer not null,
  closed integer not null,
  accepted integer not null,
  refused integer not null,
  late integer not null,
  marks integer not null,
  marks_sum integer not null,
  primary key (collectivity_id, day, service_id, procedure_id, channel, area)
);
select platform.protect_tenant_table('figures.daily');
grant select, insert, update, delete on figures.daily to traboule_app;

-- How many took so many days: a median of them is exact to the day, whatever is put together.
create table figures.delay (
  collectivity_id uuid not null,
  kind text not null check (kind in ('settle', 'answer')),
  day date not null,
  service_id uuid not null,
  procedure_id uuid not null,
  channel text not null,
  area text not null,
  days integer not null,
  count integer not null,
  primary key (collectivity_id, kind, day, service_id, procedure_id, channel, area, days)
);
select platform.protect_tenant_table('figures.delay');
grant select, insert, update, delete on figures.delay to traboule_app;

-- How many agents of a service hold so many open requests, in tens: no agent is named.
create table figures.load (
  collectivity_id uuid not null,
  service_id uuid not null,
  band integer not null check (band between 0 and 5),
  agents integer not null check (agents > 0),
  primary key (collectivity_id, service_id, band)
);
select platform.protect_tenant_table('figures.load');
grant select, insert, update, delete on figures.load to traboule_app;

-- Where counting stands, and whether the collectivity shows its figures to all.
create table figures.standing (
  collectivity_id uuid not null primary key,
  counted_until timestamptz not null default '-infinity',
  counted_dossier_id uuid not null default '00000000-0000-0000-0000-000000000000',
  counted_at timestamptz,
  is_public boolean not null default false
);
select platform.protect_tenant_table('figures.standing');
grant select, insert, update, delete on figures.standing to traboule_app;

-- Requests to count again though they did not change: a mark was given.
create table figures.stale (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  primary key (collectivity_id, dossier_id)
);
select platform.protect_tenant_table('figures.stale');
grant select, insert, update, delete on figures.stale to traboule_app;

-- Sums of a month for the whole territory: who operates the platform reads no collectivity's own tables.
create table figures.month (
  collectivity_id uuid not null,
  month date not null,
  received integer not null,
  closed integer not null,
  late integer not null,
  marks integer not null,
  marks_sum integer not null,
  -- {"3": 12}: twelve were settled in three days.
  settle jsonb not null,
  primary key (month, collectivity_id)
);
grant select, insert, update, delete on figures.month to traboule_app;
