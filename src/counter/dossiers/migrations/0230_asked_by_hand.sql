-- An answer asked by an agent, apart from the circuit: an opinion, a signature. Its step is empty, no status waits for it.
alter table dossiers.outside_request
  add column asked_by uuid,
  add column asked_by_name text,
  -- A colleague, or a service of the commune; neither is set for somebody outside or the person herself.
  add column to_account uuid,
  add column to_service uuid,
  -- The day by which an answer is wished: nothing happens by itself after it.
  add column wished_on date,
  add column told_at timestamptz,
  add column reminded_at timestamptz;
alter table dossiers.outside_request drop constraint outside_request_state_check;
alter table dossiers.outside_request add constraint outside_request_state_check
  check (state in ('requested', 'accepted', 'refused', 'timed_out', 'withdrawn')) not valid;
create index outside_request_to_account on dossiers.outside_request (collectivity_id, to_account)
  where state = 'requested' and to_account is not null;
create index outside_request_to_service on dossiers.outside_request (collectivity_id, to_service)
  where state = 'requested' and to_service is not null;
create index outside_request_untold on dossiers.outside_request (collectivity_id, asked_at)
  where state = 'requested' and told_at is null and step = '';
create index outside_request_to_remind on dossiers.outside_request (collectivity_id, wished_on)
  where state = 'requested' and reminded_at is null and wished_on is not null;

-- What agents were told by mail, and how often each one wishes to be.
alter table dossiers.mention add column told_at timestamptz;
create index mention_untold on dossiers.mention (collectivity_id, at) where read_at is null and told_at is null;
create table dossiers.notice_choice (
  collectivity_id uuid not null,
  account_id uuid not null,
  pace text not null check (pace in ('at_once', 'daily', 'never')),
  primary key (collectivity_id, account_id)
);
select platform.protect_tenant_table('dossiers.notice_choice');
grant select, insert, update, delete on dossiers.notice_choice to traboule_app;
