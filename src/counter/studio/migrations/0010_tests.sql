-- Recorded cases that each publication of a procedure plays again: answers without the person, what was done, the way expected.
create table studio.test (
  id uuid primary key,
  -- Null: the territory's own library.
  owner_collectivity_id uuid,
  -- Of the procedure: a test outlives its drafts.
  slug text not null,
  name text not null,
  -- {answers, internal, submittedOn, moves, passages}
  recording jsonb not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  removed_at timestamptz,
  removed_by uuid,
  removed_reason text
);
create index test_by_procedure on studio.test (owner_collectivity_id, slug);
alter table studio.test enable row level security;
alter table studio.test force row level security;
create policy owner on studio.test for all to traboule_app
  using (owner_collectivity_id is not distinct from (select platform.current_collectivity()))
  with check (owner_collectivity_id is not distinct from (select platform.current_collectivity()));
grant select, insert, update on studio.test to traboule_app;
