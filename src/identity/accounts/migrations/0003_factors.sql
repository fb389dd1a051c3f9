-- Second factors, passkeys, the second step of a sign-in, and what happened at the door.

create table accounts.totp (
  id uuid primary key,
  account_id uuid not null references accounts.account (id),
  -- Sealed for this row.
  secret text not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  -- The last step of thirty seconds whose code was accepted: none is accepted twice (RFC 6238, section 5.2).
  last_step bigint
);
-- One application in use, one being set up.
create unique index totp_in_use on accounts.totp (account_id) where confirmed_at is not null;
create unique index totp_being_set_up on accounts.totp (account_id) where confirmed_at is null;
grant select, insert, update, delete on accounts.totp to traboule_app;

create table accounts.recovery_sheet (
  account_id uuid primary key references accounts.account (id),
  made_at timestamptz not null,
  -- The codes themselves, sealed, until their owner says that she kept them.
  sealed text
);
grant select, insert, update, delete on accounts.recovery_sheet to traboule_app;

create table accounts.recovery_code (
  account_id uuid not null references accounts.account (id),
  -- Keyed with the installation's secret.
  code_hash bytea not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);
grant select, insert, update, delete on accounts.recovery_code to traboule_app;

create table accounts.passkey (
  id uuid primary key,
  account_id uuid not null references accounts.account (id),
  credential_id text not null unique,
  public_key bytea not null,
  user_handle bytea not null,
  sign_count bigint not null,
  transports text[] not null,
  -- `passkey` may be copied by its keeper; `security_key` never leaves its device.
  kind text not null check (kind in ('passkey', 'security_key')),
  name text not null,
  created_at timestamptz not null,
  used_at timestamptz
);
create index passkey_by_account on accounts.passkey (account_id, created_at);
grant select, insert, update, delete on accounts.passkey to traboule_app;

create table accounts.challenge (
  challenge_hash bytea primary key,
  purpose text not null check (purpose in ('sign_in', 'enrol', 'prove')),
  account_id uuid references accounts.account (id),
  expires_at timestamptz not null
);
create index challenge_by_expiry on accounts.challenge (expires_at);
grant select, insert, delete on accounts.challenge to traboule_app;

create table accounts.pending_sign_in (
  token_hash bytea primary key,
  account_id uuid not null references accounts.account (id),
  methods text[] not null,
  device text not null,
  -- The line of the history that the end of this sign-in rewrites.
  sign_in_id uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index pending_sign_in_by_account on accounts.pending_sign_in (account_id);
create index pending_sign_in_by_expiry on accounts.pending_sign_in (expires_at);
grant select, insert, delete on accounts.pending_sign_in to traboule_app;

create table accounts.sign_in (
  account_id uuid not null references accounts.account (id),
  id uuid not null,
  at timestamptz not null,
  outcome text not null
    check (outcome in ('success', 'wrong_password', 'second_factor_missing', 'second_factor_refused')),
  methods text[] not null,
  device text not null,
  -- Truncated: /24 of an IPv4 address, /48 of an IPv6 one.
  network text not null,
  is_new_device boolean not null default false,
  primary key (account_id, id)
);
create index sign_in_by_age on accounts.sign_in (at);
grant select, insert, update, delete on accounts.sign_in to traboule_app;

create table accounts.known_device (
  account_id uuid not null references accounts.account (id),
  device_hash bytea not null,
  first_seen_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (account_id, device_hash)
);
create index known_device_by_age on accounts.known_device (seen_at);
grant select, insert, update, delete on accounts.known_device to traboule_app;

create table accounts.factor_event (
  account_id uuid not null references accounts.account (id),
  id uuid not null,
  at timestamptz not null,
  kind text not null,
  -- The name that its owner gave to a key, the reason that support gave.
  detail text not null,
  -- The operator who did it; nobody else changes the factors of others.
  operator_id uuid,
  primary key (account_id, id)
);
grant select, insert, delete on accounts.factor_event to traboule_app;

create table accounts.factor_reset (
  id uuid primary key,
  account_id uuid not null references accounts.account (id),
  operator_id uuid,
  reason text not null,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  cancelled_at timestamptz,
  done_at timestamptz
);
create unique index factor_reset_waiting on accounts.factor_reset (account_id)
  where cancelled_at is null and done_at is null;
create index factor_reset_by_account on accounts.factor_reset (account_id, asked_at);
grant select, insert, update, delete on accounts.factor_reset to traboule_app;

create table accounts.support_act (
  id uuid primary key,
  at timestamptz not null,
  operator_id uuid not null,
  account_id uuid not null references accounts.account (id),
  act text not null check (act in ('looked_up', 'waits_lifted', 'reset_asked'))
);
create index support_act_by_account on accounts.support_act (account_id, at);
grant select, insert on accounts.support_act to traboule_app;
