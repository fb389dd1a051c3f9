-- What persons think of the answer they had: asked once for each end of a request, answered once, or never.

create schema satisfaction;
grant usage on schema satisfaction to traboule_app;

create table satisfaction.survey (
  collectivity_id uuid not null,
  id uuid not null,
  dossier_id uuid not null,
  -- The end that it asks about.
  closed_at timestamptz not null,
  service_id uuid,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  answered_at timestamptz,
  mark integer check (mark between 1 and 5),
  comment text not null default '',
  -- What the mark did: the request was taken up again.
  reopened_at timestamptz,
  primary key (collectivity_id, id),
  unique (collectivity_id, dossier_id, closed_at),
  check ((mark is null) = (answered_at is null))
);
create index survey_answered on satisfaction.survey (collectivity_id, answered_at desc, id) where answered_at is not null;
create index survey_expiring on satisfaction.survey (collectivity_id, expires_at) where answered_at is null;
select platform.protect_tenant_table('satisfaction.survey');
grant select, insert, update, delete on satisfaction.survey to traboule_app;

create table satisfaction.setting (
  collectivity_id uuid not null primary key,
  asks boolean not null,
  -- What a mark of one or two does.
  on_bad text not null check (on_bad in ('tell', 'reopen'))
);
select platform.protect_tenant_table('satisfaction.setting');
grant select, insert, update, delete on satisfaction.setting to traboule_app;
