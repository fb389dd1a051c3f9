-- Signed messages to other programs: who takes which, each message until it was taken, each attempt.
create schema webhooks;
grant usage on schema webhooks to traboule_app;

create table webhooks.subscription (
  collectivity_id uuid not null,
  id uuid not null,
  -- The house that keeps it.
  owner text not null,
  label text not null,
  url text not null,
  -- `case.submitted`, or `case.*` for a family. Empty: it takes only what is sent to it by name.
  topics text[] not null,
  state text not null check (state in ('active', 'paused', 'gone')),
  -- Sealed under the installation's secret.
  secret text not null,
  previous_secret text,
  previous_until timestamptz,
  -- Failures in a row, and until when nothing is tried because of them.
  failures integer not null default 0,
  quiet_until timestamptz,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (collectivity_id, id)
);

create table webhooks.delivery (
  collectivity_id uuid not null,
  subscription_id uuid not null,
  -- Of the message: the same for each subscription that takes it, and at each attempt.
  id uuid not null,
  type text not null,
  -- Messages of one subject leave in their order; null: it waits for no other.
  subject text,
  place bigint not null default 0,
  -- As it is signed and sent.
  body text not null,
  created_at timestamptz not null,
  state text not null check (state in ('waiting', 'delivered', 'dead')),
  -- Since it was written; and since it was last sent anew.
  attempts integer not null default 0,
  tries integer not null default 0,
  next_at timestamptz not null,
  -- Somebody is sending it until then.
  claimed_until timestamptz,
  settled_at timestamptz,
  last_status integer,
  last_error text,
  primary key (collectivity_id, subscription_id, id),
  foreign key (collectivity_id, subscription_id) references webhooks.subscription (collectivity_id, id) on delete cascade
);
create index delivery_due on webhooks.delivery (collectivity_id, subscription_id, next_at, id) where state = 'waiting';
create index delivery_in_line on webhooks.delivery (collectivity_id, subscription_id, subject, place, id) where state = 'waiting';
create index delivery_by_date on webhooks.delivery (collectivity_id, subscription_id, created_at desc, id desc);
create index delivery_dead on webhooks.delivery (collectivity_id, subscription_id, created_at desc, id desc) where state = 'dead';

create table webhooks.attempt (
  collectivity_id uuid not null,
  subscription_id uuid not null,
  delivery_id uuid not null,
  number integer not null,
  at timestamptz not null,
  milliseconds integer not null,
  status integer,
  error text,
  -- The beginning of what was answered.
  answer text,
  primary key (collectivity_id, subscription_id, delivery_id, number),
  foreign key (collectivity_id, subscription_id, delivery_id)
    references webhooks.delivery (collectivity_id, subscription_id, id) on delete cascade
);

select platform.protect_tenant_table('webhooks.subscription');
select platform.protect_tenant_table('webhooks.delivery');
select platform.protect_tenant_table('webhooks.attempt');
grant select, insert, update, delete on webhooks.subscription, webhooks.delivery to traboule_app;
grant select, insert on webhooks.attempt to traboule_app;
