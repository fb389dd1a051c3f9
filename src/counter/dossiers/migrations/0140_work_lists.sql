-- Agents who follow a request that need not be theirs, to see what becomes of it.
create table dossiers.follower (
  collectivity_id uuid not null,
  account_id uuid not null,
  dossier_id uuid not null,
  since timestamptz not null,
  primary key (collectivity_id, account_id, dossier_id),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
create index follower_by_dossier on dossiers.follower (collectivity_id, dossier_id);
select platform.protect_tenant_table('dossiers.follower');
grant select, insert, delete on dossiers.follower to traboule_app;

-- What a team has in hand: open and held by somebody, a small part of all.
create index dossier_held_due on dossiers.dossier (collectivity_id, served_by, stage, due_at, id)
  where holder_account_id is not null and closed_at is null;
create index dossier_held_submitted on dossiers.dossier (collectivity_id, served_by, stage, submitted_at, id)
  where holder_account_id is not null and closed_at is null;
create index dossier_held_updated on dossiers.dossier (collectivity_id, served_by, stage, updated_at, id)
  where holder_account_id is not null and closed_at is null;
-- By the way they came, and those that are answered in English; both are read by submission.
create index dossier_channel_submitted on dossiers.dossier (collectivity_id, channel, served_by, stage, submitted_at, id);
create index dossier_english_submitted on dossiers.dossier (collectivity_id, served_by, stage, submitted_at, id)
  where locale = 'en';
