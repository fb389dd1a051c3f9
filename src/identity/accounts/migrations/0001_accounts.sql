-- One person, one account for the whole territory; roles are given inside one collectivity.

create schema accounts;
grant usage on schema accounts to traboule_app;

create table accounts.account (
  id uuid primary key,
  email text not null,
  email_key text not null,
  given_name text not null,
  family_name text not null,
  phone text,
  locale text not null default 'fr' check (locale in ('fr', 'en')),
  password_hash text,
  email_confirmed_at timestamptz,
  created_at timestamptz not null default now(),
  closed_at timestamptz
);
-- A closed account stays as evidence and frees its address.
create unique index account_by_email on accounts.account (email_key) where closed_at is null;
grant select, insert, update on accounts.account to traboule_app;

create table accounts.operator (
  account_id uuid primary key references accounts.account (id),
  granted_at timestamptz not null default now()
);
grant select, insert, delete on accounts.operator to traboule_app;

create table accounts.session (
  id_hash bytea primary key,
  account_id uuid not null references accounts.account (id),
  device text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index session_by_account on accounts.session (account_id, created_at desc);
create index session_by_expiry on accounts.session (expires_at);
grant select, insert, update, delete on accounts.session to traboule_app;

-- The secret of a link is derived from the row's id and the installation's secret: it is stored nowhere.
create table accounts.one_time_token (
  id uuid primary key,
  purpose text not null,
  email text not null,
  email_key text not null,
  locale text not null check (locale in ('fr', 'en')),
  payload jsonb not null default '{}',
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index one_time_token_by_email on accounts.one_time_token (email_key, purpose, created_at desc);
create index one_time_token_by_expiry on accounts.one_time_token (expires_at);
grant select, insert, update, delete on accounts.one_time_token to traboule_app;

-- Keys are keyed hashes of an e-mail address or of a network address: counting needs no personal datum.
-- One moment says it all: when nothing counts against the key any more (a leaking bucket).
create table accounts.attempt_counter (
  key bytea primary key,
  clear_at timestamptz not null
);
create index attempt_counter_by_age on accounts.attempt_counter (clear_at);
grant select, insert, update, delete on accounts.attempt_counter to traboule_app;

create table accounts.agent_role (
  collectivity_id uuid not null,
  account_id uuid not null references accounts.account (id),
  id uuid not null,
  role text not null check (role in ('agent', 'supervisor', 'administrator')),
  service_id uuid,
  starts_at timestamptz not null,
  ends_at timestamptz,
  granted_by uuid,
  ended_by uuid,
  created_at timestamptz not null default now(),
  primary key (collectivity_id, account_id, id),
  check (ends_at is null or ends_at >= starts_at),
  -- Administering is of the whole collectivity.
  check (role <> 'administrator' or service_id is null)
);
-- The same role is given once until it has an end.
create unique index agent_role_given_once on accounts.agent_role (collectivity_id, account_id, role, service_id)
  nulls not distinct where ends_at is null;
select platform.protect_tenant_table('accounts.agent_role');
grant select, insert, update on accounts.agent_role to traboule_app;
