-- Open dossiers taken from a revision of their procedure to another, in the background: followed, and undone.
create table dossiers.revision_move (
  collectivity_id uuid not null,
  id uuid not null,
  procedure_id uuid not null,
  to_revision integer not null,
  -- By status that has gone, the one that replaces it.
  mapping jsonb not null,
  -- Those that were chosen one by one; null: every open one.
  chosen uuid[],
  state text not null check (state in ('moving', 'moved', 'undoing', 'undone')),
  asked_by_name text not null,
  asked_at timestamptz not null,
  finished_at timestamptz,
  primary key (collectivity_id, id)
);
select platform.protect_tenant_table('dossiers.revision_move');
grant select, insert, update on dossiers.revision_move to traboule_app;

create table dossiers.revision_moved (
  collectivity_id uuid not null,
  move_id uuid not null,
  dossier_id uuid not null,
  -- Where it stood before.
  before jsonb not null,
  -- Its version once it had moved: one that somebody has worked on since is not taken back.
  version integer not null,
  undone_at timestamptz,
  primary key (collectivity_id, move_id, dossier_id),
  foreign key (collectivity_id, move_id) references dossiers.revision_move (collectivity_id, id),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
select platform.protect_tenant_table('dossiers.revision_moved');
grant select, insert, update on dossiers.revision_moved to traboule_app;
