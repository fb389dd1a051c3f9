-- Requests that the State's exchange (HubEE) brings: by which stream, what came, and what is to be said of it.
create schema hubee;
grant usage on schema hubee to traboule_app;

create table hubee.stream (
  collectivity_id uuid not null,
  id uuid not null,
  -- As HubEE names the procedure: CERTDC, EtatCivil, depotDossierPACS.
  process_code text not null check (length(process_code) between 1 and 30),
  client_id text not null,
  -- Sealed.
  client_secret text not null,
  -- Address of an offer under which it is filed; null: each waits for an agent.
  procedure text,
  is_open boolean not null default true,
  changed_at timestamptz not null,
  changed_by uuid,
  changed_by_name text not null,
  -- How its reading goes.
  holder uuid,
  held_until timestamptz,
  next_at timestamptz not null,
  read_at timestamptz,
  failing_since timestamptz,
  failure text,
  failures integer not null default 0,
  primary key (collectivity_id, id),
  unique (collectivity_id, process_code)
);

-- One telecase that came. Its id is HubEE's.
create table hubee.folder (
  collectivity_id uuid not null,
  id uuid not null,
  stream_id uuid not null,
  process_code text not null,
  -- As service-public.fr numbers it.
  external_id text not null default '',
  state text not null check (state in ('taken', 'tray', 'filed', 'discarded')),
  reason text,
  applicant_name text not null default '',
  applicant_email text,
  received_at timestamptz not null,
  tries integer not null default 0,
  dossier_id uuid,
  dossier_number text,
  -- The last status that was said of it.
  status text,
  -- Up to which line of the journal HubEE was told.
  relayed integer not null default 0,
  -- Place of the last thing said.
  said integer not null default 0,
  settled_at timestamptz,
  settled_by uuid,
  settled_by_name text,
  settled_note text,
  forgotten_at timestamptz,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, stream_id) references hubee.stream (collectivity_id, id)
);
create index folder_listed on hubee.folder (collectivity_id, state, received_at desc, id desc);
create index folder_followed on hubee.folder (collectivity_id, stream_id)
  where state = 'filed' and (status is null or status not in ('DONE', 'REFUSED'));
create index folder_of_dossier on hubee.folder (collectivity_id, dossier_id) where dossier_id is not null;

create table hubee.file (
  collectivity_id uuid not null,
  folder_id uuid not null,
  place integer not null,
  name text not null,
  -- What service-public.fr says that it is.
  kind text not null,
  media_type text not null,
  size bigint not null,
  digest text,
  refusal text,
  primary key (collectivity_id, folder_id, place),
  foreign key (collectivity_id, folder_id) references hubee.folder (collectivity_id, id)
);
create index file_by_digest on hubee.file (collectivity_id, digest) where digest is not null;

-- What is said to HubEE, in order; sent once, however often it is tried.
create table hubee.saying (
  collectivity_id uuid not null,
  folder_id uuid not null,
  place integer not null,
  id uuid not null,
  -- Null: a message, the status stays.
  status text,
  message text not null,
  at timestamptz not null,
  tries integer not null default 0,
  failure text,
  done_at timestamptz,
  primary key (collectivity_id, folder_id, place),
  foreign key (collectivity_id, folder_id) references hubee.folder (collectivity_id, id)
);
create index saying_waits on hubee.saying (collectivity_id, folder_id, place) where done_at is null;

select platform.protect_tenant_table('hubee.stream');
select platform.protect_tenant_table('hubee.folder');
select platform.protect_tenant_table('hubee.file');
select platform.protect_tenant_table('hubee.saying');
grant select, insert, update on hubee.stream, hubee.folder, hubee.saying to traboule_app;
grant select, insert, delete on hubee.file to traboule_app;
