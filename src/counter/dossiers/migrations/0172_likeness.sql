-- Requests that look alike, found in the background: suggested to agents with why, never joined by themselves.
create table dossiers.likeness (
  collectivity_id uuid not null,
  -- The one that came later.
  one_id uuid not null,
  other_id uuid not null,
  reasons text[] not null,
  found_at timestamptz not null,
  -- Somebody said that they are not the same.
  dismissed_by_name text,
  dismissed_at timestamptz,
  primary key (collectivity_id, one_id, other_id),
  foreign key (collectivity_id, one_id) references dossiers.dossier (collectivity_id, id),
  foreign key (collectivity_id, other_id) references dossiers.dossier (collectivity_id, id)
);
create index likeness_by_other on dossiers.likeness (collectivity_id, other_id) where dismissed_at is null;
select platform.protect_tenant_table('dossiers.likeness');
grant select, insert, update, delete on dossiers.likeness to traboule_app;

-- Where to look for them: the open ones of a procedure, or of a person, the latest first.
create index dossier_open_by_procedure on dossiers.dossier (collectivity_id, procedure_id, submitted_at desc, id)
  where closed_at is null;
create index dossier_open_by_email on dossiers.dossier (collectivity_id, lower(applicant_email), submitted_at desc, id)
  where closed_at is null and applicant_email <> '';
