-- What a merge of two accounts moved: undoing it gives back these rows and no others.
create table dossiers.moved (
  collectivity_id uuid not null,
  merge_id uuid not null,
  kind text not null check (kind in ('dossier', 'draft')),
  row_id uuid not null,
  primary key (collectivity_id, merge_id, kind, row_id)
);
-- Read through a door: the communes that a merge reached.
create index moved_by_merge on dossiers.moved (merge_id);
select platform.protect_tenant_table('dossiers.moved');
grant select, insert, delete on dossiers.moved to traboule_app;
