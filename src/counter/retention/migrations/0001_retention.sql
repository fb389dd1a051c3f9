-- How long what is closed is kept: rules by procedure, notices to people, and what stays of what went.
create schema retention;
grant usage on schema retention to traboule_app;

-- What a collectivity said of a procedure at a time. Added to, never changed: what went names the one by which it went.
create table retention.rule_set (
  collectivity_id uuid not null,
  procedure_id uuid not null,
  number integer not null check (number > 0),
  rules jsonb not null,
  by_name text not null,
  at timestamptz not null,
  primary key (collectivity_id, procedure_id, number)
);
select platform.protect_tenant_table('retention.rule_set');
grant select, insert on retention.rule_set to traboule_app;

-- Rules being written.
create table retention.draft (
  collectivity_id uuid not null,
  procedure_id uuid not null,
  rules jsonb not null,
  version integer not null,
  by_name text not null,
  at timestamptz not null,
  primary key (collectivity_id, procedure_id)
);
select platform.protect_tenant_table('retention.draft');
grant select, insert, update, delete on retention.draft to traboule_app;

-- The person was told once that her request goes; by its entry, for one that is taken up again begins anew.
create table retention.notice (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  entered integer not null,
  told_at timestamptz not null,
  -- Without an address nobody is written to: the delay runs all the same.
  by_mail boolean not null,
  primary key (collectivity_id, dossier_id, entered)
);
select platform.protect_tenant_table('retention.notice');
grant select, insert, delete on retention.notice to traboule_app;

-- What stays of a request that went: nothing that says who asked. Added to, never changed.
create table retention.tombstone (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  number text not null,
  procedure_id uuid not null,
  revision_number integer not null,
  outcome text,
  submitted_at timestamptz not null,
  closed_at timestamptz,
  ended_at timestamptz not null,
  way text not null check (way in ('anonymise', 'delete', 'archive', 'circuit')),
  -- The rules by which it went; null when its circuit said so.
  rules integer,
  ground text not null,
  archive_id uuid,
  primary key (collectivity_id, dossier_id)
);
create index tombstone_by_end on retention.tombstone (collectivity_id, ended_at desc, dossier_id);
select platform.protect_tenant_table('retention.tombstone');
grant select, insert on retention.tombstone to traboule_app;
