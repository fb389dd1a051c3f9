-- A change of address: proved by the new one, confirmed from the old one or, when that is lost, after a week of warnings.
create table accounts.email_change (
  id uuid primary key,
  account_id uuid not null references accounts.account (id),
  old_email text not null,
  new_email text not null,
  new_email_key text not null,
  -- The session that asked: it is the one that stays open.
  session_id text not null,
  -- The link by which the old address stops it: every mail to that address carries it.
  cancel_link_id uuid not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  new_proved_at timestamptz,
  old_confirmed_at timestamptz,
  old_lost_at timestamptz,
  -- When the old address is lost: not before.
  applies_at timestamptz,
  ended_at timestamptz,
  outcome text check (outcome in ('done', 'cancelled', 'taken', 'expired')),
  check ((ended_at is null) = (outcome is null))
);
create unique index email_change_pending on accounts.email_change (account_id) where ended_at is null;
create index email_change_by_account on accounts.email_change (account_id, asked_at desc);
grant select, insert, update, delete on accounts.email_change to traboule_app;
