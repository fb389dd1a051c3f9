-- What a merge of two accounts moved in each collectivity, to give it back.
create table organisations.moved_verification (
  collectivity_id uuid not null,
  merge_id uuid not null,
  verification_id uuid not null,
  primary key (collectivity_id, merge_id, verification_id),
  foreign key (collectivity_id, verification_id) references organisations.verification (collectivity_id, id)
);
-- Read through a door: the collectivities that a merge reached, and those where somebody asked for something.
create index moved_verification_by_merge on organisations.moved_verification (merge_id);
create index verification_by_asker on organisations.verification (asked_by);
select platform.protect_tenant_table('organisations.moved_verification');
grant select, insert, delete on organisations.moved_verification to traboule_app;

-- Attempts are counted by who types (organisations.code_attempt); nothing reads this since.
-- squawk-ignore ban-drop-column
alter table organisations.verification drop column attempts_left;
