-- The library of circuits, shared by the territory: what happens to a case, step by step.
create schema workflows;
grant usage on schema workflows to traboule_app;

-- Shared: a circuit is written once and followed by the cases of many collectivities.
create table workflows.workflow (
  id uuid primary key,
  slug text not null unique,
  -- Null: the territory's own library.
  owner_collectivity_id uuid,
  created_at timestamptz not null
);
grant select, insert on workflows.workflow to traboule_app;

-- Shared. The application may add revisions, never change one: cases are pinned on them.
create table workflows.revision (
  workflow_id uuid not null references workflows.workflow (id),
  number integer not null check (number > 0),
  definition jsonb not null,
  -- sha256 of the definition in canonical form: importing the same file twice makes one revision.
  checksum text not null,
  published_at timestamptz not null,
  primary key (workflow_id, number)
);
grant select, insert on workflows.revision to traboule_app;
