-- Colleagues named in a note, each until she has read it.
create table dossiers.mention (
  collectivity_id uuid not null,
  account_id uuid not null,
  message_id uuid not null,
  dossier_id uuid not null,
  by_name text not null,
  at timestamptz not null,
  read_at timestamptz,
  primary key (collectivity_id, account_id, message_id),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
create index mention_by_reader on dossiers.mention (collectivity_id, account_id, at desc, message_id);
create index mention_unread on dossiers.mention (collectivity_id, account_id) where read_at is null;
create index mention_by_dossier on dossiers.mention (collectivity_id, dossier_id);
select platform.protect_tenant_table('dossiers.mention');
grant select, insert, update, delete on dossiers.mention to traboule_app;

-- What an agent was writing on a request and has not sent: found again after a session that ended, on another computer.
create table dossiers.answer_draft (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  account_id uuid not null,
  kind text not null check (kind in ('reply', 'note')),
  body text not null,
  saved_at timestamptz not null,
  primary key (collectivity_id, dossier_id, account_id),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
select platform.protect_tenant_table('dossiers.answer_draft');
grant select, insert, update, delete on dossiers.answer_draft to traboule_app;
