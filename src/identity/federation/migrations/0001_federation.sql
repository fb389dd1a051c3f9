-- Applications that enter by SAML 2.0 or CAS 3. What they are, and who may enter, is said by the register of applications.

create schema federation;
grant usage on schema federation to traboule_app;

create table federation.service_provider (
  application_id uuid primary key,
  entity_id text not null unique,
  metadata jsonb not null,
  settings jsonb not null,
  metadata_url text,
  metadata_read_at timestamptz not null,
  -- Why the last reading at metadata_url failed; the former metadata serve until their end.
  metadata_fault text
);
grant select, insert, update, delete on federation.service_provider to traboule_app;

create table federation.cas_service (
  application_id uuid primary key,
  prefix text not null unique,
  user_claim text not null,
  attributes jsonb not null,
  hears_logout boolean not null
);
grant select, insert, update, delete on federation.cas_service to traboule_app;

-- A request that waits for somebody to sign in. Answered once; the identifier of its message is not taken twice.
create table federation.request (
  id uuid primary key,
  application_id uuid not null,
  message_id text not null,
  demand jsonb not null,
  received_at timestamptz not null,
  expires_at timestamptz not null,
  answered_at timestamptz,
  unique (application_id, message_id)
);
create index request_by_expiry on federation.request (expires_at);
grant select, insert, update, delete on federation.request to traboule_app;

-- Who entered which application, when, what it was told, and under which name it knows her until she leaves.
create table federation.login (
  id uuid primary key,
  application_id uuid not null,
  application_name text not null,
  account_id uuid not null,
  session_id text not null,
  protocol text not null check (protocol in ('saml', 'cas')),
  name_id text not null,
  name_id_format text not null,
  told text[] not null,
  cas_service text,
  cas_ticket text,
  entered_at timestamptz not null,
  ended_at timestamptz
);
create index login_by_account on federation.login (account_id, entered_at desc);
create index login_by_session on federation.login (session_id) where ended_at is null;
create index login_by_name on federation.login (application_id, name_id) where ended_at is null;
create index login_by_age on federation.login (entered_at);
grant select, insert, update, delete on federation.login to traboule_app;

create table federation.ticket (
  id_hash bytea primary key,
  login_id uuid not null references federation.login (id) on delete cascade,
  application_id uuid not null,
  account_id uuid not null,
  service text not null,
  is_fresh boolean not null,
  proved_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index ticket_by_expiry on federation.ticket (expires_at);
create index ticket_by_login on federation.ticket (login_id);
grant select, insert, update, delete on federation.ticket to traboule_app;

-- One person leaving: which applications are told, and where the browser goes then.
create table federation.sign_out (
  id uuid primary key,
  steps jsonb not null,
  destination jsonb not null,
  begun_at timestamptz not null,
  expires_at timestamptz not null
);
create index sign_out_by_expiry on federation.sign_out (expires_at);
grant select, insert, update, delete on federation.sign_out to traboule_app;
