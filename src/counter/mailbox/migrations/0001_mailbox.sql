-- The mailboxes of a collectivity, what came in them, and where it went. Nothing is thrown away without a trace.

create schema mailbox;
grant usage on schema mailbox to traboule_app;

-- How a mailbox is read, and what becomes of what it receives.
create table mailbox.box (
  collectivity_id uuid not null,
  id uuid not null,
  name text not null,
  -- Lower case: what people write to, and where answers come back.
  address text not null,
  host text not null,
  port integer not null check (port between 1 and 65535),
  security text not null check (security in ('tls', 'starttls', 'none')),
  username text not null,
  -- Sealed with the installation's secret, for this row only.
  password_sealed text not null,
  folder text not null,
  -- Where a mail goes once it is taken; null: it stays, marked as read.
  kept_folder text,
  -- Whose agents tend what comes; null: any agent of the collectivity.
  service_id uuid,
  -- Address of the offer under which a new mail is filed by itself; null: it waits for an agent.
  procedure text,
  -- {subject, text, files}: questions of its form.
  mapping jsonb not null default '{}',
  -- Receives at "name+word@host" too (RFC 5233).
  takes_plus boolean not null,
  -- Answers to what we send about requests come back here.
  takes_answers boolean not null,
  when_closed text not null check (when_closed in ('tray', 'new_case')),
  acknowledges boolean not null,
  signature text not null default '',
  is_open boolean not null,
  -- What had come before is left; null: it is read too.
  starts_at timestamptz,
  -- Days that an original is kept.
  kept_days integer not null check (kept_days between 7 and 3650),
  version integer not null default 1,
  changed_at timestamptz not null,
  changed_by uuid,
  changed_by_name text not null,
  primary key (collectivity_id, id),
  unique (collectivity_id, address)
);
select platform.protect_tenant_table('mailbox.box');
grant select, insert, update on mailbox.box to traboule_app;

-- How far it was read, and how that goes.
create table mailbox.reading (
  collectivity_id uuid not null,
  box_id uuid not null,
  -- Numbers hold as long as this does (RFC 3501, 2.3.1.1).
  uid_validity bigint,
  last_uid bigint not null default 0,
  tried_at timestamptz,
  read_at timestamptz,
  failing_since timestamptz,
  failure text,
  failures integer not null default 0,
  next_at timestamptz not null,
  -- One reader at a time: until when it is somebody's, and whose.
  held_until timestamptz,
  holder uuid,
  primary key (collectivity_id, box_id),
  foreign key (collectivity_id, box_id) references mailbox.box (collectivity_id, id)
);
create index reading_due on mailbox.reading (collectivity_id, next_at);
select platform.protect_tenant_table('mailbox.reading');
grant select, insert, update on mailbox.reading to traboule_app;

-- What came: one row a message, whatever the number of mailboxes that received it.
create table mailbox.received (
  collectivity_id uuid not null,
  id uuid not null,
  -- Null: a text message.
  box_id uuid,
  channel text not null check (channel in ('mail', 'sms')),
  -- Of its identifier and of what was written, without what servers add on the way.
  fingerprint bytea not null,
  -- Its original in the file store; null once its days are over.
  raw_digest text,
  size bigint not null,
  uid_validity bigint,
  uid bigint,
  -- Put away in the mailbox.
  is_marked boolean not null,
  received_at timestamptz not null,
  -- 'taken' waits to be read; 'tray' and 'quarantine' wait for an agent.
  state text not null check (state in
    ('taken', 'tray', 'quarantine', 'joined', 'filed', 'noted', 'transmitted', 'discarded')),
  -- Why it is where it is: a word of the domain.
  reason text,
  tries integer not null default 0,
  message_id text,
  from_name text not null default '',
  from_address text not null default '',
  subject text not null default '',
  sent_at timestamptz,
  -- Null until it is read, and once its days are over.
  text text,
  quoted text,
  automatic text,
  -- Files that were left in the original: [{name, reason}]
  left_out jsonb not null default '[]',
  service_id uuid,
  suggested_dossier_id uuid,
  dossier_id uuid,
  dossier_number text,
  acknowledged boolean not null default false,
  settled_at timestamptz,
  settled_by uuid,
  settled_by_name text,
  -- What an agent wrote of it: why it was thrown away, to whom it was transmitted.
  settled_note text,
  keeps_until timestamptz not null,
  forgotten_at timestamptz,
  primary key (collectivity_id, id),
  unique (collectivity_id, fingerprint),
  foreign key (collectivity_id, box_id) references mailbox.box (collectivity_id, id)
);
create index received_by_state on mailbox.received (collectivity_id, state, received_at desc, id desc);
create index received_of_dossier on mailbox.received (collectivity_id, dossier_id, received_at) where dossier_id is not null;
create index received_from on mailbox.received (collectivity_id, from_address, received_at desc);
create index received_to_mark on mailbox.received (collectivity_id, box_id, uid_validity, uid) where not is_marked;
create index received_to_forget on mailbox.received (collectivity_id, keeps_until) where forgotten_at is null;
create index received_by_raw on mailbox.received (collectivity_id, raw_digest) where raw_digest is not null;
select platform.protect_tenant_table('mailbox.received');
grant select, insert, update on mailbox.received to traboule_app;

-- Its files: those that the store took, and those that it refused, each with its reason.
create table mailbox.file (
  collectivity_id uuid not null,
  received_id uuid not null,
  place integer not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  digest text,
  refusal text,
  is_inline boolean not null,
  check ((digest is null) <> (refusal is null)),
  primary key (collectivity_id, received_id, place),
  foreign key (collectivity_id, received_id) references mailbox.received (collectivity_id, id)
);
create index file_by_digest on mailbox.file (collectivity_id, digest) where digest is not null;
select platform.protect_tenant_table('mailbox.file');
grant select, insert, delete on mailbox.file to traboule_app;

-- What is known of an address: nobody reads it, or nobody here wants to.
create table mailbox.correspondent (
  collectivity_id uuid not null,
  -- Lower case: an address, a whole domain ("@exemple.fr"), or a telephone number (E.164).
  address text not null,
  kind text not null check (kind in ('unwanted', 'bounced', 'stopped')),
  detail text not null default '',
  since timestamptz not null,
  by_id uuid,
  by_name text not null,
  primary key (collectivity_id, address, kind)
);
select platform.protect_tenant_table('mailbox.correspondent');
grant select, insert, update, delete on mailbox.correspondent to traboule_app;

-- To which telephone something was said, about which request: what an answer is about.
create table mailbox.told (
  collectivity_id uuid not null,
  phone text not null,
  dossier_id uuid not null,
  at timestamptz not null,
  primary key (collectivity_id, phone, dossier_id)
);
create index told_by_phone on mailbox.told (phone, at desc);
select platform.protect_tenant_table('mailbox.told');
grant select, insert, update, delete on mailbox.told to traboule_app;
