-- What a request answered to the form it was filed with, before it was turned into another procedure: kept whole, for ever beside
-- the answers of the form it has now.
create table dossiers.former_form (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  id uuid not null,
  procedure_id uuid not null,
  revision_number integer not null,
  workflow_slug text not null,
  workflow_revision integer not null,
  status text not null,
  -- The answers as they stood, and the agents' own fields.
  answers jsonb not null,
  fields jsonb not null,
  by_name text not null,
  at timestamptz not null,
  primary key (collectivity_id, dossier_id, id),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
select platform.protect_tenant_table('dossiers.former_form');
grant select, insert, delete on dossiers.former_form to traboule_app;
