-- In which quarter of the collectivity a request lies (`dispatch.zone`), by the places drawn in its answers; written with its words.
alter table dossiers.dossier add column zone_id uuid;
create index dossier_zone_submitted on dossiers.dossier (collectivity_id, zone_id, served_by, stage, submitted_at, id)
  where zone_id is not null;

-- Few are more pressing than most.
create index dossier_pressing_due on dossiers.dossier (collectivity_id, served_by, stage, due_at, id) where priority > 0;
create index dossier_pressing_submitted on dossiers.dossier (collectivity_id, served_by, stage, submitted_at, id) where priority > 0;
create index dossier_pressing_updated on dossiers.dossier (collectivity_id, served_by, stage, updated_at, id) where priority > 0;

-- The labels of requests, one a row, with what their lists are read by: "contains" is not leakproof, so that no index of an array
-- would serve under row-level security.
create table dossiers.labelled (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  label text collate "C" not null,
  served_by uuid not null,
  stage text not null,
  submitted_at timestamptz not null,
  primary key (collectivity_id, dossier_id, label),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
create index labelled_by_list on dossiers.labelled (collectivity_id, label, served_by, stage, submitted_at, dossier_id);
select platform.protect_tenant_table('dossiers.labelled');
grant select, insert, update, delete on dossiers.labelled to traboule_app;

-- How far reading all the requests of a collectivity again has come: after a release that writes more of them, or a change of quarters.
create table dossiers.indexing (
  collectivity_id uuid not null,
  primary key (collectivity_id),
  -- Of what is written; a lower one than the program's begins again.
  version integer not null,
  -- The last request that was read; null before the first.
  after_id uuid,
  done integer not null,
  total integer not null,
  begun_at timestamptz not null,
  finished_at timestamptz
);
select platform.protect_tenant_table('dossiers.indexing');
grant select, insert, update on dossiers.indexing to traboule_app;
