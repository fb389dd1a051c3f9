-- Identities that the State certifies: who they are here, and the conversations under way with FranceConnect and ProConnect.

alter table accounts.account add column if not exists identity_certified_by text;

create schema state;
grant usage on schema state to traboule_app;

-- Names the account of a national identity by issuer and subject. The identity itself is sealed; its keys are keyed hashes,
-- by which two identities are known to be the same without being read.
create table state.linked_identity (
  id uuid primary key,
  account_id uuid not null,
  provider text not null check (provider in ('france_connect', 'pro_connect')),
  issuer text not null,
  subject text not null,
  pivot_key bytea,
  core_key bytea,
  sealed_identity text not null,
  linked_at timestamptz not null,
  seen_at timestamptz not null,
  unique (issuer, subject),
  check (provider <> 'france_connect' or (pivot_key is not null and core_key is not null))
);
create index linked_identity_by_account on state.linked_identity (account_id);
create index linked_identity_by_pivot on state.linked_identity (pivot_key);
-- One person has one civil identity; she may work in several places.
create unique index linked_identity_once on state.linked_identity (account_id) where provider = 'france_connect';
grant select, insert, update, delete on state.linked_identity to traboule_app;

-- A request to a provider: answered once, by the browser that made it, within ten minutes.
create table state.sign_in_request (
  state_hash bytea primary key,
  browser_hash bytea not null,
  provider text not null,
  origin text not null,
  return_to text,
  is_to_link boolean not null,
  asked_level text,
  expires_at timestamptz not null
);
create index sign_in_request_by_expiry on state.sign_in_request (expires_at);
grant select, insert, delete on state.sign_in_request to traboule_app;

-- An identity proved by its provider that has no account yet: one for each browser.
create table state.pending_identity (
  id uuid primary key,
  browser_hash bytea not null unique,
  provider text not null,
  sealed text not null,
  return_to text,
  email text,
  locale text not null default 'fr',
  mails_sent integer not null default 0,
  expires_at timestamptz not null
);
create index pending_identity_by_expiry on state.pending_identity (expires_at);
grant select, insert, update, delete on state.pending_identity to traboule_app;
