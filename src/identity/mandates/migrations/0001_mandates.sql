-- Who may act for whom: asked, decided, delegated, ended.

create schema mandates;
grant usage on schema mandates to traboule_app;

create table mandates.mandate (
  id uuid primary key,
  -- For whom: an organisation, or a person known by her account or by the address that she was asked at.
  principal_organisation_id uuid,
  principal_account_id uuid,
  principal_email_key text,
  -- Who acts: a person, or an organisation whose directors do.
  holder_organisation_id uuid,
  holder_account_id uuid,
  package text not null,
  rights text[] not null,
  starts_on date not null,
  ends_on date not null,
  reason text not null,
  accepted_text text not null,
  -- sha256 of the text, in hexadecimal.
  text_hash text not null check (text_hash ~ '^[0-9a-f]{64}$'),
  state text not null
    check (state in ('asked', 'notified', 'seen', 'approved', 'refused', 'expired', 'withdrawn', 'revoked')),
  asked_by uuid not null,
  asked_at timestamptz not null,
  -- An ask without an answer is no more after this moment.
  expires_at timestamptz not null,
  -- A director who may have no account yet, by the address that the asker gave. It proves nothing.
  invited_email text,
  decided_by uuid,
  decided_at timestamptz,
  decision_reason text,
  -- The link by which who approved answered for the organisation, and how sure it was then.
  decided_link_id uuid,
  assurance integer not null default 0 check (assurance between 0 and 3),
  source_id uuid references mandates.mandate (id),
  depth integer not null default 0 check (depth between 0 and 2),
  renews_id uuid,
  reminded_at timestamptz,
  -- Who gave it no longer answers for the organisation: a director has to look.
  doubted_at timestamptz,
  check (num_nonnulls(principal_organisation_id, principal_email_key) = 1),
  check (num_nonnulls(holder_organisation_id, holder_account_id) = 1),
  check (ends_on >= starts_on),
  check (cardinality(rights) > 0),
  check ((source_id is null) = (depth = 0))
);
create index mandate_by_principal on mandates.mandate (principal_organisation_id, asked_at desc);
create index mandate_by_principal_person on mandates.mandate (principal_email_key) where principal_email_key is not null;
create index mandate_by_holder on mandates.mandate (holder_account_id, asked_at desc) where holder_account_id is not null;
create index mandate_by_holding_organisation on mandates.mandate (holder_organisation_id)
  where holder_organisation_id is not null;
create index mandate_by_asker on mandates.mandate (asked_by, asked_at desc);
create index mandate_by_source on mandates.mandate (source_id) where source_id is not null;
create index mandate_by_invited on mandates.mandate (invited_email) where invited_email is not null;
create index mandate_open on mandates.mandate (expires_at) where state in ('asked', 'notified', 'seen');
create index mandate_running on mandates.mandate (ends_on) where state = 'approved';
grant select, insert, update on mandates.mandate to traboule_app;

-- What happened to mandates; never changed.
create table mandates.event (
  id uuid primary key,
  mandate_id uuid not null references mandates.mandate (id),
  kind text not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_account_id uuid,
  detail jsonb not null default '{}'
);
create index event_by_mandate on mandates.event (mandate_id, at, id);
create index event_by_actor on mandates.event (actor_account_id, at) where actor_account_id is not null;
grant select, insert on mandates.event to traboule_app;
