-- Answers one by one: by case, stream, field and row. An answer whose field has gone from the form stays here, with the
-- question as it was asked.
create table dossiers.answer (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  -- Whose word it is: the request as filed, the person's edit, an agent's edit.
  stream text not null check (stream in ('main', 'applicant_edit', 'agent_edit')),
  -- `children.birth`: the field, under the block that repeats it.
  field text not null,
  -- '' outside of rows; '0' or '0.2' within.
  row text not null,
  -- Type of the field.
  kind text not null,
  -- The question, in the author's words.
  label jsonb not null,
  value jsonb not null,
  provenance text not null check (provenance in ('typed', 'account', 'state', 'computed', 'agent')),
  at timestamptz not null,
  primary key (collectivity_id, dossier_id, stream, field, row),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
select platform.protect_tenant_table('dossiers.answer');
grant select, insert, update on dossiers.answer to traboule_app;
