-- A copy of everything that is held of a person, made part by part, kept for two days.
create table accounts.account_export (
  id uuid primary key,
  account_id uuid not null references accounts.account (id),
  asked_at timestamptz not null,
  parts_total integer not null,
  ready_at timestamptz,
  expires_at timestamptz
);
create unique index account_export_being_made on accounts.account_export (account_id) where ready_at is null;
create index account_export_by_account on accounts.account_export (account_id, asked_at desc);
grant select, insert, update, delete on accounts.account_export to traboule_app;

create table accounts.account_export_part (
  export_id uuid not null references accounts.account_export (id) on delete cascade,
  name text not null,
  content jsonb not null,
  made_at timestamptz not null,
  primary key (export_id, name)
);
grant select, insert, delete on accounts.account_export_part to traboule_app;

-- The other account of a merge asks for a second step: it is proved by its code too.
alter table accounts.merge add column second_step_at timestamptz;
