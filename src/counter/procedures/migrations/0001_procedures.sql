-- The library of procedures, shared by the territory, and what each collectivity offers of it.
create schema procedures;
grant usage on schema procedures to traboule_app;

-- Shared: a procedure is written once and offered by many.
create table procedures.procedure (
  id uuid primary key,
  slug text not null unique,
  -- Null: the territory's own library.
  owner_collectivity_id uuid,
  created_at timestamptz not null
);
grant select, insert on procedures.procedure to traboule_app;

-- Shared. The application may add revisions, never change one: drafts and cases are pinned on them.
create table procedures.revision (
  procedure_id uuid not null references procedures.procedure (id),
  number integer not null check (number > 0),
  status text not null check (status in ('draft', 'published')),
  definition jsonb not null,
  -- What lists show of it, so that a home page does not read whole definitions.
  card jsonb not null,
  workflow_slug text not null,
  workflow_revision integer not null,
  -- sha256 of the definition in canonical form: importing the same file twice makes one revision.
  checksum text not null,
  published_at timestamptz check (status = 'draft' or published_at is not null),
  primary key (procedure_id, number)
);
grant select, insert on procedures.revision to traboule_app;

create table procedures.offer (
  collectivity_id uuid not null,
  id uuid not null,
  procedure_id uuid not null,
  revision_number integer not null,
  slug text not null,
  -- What the collectivity sets for itself: delay, fee, contact.
  options jsonb not null,
  -- {function of the circuit: id of the service that does it}
  bindings jsonb not null default '{}',
  -- Other words that its residents use.
  search_terms text[] not null default '{}',
  position integer not null default 0,
  published boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (collectivity_id, id),
  unique (collectivity_id, slug),
  foreign key (procedure_id, revision_number) references procedures.revision (procedure_id, number)
);
create index offer_by_position on procedures.offer (collectivity_id, position, slug) where published;
select platform.protect_tenant_table('procedures.offer');
grant select, insert, update on procedures.offer to traboule_app;
