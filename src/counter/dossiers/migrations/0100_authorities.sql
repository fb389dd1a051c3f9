-- Tools of other authorities, to which questions are sent: which key signs them. The keys themselves are derived, never written.
create table dossiers.authority (
  collectivity_id uuid not null,
  -- As in an address: "outils.exemple.fr", with its port when it is not the usual one.
  host text not null check (char_length(host) between 1 and 260),
  -- The key that signs: one more each time it is changed, so that none comes back.
  key_number integer not null default 1 check (key_number >= 1),
  -- Signs besides, until it takes the place of the other.
  next_number integer check (next_number > key_number),
  changed_by uuid,
  changed_at timestamptz not null,
  primary key (collectivity_id, host)
);
select platform.protect_tenant_table('dossiers.authority');
grant select, insert, update on dossiers.authority to traboule_app;
