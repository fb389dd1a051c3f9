-- Requests that a circuit filed, and those that filed them: a row on each side, each in its own collectivity.
create table dossiers.linked (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  -- The work that filed it: tried again, it finds this row.
  errand_id uuid not null,
  -- `filed`: this one filed the other; `origin`: the other filed this one.
  role text not null check (role in ('filed', 'origin')),
  other_collectivity_id uuid not null,
  other_dossier_id uuid not null,
  other_number text not null,
  -- How many requests filed one another before this one.
  depth integer not null check (depth between 0 and 20),
  at timestamptz not null,
  primary key (collectivity_id, dossier_id, errand_id, role),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
select platform.protect_tenant_table('dossiers.linked');
grant select, insert, delete on dossiers.linked to traboule_app;
