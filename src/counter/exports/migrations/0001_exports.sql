-- Lists of requests that agents take out as files.

create schema exports;
grant usage on schema exports to traboule_app;

create table exports.export (
  collectivity_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  account_name text not null,
  locale text not null check (locale in ('fr', 'en')),
  format text not null,
  title text not null,
  question jsonb not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled', 'expired')),
  -- Each time that a worker begins it anew: what an earlier one still writes counts no more.
  attempt integer not null default 0,
  done integer not null default 0,
  total integer,
  -- In the file store, once it is whole.
  digest text,
  size bigint,
  fault text,
  asked_at timestamptz not null,
  ended_at timestamptz,
  expires_at timestamptz,
  primary key (collectivity_id, id)
);
create index export_of_account on exports.export (collectivity_id, account_id, asked_at desc);
create index export_by_end on exports.export (collectivity_id, expires_at) where state = 'done';
select platform.protect_tenant_table('exports.export');
grant select, insert on exports.export to traboule_app;
grant update (state, attempt, done, total, digest, size, fault, ended_at, expires_at) on exports.export to traboule_app;

-- Who took personal data out, of which list, when.
create table exports.passage (
  collectivity_id uuid not null,
  id uuid not null,
  export_id uuid not null,
  kind text not null check (kind in ('asked', 'cancelled', 'downloaded')),
  account_id uuid not null,
  account_name text not null,
  at timestamptz not null,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, export_id) references exports.export (collectivity_id, id)
);
create index passage_of_export on exports.passage (collectivity_id, export_id, at);
select platform.protect_tenant_table('exports.passage');
grant select, insert on exports.passage to traboule_app;
