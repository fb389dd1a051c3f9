-- What was corrected once the request was filed, by the person or by an agent: each answer before and after, for ever beside
-- the answers as they were filed.
create table dossiers.answer_edit (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  -- The edit, as the line of the journal names it.
  edit_id uuid not null,
  field text not null,
  stream text not null check (stream in ('applicant_edit', 'agent_edit')),
  -- {"value": …, "provenance": …}; null: no answer.
  before jsonb,
  after jsonb,
  by_name text not null,
  at timestamptz not null,
  primary key (collectivity_id, dossier_id, edit_id, field),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
select platform.protect_tenant_table('dossiers.answer_edit');
grant select, insert, delete on dossiers.answer_edit to traboule_app;

-- An edit replaces the rows of its own stream; those of the request as filed are never touched but by retention.
grant delete on dossiers.answer to traboule_app;

-- While a status is hidden from the person, the one that she goes on reading: {"status": …, "phase": …}.
alter table dossiers.dossier add column shown_as jsonb;
