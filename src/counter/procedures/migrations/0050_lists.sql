-- Reference lists, records and shared blocks: what forms offer without their author writing it.

-- Shared: schools, streets, kinds of shop are public, and forms of every commune may offer them.
create table procedures.list (
  id uuid primary key,
  slug text not null,
  -- Null: the territory's own. A commune that has a list of the same name uses hers.
  owner_collectivity_id uuid,
  title jsonb not null,
  updated_at timestamptz not null,
  unique nulls not distinct (owner_collectivity_id, slug)
);
grant select, insert, update on procedures.list to traboule_app;

-- Never deleted: an answer given earlier keeps its name. What is offered no longer has a last day.
create table procedures.list_item (
  list_id uuid not null references procedures.list (id),
  value text not null,
  label jsonb not null,
  parent text,
  position integer not null,
  valid_from date,
  valid_to date,
  -- What it is found by: lower case, without accents.
  search text not null,
  primary key (list_id, value)
);
create index list_item_by_position on procedures.list_item (list_id, position);
grant select, insert, update on procedures.list_item to traboule_app;

-- The words of an item. Compared byte by byte: a search is a range of the index.
create table procedures.list_term (
  list_id uuid not null,
  term text collate "C" not null,
  value text not null,
  primary key (list_id, term, value),
  foreign key (list_id, value) references procedures.list_item (list_id, value)
);
grant select, insert, delete on procedures.list_term to traboule_app;

-- Records of a collectivity: its halls, its nurseries, its market stalls. Some name people: each is its tenant's own.
create table procedures.record (
  collectivity_id uuid not null,
  id uuid not null,
  list text not null,
  label text not null,
  "values" jsonb not null default '{}',
  search text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Offered no longer.
  archived_at timestamptz,
  primary key (collectivity_id, id)
);
create index record_by_label on procedures.record (collectivity_id, list, label, id) where archived_at is null;
select platform.protect_tenant_table('procedures.record');
grant select, insert, update on procedures.record to traboule_app;

-- Shared: fields written once for several procedures. Published revisions hold a copy: a block that changes, changes none.
create table procedures.block (
  slug text not null,
  number integer not null check (number > 0),
  title jsonb not null,
  fields jsonb not null,
  published_at timestamptz not null,
  primary key (slug, number)
);
grant select, insert on procedures.block to traboule_app;
