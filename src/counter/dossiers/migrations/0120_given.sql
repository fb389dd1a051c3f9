-- What people and services wrote in the agents' own fields, act by act: a case is played again with what they held then.
create table dossiers.internal_given (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  -- The first line of the act in the journal.
  event_id uuid not null,
  field text not null,
  value jsonb not null,
  primary key (collectivity_id, dossier_id, event_id, field),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
select platform.protect_tenant_table('dossiers.internal_given');
grant select, insert, delete on dossiers.internal_given to traboule_app;
