-- What residents let a collectivity ask the State in their place.

create schema connectors;
grant usage on schema connectors to traboule_app;

-- How a collectivity reaches a provider: the key that the State gave it, sealed; and whether the provider is left alone a while.
create table connectors.access (
  collectivity_id uuid not null,
  provider text not null check (provider in ('api_particulier', 'api_entreprise')),
  token_sealed text,
  -- SIRET that the State knows the collectivity by.
  recipient text not null check (recipient ~ '^[0-9]{14}$'),
  -- Whether who is not known by FranceConnect may type a civil status.
  accepts_typed boolean not null default false,
  set_by uuid,
  set_at timestamptz not null,
  tested_at timestamptz,
  tested_outcome text,
  primary key (collectivity_id, provider)
);
select platform.protect_tenant_table('connectors.access');
grant select, insert, update, delete on connectors.access to traboule_app;

-- Failures in a row of a provider: past some, it is not asked before a moment.
create table connectors.pause (
  collectivity_id uuid not null,
  provider text not null,
  failures integer not null default 0,
  until timestamptz,
  primary key (collectivity_id, provider)
);
select platform.protect_tenant_table('connectors.pause');
grant select, insert, update, delete on connectors.pause to traboule_app;

-- A person's word for one datum and one request, with the words she read; only its end is ever added.
create table connectors.consent (
  collectivity_id uuid not null,
  id uuid not null,
  -- The draft for which it was given.
  subject_id uuid not null,
  datum text not null,
  fields text[] not null,
  text text not null,
  text_hash bytea not null,
  locale text not null,
  account_id uuid,
  given_at timestamptz not null,
  revoked_at timestamptz,
  primary key (collectivity_id, id)
);
create index consent_by_subject on connectors.consent (collectivity_id, subject_id, datum);
create index consent_by_account on connectors.consent (account_id) where account_id is not null;
select platform.protect_tenant_table('connectors.consent');
grant select, insert, update on connectors.consent to traboule_app;

-- What is being asked, or was answered: values are sealed, and go when their time is over.
create table connectors.fetch (
  collectivity_id uuid not null,
  subject_id uuid not null,
  datum text not null,
  consent_id uuid not null,
  state text not null check (state in ('waiting', 'fetched', 'failed')),
  -- Sealed; gone as soon as it is answered.
  asked_sealed text,
  values_sealed text,
  failure text,
  attempts integer not null default 0,
  purpose text not null,
  asked_at timestamptz not null,
  settled_at timestamptz,
  next_try_at timestamptz,
  expires_at timestamptz not null,
  primary key (collectivity_id, subject_id, datum),
  foreign key (collectivity_id, consent_id) references connectors.consent (collectivity_id, id)
);
create index fetch_by_expiry on connectors.fetch (collectivity_id, expires_at);
select platform.protect_tenant_table('connectors.fetch');
grant select, insert, update, delete on connectors.fetch to traboule_app;

-- Each question to the State: who received what, when, why, with which result; never the values.
create table connectors.call (
  collectivity_id uuid not null,
  id uuid not null,
  subject_id uuid not null,
  account_id uuid,
  datum text not null,
  fields text[] not null,
  purpose text not null,
  outcome text not null,
  status integer,
  took_ms integer not null,
  at timestamptz not null,
  primary key (collectivity_id, id)
);
create index call_by_account on connectors.call (account_id, at desc) where account_id is not null;
create index call_by_subject on connectors.call (collectivity_id, subject_id);
select platform.protect_tenant_table('connectors.call');
grant select, insert on connectors.call to traboule_app;
grant update (account_id) on connectors.call to traboule_app;

-- What a merge of two accounts moved: undoing it gives back these rows and no others.
create table connectors.moved (
  collectivity_id uuid not null,
  merge_id uuid not null,
  kind text not null check (kind in ('consent', 'call')),
  row_id uuid not null,
  primary key (collectivity_id, merge_id, kind, row_id)
);
create index moved_by_merge on connectors.moved (merge_id);
select platform.protect_tenant_table('connectors.moved');
grant select, insert, delete on connectors.moved to traboule_app;
