-- What people pay for their requests, through a provider that says by itself what was paid.

create schema payments;
grant usage on schema payments to traboule_app;

-- Where the money goes: an agent of public accounting, known to the provider by a number.
create table payments.regie (
  collectivity_id uuid not null,
  id uuid not null,
  name text not null,
  client_number text not null check (client_number ~ '^[0-9]{6}$'),
  mode text not null check (mode in ('test', 'activation', 'production')),
  is_open boolean not null,
  -- What the provider last said of the number: its name for it, or why not.
  checked_at timestamptz,
  checked_name text,
  checked_fault text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (collectivity_id, id),
  unique (collectivity_id, client_number)
);
select platform.protect_tenant_table('payments.regie');
grant select, insert, update on payments.regie to traboule_app;

-- Who changed what of it: never changed, never deleted.
create table payments.regie_event (
  collectivity_id uuid not null,
  regie_id uuid not null,
  id uuid not null,
  actor_id uuid,
  at timestamptz not null,
  detail jsonb not null,
  primary key (collectivity_id, regie_id, id),
  foreign key (collectivity_id, regie_id) references payments.regie (collectivity_id, id)
);
select platform.protect_tenant_table('payments.regie_event');
grant select, insert on payments.regie_event to traboule_app;

-- The last number taken, by year.
create table payments.reference_number (
  collectivity_id uuid not null,
  year integer not null,
  last bigint not null,
  primary key (collectivity_id, year)
);
select platform.protect_tenant_table('payments.reference_number');
grant select, insert, update on payments.reference_number to traboule_app;

-- A sum that somebody is asked for, once for each request.
create table payments.payment (
  collectivity_id uuid not null,
  id uuid not null,
  -- Of who asks: the same request never makes two payments.
  request_id uuid not null,
  dossier_id uuid,
  purpose text not null,
  -- Cents of euro.
  amount bigint not null check (amount >= 0),
  reference text not null,
  -- Asked for by name; null: the only one that is open.
  regie_id uuid,
  state text not null check (state in ('created', 'pending', 'paid', 'refused', 'abandoned', 'expired')),
  -- Where the provider writes; forgotten once nothing is left to pay.
  payer_email text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  settled_at timestamptz,
  primary key (collectivity_id, id),
  unique (collectivity_id, request_id),
  unique (collectivity_id, reference),
  foreign key (collectivity_id, regie_id) references payments.regie (collectivity_id, id)
);
create index payment_by_dossier on payments.payment (collectivity_id, dossier_id) where dossier_id is not null;
create index payment_by_expiry on payments.payment (collectivity_id, expires_at)
  where state in ('created', 'pending', 'refused', 'abandoned');
select platform.protect_tenant_table('payments.payment');
grant select, insert, update on payments.payment to traboule_app;

-- One visit to the provider. The row is written before the provider is called, its operation after.
create table payments.attempt (
  collectivity_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  number integer not null,
  reference text not null,
  regie_id uuid not null,
  client_number text not null,
  mode text not null check (mode in ('test', 'activation', 'production')),
  amount bigint not null,
  state text not null check (state in ('asked', 'open', 'paid', 'refused', 'abandoned', 'expired')),
  operation_id text,
  opened_at timestamptz not null,
  looked_at timestamptz,
  looks integer not null default 0,
  -- Null: nothing more to ask of the provider.
  next_look_at timestamptz,
  means text check (means in ('card', 'direct_debit')),
  authorisation text,
  transacted_at timestamptz,
  -- What the provider said that does not agree with what was asked.
  mismatch text,
  primary key (collectivity_id, id),
  unique (collectivity_id, payment_id, number),
  unique (collectivity_id, reference),
  unique (collectivity_id, operation_id),
  foreign key (collectivity_id, payment_id) references payments.payment (collectivity_id, id),
  foreign key (collectivity_id, regie_id) references payments.regie (collectivity_id, id)
);
create index attempt_to_look_at on payments.attempt (collectivity_id, next_look_at) where next_look_at is not null;
create index attempt_by_day on payments.attempt (collectivity_id, transacted_at) where state = 'paid';
select platform.protect_tenant_table('payments.attempt');
grant select, insert, update on payments.attempt to traboule_app;
