-- Requests put away for good: a sealed package each, bound to the one before.
create schema archives;
grant usage on schema archives to traboule_app;

-- Where the chain of a collectivity stands; locked while a link is added.
create table archives.chain (
  collectivity_id uuid not null primary key,
  seq integer not null,
  hash text not null
);
select platform.protect_tenant_table('archives.chain');
grant select, insert, update on archives.chain to traboule_app;

-- Added to, never changed. Nothing in it says who asked: that is in the package.
create table archives.archive (
  collectivity_id uuid not null,
  id uuid not null,
  dossier_id uuid not null,
  -- Of the request, as it was sealed.
  version integer not null,
  number text not null,
  procedure_id uuid not null,
  title text not null,
  outcome text,
  submitted_at timestamptz not null,
  closed_at timestamptz,
  made_at timestamptz not null,
  -- SHA-256 of the package and of its manifest, in hexadecimal.
  digest text not null,
  size bigint not null,
  manifest text not null,
  seq integer not null,
  previous text not null,
  hash text not null,
  -- Ed25519 over the hash, in base64url.
  signature text not null,
  primary key (collectivity_id, id),
  unique (collectivity_id, seq),
  unique (collectivity_id, dossier_id, version)
);
create index archive_by_number on archives.archive (collectivity_id, number);
select platform.protect_tenant_table('archives.archive');
grant select, insert on archives.archive to traboule_app;

-- Who opened or checked one, and why.
create table archives.reading (
  collectivity_id uuid not null,
  id uuid not null,
  archive_id uuid not null,
  kind text not null check (kind in ('taken', 'checked')),
  why text not null,
  -- What a check found: `whole`, or what is broken.
  found text,
  account_id uuid not null,
  account_name text not null,
  at timestamptz not null,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, archive_id) references archives.archive (collectivity_id, id)
);
create index reading_of_archive on archives.reading (collectivity_id, archive_id, at desc);
select platform.protect_tenant_table('archives.reading');
grant select, insert on archives.reading to traboule_app;
