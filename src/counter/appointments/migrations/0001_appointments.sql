-- Agendas of a collectivity: what can be met, when it is open, and who has which time.

-- Of PostgreSQL itself, trusted: the owner of the database may create it.
create extension if not exists btree_gist;

create schema appointments;
grant usage on schema appointments to traboule_app;

create table appointments.agenda (
  collectivity_id uuid not null,
  id uuid not null,
  slug text not null,
  title jsonb not null,
  -- A service of the collectivity; null: all of its agents.
  service_id uuid,
  place text not null,
  -- What to do when no time is left.
  when_full jsonb not null,
  notice_hours integer not null check (notice_hours >= 0),
  horizon_days integer not null check (horizon_days between 1 and 400),
  closed_on_holidays boolean not null,
  is_open boolean not null,
  -- Part of the secret address of the feed: another number, another address.
  feed_number integer not null default 1,
  version integer not null default 1,
  primary key (collectivity_id, id),
  unique (collectivity_id, slug)
);

create table appointments.resource (
  collectivity_id uuid not null,
  agenda_id uuid not null,
  id uuid not null,
  name text not null,
  nature text not null check (nature in ('desk', 'room', 'person')),
  is_open boolean not null default true,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, agenda_id) references appointments.agenda (collectivity_id, id)
);
create index resource_of_agenda on appointments.resource (collectivity_id, agenda_id, id);

create table appointments.kind (
  collectivity_id uuid not null,
  agenda_id uuid not null,
  id uuid not null,
  slug text not null,
  title jsonb not null,
  minutes integer not null check (minutes between 5 and 480),
  -- From one beginning to the next, counted from the opening.
  every_minutes integer not null check (every_minutes between 5 and 480),
  capacity integer not null check (capacity between 1 and 500),
  buffer_before integer not null check (buffer_before between 0 and 240),
  buffer_after integer not null check (buffer_after between 0 and 240),
  is_open boolean not null default true,
  primary key (collectivity_id, id),
  unique (collectivity_id, agenda_id, slug),
  foreign key (collectivity_id, agenda_id) references appointments.agenda (collectivity_id, id)
);

-- Minutes are of the wall clock of Paris: 540 is nine in the morning, 1440 midnight at the end of the day.
create table appointments.opening (
  collectivity_id uuid not null,
  agenda_id uuid not null,
  id uuid not null,
  -- Null: every resource of the agenda.
  resource_id uuid,
  -- 0 is Sunday.
  weekdays integer[] not null,
  from_minute integer not null check (from_minute between 0 and 1439),
  to_minute integer not null check (to_minute between 1 and 1440),
  valid_from date,
  valid_to date,
  check (from_minute < to_minute),
  primary key (collectivity_id, id),
  foreign key (collectivity_id, agenda_id) references appointments.agenda (collectivity_id, id),
  foreign key (collectivity_id, resource_id) references appointments.resource (collectivity_id, id)
);
create index opening_of_agenda on appointments.opening (collectivity_id, agenda_id, id);

create table appointments.exception (
  collectivity_id uuid not null,
  agenda_id uuid not null,
  id uuid not null,
  resource_id uuid,
  nature text not null check (nature in ('closed', 'open')),
  first_day date not null,
  last_day date not null,
  -- Both null: the whole day.
  from_minute integer check (from_minute between 0 and 1439),
  to_minute integer check (to_minute between 1 and 1440),
  label text not null,
  check (first_day <= last_day),
  check ((from_minute is null) = (to_minute is null)),
  check (from_minute is null or from_minute < to_minute),
  check (nature = 'closed' or from_minute is not null),
  primary key (collectivity_id, id),
  foreign key (collectivity_id, agenda_id) references appointments.agenda (collectivity_id, id),
  foreign key (collectivity_id, resource_id) references appointments.resource (collectivity_id, id)
);
create index exception_of_agenda on appointments.exception (collectivity_id, agenda_id, last_day);

-- A place taken: held while somebody fills a form, booked, or cancelled. A hold that is over is deleted.
create table appointments.appointment (
  collectivity_id uuid not null,
  id uuid not null,
  agenda_id uuid not null,
  resource_id uuid not null,
  kind_id uuid not null,
  status text not null check (status in ('held', 'booked', 'cancelled')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- With the buffers before and after.
  occupied tstzrange not null,
  -- Same resource, kind and moment: people who come together. Derived from them by the application.
  session_id uuid not null,
  place integer not null,
  capacity integer not null,
  -- Told to calendars: each change of the same appointment has the next one (RFC 5545, 3.8.7.4).
  sequence integer not null default 0,
  held_at timestamptz not null,
  -- Of a hold.
  expires_at timestamptz,
  -- Proves which browser holds it.
  device_digest bytea,
  account_id uuid,
  merge_id uuid,
  merged_from uuid,
  name text not null default '',
  email text,
  phone text,
  locale text not null default 'fr',
  dossier_id uuid,
  -- The question of a circuit that this answers.
  request_id uuid,
  cancel_reason text,
  attendance text check (attendance in ('came', 'absent')),
  forgotten_at timestamptz,
  check (place between 1 and capacity),
  check ((status = 'held') = (expires_at is not null)),
  primary key (collectivity_id, id),
  foreign key (collectivity_id, agenda_id) references appointments.agenda (collectivity_id, id),
  foreign key (collectivity_id, resource_id) references appointments.resource (collectivity_id, id),
  foreign key (collectivity_id, kind_id) references appointments.kind (collectivity_id, id),
  -- On one resource, two that overlap are of one session…
  constraint one_session_at_a_time exclude using gist
    (collectivity_id with =, resource_id with =, session_id with <>, occupied with &&) where (status <> 'cancelled')
);
-- … and in a session each place is given once.
create unique index one_person_a_place on appointments.appointment (collectivity_id, session_id, place)
  where status <> 'cancelled';
create index appointment_by_time on appointments.appointment (collectivity_id, agenda_id, starts_at)
  where status <> 'cancelled';
create index appointment_of_agenda on appointments.appointment (collectivity_id, agenda_id, starts_at, id);
create index appointment_of_account on appointments.appointment (account_id) where account_id is not null;
create index appointment_of_merge on appointments.appointment (merge_id) where merge_id is not null;
create unique index appointment_of_request on appointments.appointment (collectivity_id, request_id)
  where request_id is not null and status <> 'cancelled';

-- What happened to an appointment, in order.
create table appointments.event (
  collectivity_id uuid not null,
  appointment_id uuid not null,
  number integer not null,
  kind text not null check (kind in ('booked', 'moved', 'cancelled', 'attended', 'missed')),
  at timestamptz not null,
  by_kind text not null,
  actor_id uuid,
  by_name text not null,
  detail jsonb not null default '{}',
  primary key (collectivity_id, appointment_id, number),
  foreign key (collectivity_id, appointment_id) references appointments.appointment (collectivity_id, id)
);

-- An appointment that a circuit asks somebody to take.
create table appointments.invitation (
  collectivity_id uuid not null,
  request_id uuid not null,
  agenda_id uuid not null,
  kind_id uuid not null,
  dossier_id uuid not null,
  name text not null,
  email text,
  locale text not null,
  invited_at timestamptz not null,
  primary key (collectivity_id, request_id),
  foreign key (collectivity_id, agenda_id) references appointments.agenda (collectivity_id, id),
  foreign key (collectivity_id, kind_id) references appointments.kind (collectivity_id, id)
);

select platform.protect_tenant_table('appointments.agenda');
select platform.protect_tenant_table('appointments.resource');
select platform.protect_tenant_table('appointments.kind');
select platform.protect_tenant_table('appointments.opening');
select platform.protect_tenant_table('appointments.exception');
select platform.protect_tenant_table('appointments.appointment');
select platform.protect_tenant_table('appointments.event');
select platform.protect_tenant_table('appointments.invitation');
grant select, insert, update on appointments.agenda, appointments.resource, appointments.kind to traboule_app;
grant select, insert, delete on appointments.opening, appointments.exception to traboule_app;
grant select, insert, update, delete on appointments.appointment to traboule_app;
grant select, insert on appointments.event to traboule_app;
grant select, insert, delete on appointments.invitation to traboule_app;
