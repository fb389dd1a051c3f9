-- Firms, associations and other bodies, and how each person is known to belong to them.

create schema organisations;
grant usage on schema organisations to traboule_app;

create table organisations.organisation (
  id uuid primary key,
  kind text not null check (kind in ('company', 'association', 'foreign')),
  siren text check (siren ~ '^[0-9]{9}$'),
  rna text check (rna ~ '^W[0-9A-Z]{9}$'),
  -- A number of another country's register, and that country (ISO 3166).
  foreign_number text,
  country text not null default 'FR',
  name text not null,
  legal_form text,
  is_active boolean not null default true,
  seat_siret text,
  -- As on an envelope, a line each.
  seat_address text[] not null default '{}',
  -- The address that the State's register publishes, to write a code to.
  official_email text,
  -- What a certified director declared to be the firm's own.
  email_domains text[] not null default '{}',
  -- Which collectivity prints its letters and looks at its documents.
  looked_after_by uuid,
  read_at timestamptz,
  created_at timestamptz not null default now(),
  check (siren is not null or rna is not null or foreign_number is not null)
);
create unique index organisation_by_siren on organisations.organisation (siren) where siren is not null;
create unique index organisation_by_rna on organisations.organisation (rna) where rna is not null;
create unique index organisation_by_foreign_number on organisations.organisation (country, foreign_number)
  where foreign_number is not null;
create index organisation_by_domain on organisations.organisation using gin (email_domains);
grant select, insert, update on organisations.organisation to traboule_app;

-- What the State's register answered: read again when it is no longer fresh, shown while the register does not answer.
create table organisations.register_answer (
  resource text not null,
  number text not null,
  status integer not null,
  body jsonb not null,
  fetched_at timestamptz not null,
  primary key (resource, number)
);
create index register_answer_by_age on organisations.register_answer (fetched_at);
grant select, insert, update, delete on organisations.register_answer to traboule_app;

create table organisations.link (
  id uuid primary key,
  organisation_id uuid not null references organisations.organisation (id),
  account_id uuid not null references accounts.account (id),
  relation text not null check (relation in ('director', 'member')),
  known_by text not null
    check (known_by in ('register', 'document', 'post', 'official_contact', 'email_domain', 'declared')),
  -- "PRESIDENT", as the register writes it.
  role text,
  since timestamptz not null,
  ended_at timestamptz,
  -- The register no longer says what it said: nothing may be done by this link until somebody has looked.
  doubted_at timestamptz,
  checked_at timestamptz not null
);
create unique index link_known_once on organisations.link (account_id, organisation_id, known_by) where ended_at is null;
create index link_by_organisation on organisations.link (organisation_id) where ended_at is null;
create index link_by_check on organisations.link (checked_at) where ended_at is null and known_by = 'register';
grant select, insert, update on organisations.link to traboule_app;

-- What happened to links; never changed.
create table organisations.link_event (
  id uuid primary key,
  link_id uuid not null,
  organisation_id uuid not null,
  account_id uuid not null,
  kind text not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_account_id uuid,
  detail jsonb not null default '{}'
);
create index link_event_by_link on organisations.link_event (link_id, at);
create index link_event_by_account on organisations.link_event (account_id, at);
grant select, insert on organisations.link_event to traboule_app;

-- What a collectivity is asked to do for somebody who wants to act for an organisation.
create table organisations.verification (
  collectivity_id uuid not null,
  id uuid not null,
  organisation_id uuid not null references organisations.organisation (id),
  -- Who asked. A letter may be entered by somebody else: whoever opens the organisation's post.
  asked_by uuid not null,
  method text not null check (method in ('document', 'foreign', 'post', 'official_contact', 'review')),
  state text not null check (state in ('waiting', 'sent', 'accepted', 'refused', 'expired')),
  reason text,
  file jsonb,
  link_id uuid,
  attempts_left integer not null default 5,
  code_hash bytea,
  asked_at timestamptz not null,
  sent_at timestamptz,
  expires_at timestamptz,
  decided_at timestamptz,
  decided_by uuid,
  primary key (collectivity_id, id)
);
create index verification_waiting on organisations.verification (collectivity_id, state, asked_at);
create index verification_by_organisation on organisations.verification (collectivity_id, organisation_id);
create unique index verification_asked_once on organisations.verification
  (collectivity_id, organisation_id, asked_by, method) where state in ('waiting', 'sent');
select platform.protect_tenant_table('organisations.verification');
grant select, insert, update on organisations.verification to traboule_app;
