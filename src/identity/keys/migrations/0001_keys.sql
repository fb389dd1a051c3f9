-- Keys by which other programs act for a collectivity.

create schema keys;
grant usage on schema keys to traboule_app;

create table keys.key (
  collectivity_id uuid not null,
  id uuid not null,
  name text not null,
  purpose text not null,
  scopes text[] not null,
  -- Null: every service that its maker reaches; every procedure.
  services uuid[],
  procedures uuid[],
  per_minute integer not null,
  -- Whose rights it has at the most.
  made_by uuid not null,
  made_by_name text not null,
  made_at timestamptz not null,
  ends_at timestamptz not null,
  revoked_at timestamptz,
  primary key (collectivity_id, id)
);
select platform.protect_tenant_table('keys.key');
grant select, insert on keys.key to traboule_app;
grant update (revoked_at, made_by, made_by_name) on keys.key to traboule_app;

-- The secrets of a key: one in use, a former one while it is being replaced.
create table keys.secret (
  collectivity_id uuid not null,
  -- The beginning of the token: not secret.
  lookup text not null,
  key_id uuid not null,
  -- SHA-256 of a token of 190 random bits: nothing to guess, nothing to slow down.
  hash bytea not null check (length(hash) = 32),
  hint text not null,
  made_at timestamptz not null,
  ends_at timestamptz,
  last_used_at timestamptz,
  primary key (collectivity_id, lookup),
  foreign key (collectivity_id, key_id) references keys.key (collectivity_id, id)
);
create index secret_of_key on keys.secret (collectivity_id, key_id);
select platform.protect_tenant_table('keys.secret');
grant select, insert on keys.secret to traboule_app;
grant update (ends_at, last_used_at) on keys.secret to traboule_app;

-- What became of a key, and by whom.
create table keys.event (
  collectivity_id uuid not null,
  id uuid not null,
  key_id uuid not null,
  kind text not null check (kind in ('made', 'rotated', 'revoked', 'taken_over')),
  actor_id uuid,
  actor_name text not null,
  at timestamptz not null,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, key_id) references keys.key (collectivity_id, id)
);
create index event_of_key on keys.event (collectivity_id, key_id, at);
select platform.protect_tenant_table('keys.event');
grant select, insert on keys.event to traboule_app;

-- What a program was answered, so that a request sent twice is done once (draft-ietf-httpapi-idempotency-key-header).
create table keys.answer (
  collectivity_id uuid not null,
  key_id uuid not null,
  idempotency_key text not null,
  -- SHA-256 of the method, the address and the body.
  fingerprint bytea not null,
  begun_at timestamptz not null,
  -- Null while it is being done.
  status integer,
  headers jsonb,
  body text,
  primary key (collectivity_id, key_id, idempotency_key),
  foreign key (collectivity_id, key_id) references keys.key (collectivity_id, id)
);
create index answer_by_age on keys.answer (collectivity_id, begun_at);
select platform.protect_tenant_table('keys.answer');
grant select, insert, delete on keys.answer to traboule_app;
grant update (begun_at, status, headers, body) on keys.answer to traboule_app;
