-- What authors are writing: a form with its circuit, and each state that it went through.
create schema studio;
grant usage on schema studio to traboule_app;

-- Of the territory's library, or of one collectivity: a transaction sees the drafts of its own owner, and no other.
create table studio.draft (
  id uuid primary key,
  -- Null: the territory's own library.
  owner_collectivity_id uuid,
  slug text not null,
  title text not null,
  state text not null check (state in ('open', 'published', 'abandoned')),
  version integer not null check (version > 0),
  -- {kind: blank | revision | file, …}
  origin jsonb not null,
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  -- {at, by, procedure, circuit, signed: warnings that were read}
  publication jsonb
);
create index draft_by_owner on studio.draft (owner_collectivity_id, updated_at desc);
alter table studio.draft enable row level security;
alter table studio.draft force row level security;
create policy owner on studio.draft for all to traboule_app
  using (owner_collectivity_id is not distinct from (select platform.current_collectivity()))
  with check (owner_collectivity_id is not distinct from (select platform.current_collectivity()));
grant select, insert, update on studio.draft to traboule_app;

create table studio.version (
  draft_id uuid not null references studio.draft (id),
  number integer not null check (number > 0),
  owner_collectivity_id uuid,
  document jsonb not null,
  -- What made it; null for the first, and for those that undo.
  edit jsonb,
  -- The states that undoing and doing again lead to.
  previous integer,
  next integer,
  made_at timestamptz not null,
  made_by uuid,
  primary key (draft_id, number)
);
alter table studio.version enable row level security;
alter table studio.version force row level security;
create policy owner on studio.version for all to traboule_app
  using (owner_collectivity_id is not distinct from (select platform.current_collectivity()))
  with check (owner_collectivity_id is not distinct from (select platform.current_collectivity()));
grant select, insert, delete on studio.version to traboule_app;
