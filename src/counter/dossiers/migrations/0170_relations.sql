-- How requests of one collectivity stand to each other, as agents said. A projection: the journal of each side tells the same.
create table dossiers.relation (
  collectivity_id uuid not null,
  id uuid not null,
  from_id uuid not null,
  to_id uuid not null,
  -- `relates`: they have to do with each other; `duplicates`, `follows`: from is the double, the sequel of to; `split`: from was
  -- drawn from to; `joined`: from is treated with to.
  kind text not null check (kind in ('relates', 'duplicates', 'follows', 'split', 'joined')),
  -- Where a request that was joined stood, to be given back: in the house's schema.
  before jsonb,
  by_name text not null,
  at timestamptz not null,
  ended_at timestamptz,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, from_id) references dossiers.dossier (collectivity_id, id),
  foreign key (collectivity_id, to_id) references dossiers.dossier (collectivity_id, id),
  check (from_id <> to_id)
);
create unique index relation_once on dossiers.relation (collectivity_id, from_id, to_id, kind) where ended_at is null;
create index relation_to on dossiers.relation (collectivity_id, to_id) where ended_at is null;
select platform.protect_tenant_table('dossiers.relation');
grant select, insert, update, delete on dossiers.relation to traboule_app;

-- The request that it is treated with.
alter table dossiers.dossier add column joined_to uuid;
