-- Letters that a collectivity wrote with its office programs, to be filled with the words of a case.

create schema letters;
grant usage on schema letters to traboule_app;

create table letters.template (
  collectivity_id uuid not null,
  id uuid not null,
  -- What circuits name it by; stays when its name or its file change.
  slug text not null check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null,
  -- Offered to circuits no more; cases under way still find it.
  retired_at timestamptz,
  created_at timestamptz not null,
  primary key (collectivity_id, id),
  unique (collectivity_id, slug)
);
select platform.protect_tenant_table('letters.template');
grant select, insert, update on letters.template to traboule_app;

-- Each file that was given for it; never changed, never deleted.
create table letters.version (
  collectivity_id uuid not null,
  template_id uuid not null,
  number integer not null check (number > 0),
  digest text not null,
  size integer not null,
  file_name text not null,
  media_type text not null,
  format text not null check (format in ('odt', 'docx')),
  -- Words between braces, as the file says them.
  variables text[] not null,
  actor_id uuid,
  at timestamptz not null,
  primary key (collectivity_id, template_id, number),
  foreign key (collectivity_id, template_id) references letters.template (collectivity_id, id)
);
create index version_by_digest on letters.version (collectivity_id, digest);
select platform.protect_tenant_table('letters.version');
grant select, insert on letters.version to traboule_app;
