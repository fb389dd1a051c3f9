-- What a resident files and an agent settles.

create schema dossiers;
grant usage on schema dossiers to traboule_app;

-- A form being filled: what was typed, as it was typed, wrong or not.
create table dossiers.draft (
  collectivity_id uuid not null,
  id uuid not null,
  offer_id uuid not null,
  procedure_id uuid not null,
  revision_number integer not null,
  account_id uuid,
  -- sha256 of the secret that the browser keeps.
  secret_hash bytea not null,
  entries jsonb not null default '{}',
  -- By page and input, the version that last changed it and what stood there before: merges what two tabs typed.
  changes jsonb not null default '{}',
  -- By page and input, what another tab typed and this one replaced: both values are shown until the next save.
  rivals jsonb not null default '{}',
  current_page text,
  locale text not null check (locale in ('fr', 'en')),
  version integer not null default 1,
  submitted_dossier_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (collectivity_id, id)
);
create index draft_by_secret on dossiers.draft (collectivity_id, secret_hash, updated_at desc);
create index draft_by_account on dossiers.draft (collectivity_id, account_id, updated_at desc) where account_id is not null;
create index draft_by_expiry on dossiers.draft (collectivity_id, expires_at) where submitted_dossier_id is null;
-- Read through a door: one person's drafts in every commune.
create index draft_by_owner on dossiers.draft (account_id, updated_at desc) where account_id is not null;
select platform.protect_tenant_table('dossiers.draft');
grant select, insert, update, delete on dossiers.draft to traboule_app;

create table dossiers.dossier (
  collectivity_id uuid not null,
  id uuid not null,
  number text not null,
  -- Unique: a form submitted twice makes one dossier.
  draft_id uuid not null,
  procedure_id uuid not null,
  revision_number integer not null,
  offer_id uuid not null,
  workflow_slug text not null,
  workflow_revision integer not null,
  status text not null,
  phase text not null check (phase in ('received', 'examined', 'waiting_applicant', 'decided')),
  outcome text check (outcome in ('accepted', 'refused', 'closed')),
  service_id uuid,
  -- The function of the circuit whose turn it is.
  assigned_function text,
  holder_account_id uuid,
  holder_name text,
  -- What was written with the last action that asked for a reason: a proposal keeps it until its visa.
  reason_message_id uuid,
  account_id uuid,
  applicant_name text not null,
  applicant_email text not null,
  applicant_phone text,
  subject text not null,
  channel text not null default 'web',
  locale text not null check (locale in ('fr', 'en')),
  tracking_digest bytea not null,
  submitted_at timestamptz not null,
  updated_at timestamptz not null,
  -- The day promised to the person; it moves only by a pause, which the journal counts.
  due_on date not null,
  -- The moment it ends, for sorting; infinity while the clock is stopped: nobody is late while the person is awaited.
  due_at timestamptz not null,
  clock_paused_at timestamptz,
  closed_at timestamptz,
  -- Also the version: each change writes at least one line of the journal.
  last_event_seq integer not null,
  last_event_hash bytea not null,
  -- Keys of the agents' lists: never null, so that each list is one range of an index.
  stage text not null generated always as (case when closed_at is null then phase else 'closed' end) stored,
  served_by uuid not null generated always as (coalesce(service_id, '00000000-0000-0000-0000-000000000000'::uuid)) stored,
  held_by uuid not null generated always as (coalesce(holder_account_id, '00000000-0000-0000-0000-000000000000'::uuid)) stored,
  primary key (collectivity_id, id),
  unique (collectivity_id, number),
  unique (collectivity_id, draft_id)
);
-- The lists: by service, by holder, by procedure, each in three orders. See the README for their reading.
create index dossier_service_due on dossiers.dossier (collectivity_id, served_by, stage, due_at, id);
create index dossier_service_submitted on dossiers.dossier (collectivity_id, served_by, stage, submitted_at, id);
create index dossier_service_updated on dossiers.dossier (collectivity_id, served_by, stage, updated_at, id);
create index dossier_holder_due on dossiers.dossier (collectivity_id, held_by, served_by, stage, due_at, id);
create index dossier_holder_submitted on dossiers.dossier (collectivity_id, held_by, served_by, stage, submitted_at, id);
create index dossier_holder_updated on dossiers.dossier (collectivity_id, held_by, served_by, stage, updated_at, id);
create index dossier_procedure_due on dossiers.dossier (collectivity_id, procedure_id, served_by, stage, due_at, id);
create index dossier_procedure_submitted on dossiers.dossier (collectivity_id, procedure_id, served_by, stage, submitted_at, id);
create index dossier_procedure_updated on dossiers.dossier (collectivity_id, procedure_id, served_by, stage, updated_at, id);
-- Read through doors, before the collectivity is known: they cannot start with it.
create index dossier_by_tracking on dossiers.dossier (tracking_digest);
create index dossier_by_account on dossiers.dossier (account_id, submitted_at desc, id) where account_id is not null;
select platform.protect_tenant_table('dossiers.dossier');
grant select, insert, update on dossiers.dossier to traboule_app;

-- Numbers are taken by blocks, so that submissions do not wait for each other on this row.
create table dossiers.number_block (
  collectivity_id uuid not null,
  year integer not null,
  last integer not null,
  primary key (collectivity_id, year)
);
select platform.protect_tenant_table('dossiers.number_block');
grant select, insert, update on dossiers.number_block to traboule_app;

create table dossiers.answer_sheet (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  stream text not null check (stream in ('submitted', 'applicant_edit', 'agent_edit')),
  -- By field: {"value": …, "provenance": "typed"}.
  answers jsonb not null,
  at timestamptz not null,
  primary key (collectivity_id, dossier_id, stream),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
select platform.protect_tenant_table('dossiers.answer_sheet');
grant select, insert, update on dossiers.answer_sheet to traboule_app;

-- The journal: nobody corrects it. Each line carries the hash of the one before.
create table dossiers.event (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  seq integer not null,
  id uuid not null,
  at timestamptz not null,
  kind text not null,
  actor_kind text not null,
  actor_account_id uuid,
  actor_name text not null,
  -- The event that led to this one.
  cause uuid,
  idempotency_key text,
  visibility text not null check (visibility in ('public', 'internal')),
  payload jsonb not null,
  previous_hash bytea not null,
  hash bytea not null,
  primary key (collectivity_id, dossier_id, seq),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
create unique index event_once on dossiers.event (collectivity_id, dossier_id, idempotency_key) where idempotency_key is not null;
select platform.protect_tenant_table('dossiers.event');
grant select, insert on dossiers.event to traboule_app;

-- What is written between the person and the agents, and notes. The journal keeps its hash only: a body can be erased.
create table dossiers.message (
  collectivity_id uuid not null,
  id uuid not null,
  dossier_id uuid not null,
  direction text not null check (direction in ('to_applicant', 'from_applicant', 'note')),
  author_account_id uuid,
  author_name text not null,
  body text not null,
  at timestamptz not null,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
create index message_by_dossier on dossiers.message (collectivity_id, dossier_id, at, id);
select platform.protect_tenant_table('dossiers.message');
grant select, insert on dossiers.message to traboule_app;

-- A file of a draft, of an answer or of a message; its bytes are in the file store under their digest.
create table dossiers.attachment (
  collectivity_id uuid not null,
  id uuid not null,
  draft_id uuid,
  dossier_id uuid,
  message_id uuid,
  field_id text,
  digest text not null,
  name text not null,
  media_type text not null,
  size bigint not null check (size >= 0),
  uploaded_by jsonb not null,
  at timestamptz not null,
  removed_at timestamptz,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, draft_id) references dossiers.draft (collectivity_id, id),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id),
  check (num_nonnulls(draft_id, dossier_id) = 1)
);
create index attachment_by_draft on dossiers.attachment (collectivity_id, draft_id) where draft_id is not null;
create index attachment_by_dossier on dossiers.attachment (collectivity_id, dossier_id) where dossier_id is not null;
-- Read through a door: the same content sent to two communes is one file.
create index attachment_by_digest on dossiers.attachment (digest);
select platform.protect_tenant_table('dossiers.attachment');
grant select, insert, update, delete on dossiers.attachment to traboule_app;
-- What was filed stays, whatever a query forgets.
create policy filed_stays on dossiers.attachment as restrictive for delete to traboule_app using (dossier_id is null);

-- Words by which an agent finds a dossier. Compared byte by byte: those comparisons are leakproof, so that the index
-- serves under row-level security.
create table dossiers.term (
  collectivity_id uuid not null,
  term text collate "C" not null,
  dossier_id uuid not null,
  primary key (collectivity_id, dossier_id, term),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
create index term_by_prefix on dossiers.term (collectivity_id, term, dossier_id);
select platform.protect_tenant_table('dossiers.term');
grant select, insert, delete on dossiers.term to traboule_app;
