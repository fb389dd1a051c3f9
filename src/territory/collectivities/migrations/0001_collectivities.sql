-- Who is who on the territory: its authorities (public facts, shared), and what each shows of itself (its own).
create schema collectivities;
grant usage on schema collectivities to traboule_app;

-- One row: a deployment is a territory.
create table collectivities.territory (
  only_row boolean primary key default true check (only_row),
  name text not null,
  -- Where its facts come from, shown wherever they are.
  credit text not null,
  centre_lon double precision,
  centre_lat double precision,
  updated_at timestamptz not null default now()
);
grant select, insert, update on collectivities.territory to traboule_app;

create table collectivities.collectivity (
  id uuid primary key,
  kind text not null check (kind in ('commune', 'metropole', 'syndicat', 'departement', 'ccas', 'other')),
  -- INSEE for a commune, SIREN otherwise (or a word, when the SIREN is not known).
  code text not null unique,
  slug text not null unique,
  name text not null,
  normalised_name text not null,
  siren text check (siren ~ '^[0-9]{9}$'),
  population integer check (population >= 0),
  -- Which count it is: several coexist for one commune, and must not be mixed.
  population_label text,
  postal_codes text[] not null default '{}',
  -- {base, second}: colours checked for contrast; null: the platform's own.
  brand jsonb,
  -- {address, phone, email, opening}
  contact jsonb,
  -- Whether it has an open guichet on this platform.
  is_open boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
grant select, insert, update on collectivities.collectivity to traboule_app;

-- A commune belongs to the métropole, to a syndicate.
create table collectivities.membership (
  collectivity_id uuid not null references collectivities.collectivity (id),
  group_id uuid not null references collectivities.collectivity (id),
  primary key (collectivity_id, group_id),
  check (collectivity_id <> group_id)
);
create index membership_by_group on collectivities.membership (group_id, collectivity_id);
grant select, insert, delete on collectivities.membership to traboule_app;

-- Under which host name a collectivity's site answers, besides its path on the territory's host.
create table collectivities.hostname (
  host text primary key check (host = lower(host)),
  collectivity_id uuid not null references collectivities.collectivity (id)
);
create index hostname_by_collectivity on collectivities.hostname (collectivity_id);
grant select, insert, update, delete on collectivities.hostname to traboule_app;

-- What a collectivity is made of, as residents and agents name it.
create table collectivities.service (
  collectivity_id uuid not null references collectivities.collectivity (id),
  id uuid not null,
  slug text not null,
  -- {fr, en}
  name jsonb not null,
  position integer not null default 0,
  primary key (collectivity_id, id),
  unique (collectivity_id, slug)
);
select platform.protect_tenant_table('collectivities.service');
grant select, insert, update on collectivities.service to traboule_app;

-- Where one may come, and when.
create table collectivities.place (
  collectivity_id uuid not null references collectivities.collectivity (id),
  id uuid not null,
  slug text not null,
  name jsonb not null,
  address text not null,
  phone text,
  -- {weekly: {monday: [["08:30", "12:00"]], …}, closedDays: ["2026-12-24"], opensOnHolidays}
  hours jsonb not null,
  position integer not null default 0,
  primary key (collectivity_id, id),
  unique (collectivity_id, slug)
);
select platform.protect_tenant_table('collectivities.place');
grant select, insert, update on collectivities.place to traboule_app;

-- Alerts and news of a collectivity, shown while they run.
create table collectivities.notice (
  collectivity_id uuid not null references collectivities.collectivity (id),
  id uuid not null,
  slug text not null,
  kind text not null check (kind in ('alert', 'news')),
  title jsonb not null,
  body jsonb not null,
  starts_at timestamptz not null,
  ends_at timestamptz,
  primary key (collectivity_id, id),
  unique (collectivity_id, slug),
  check (ends_at > starts_at)
);
create index notice_by_start on collectivities.notice (collectivity_id, kind, starts_at desc, id);
select platform.protect_tenant_table('collectivities.notice');
grant select, insert, update on collectivities.notice to traboule_app;
