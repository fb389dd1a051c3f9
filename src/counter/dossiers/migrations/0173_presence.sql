-- Who has a request open now: rows of a minute, that no crash is worth keeping from.
create unlogged table dossiers.presence (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  account_id uuid not null,
  name text not null,
  doing text not null check (doing in ('reads', 'writes')),
  seen_at timestamptz not null,
  primary key (collectivity_id, dossier_id, account_id)
);
select platform.protect_tenant_table('dossiers.presence');
grant select, insert, update, delete on dossiers.presence to traboule_app;
