-- One act done to many requests at once: chosen, tried, then done one by one in the background.
create schema batches;
grant usage on schema batches to traboule_app;

create table batches.batch (
  collectivity_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  account_name text not null,
  -- What is to be done; null until it is said.
  deed jsonb,
  state text not null check (state in ('chosen', 'tried', 'running', 'done')),
  -- The list it was chosen from, as a query string: one goes back to it.
  search text not null,
  chosen_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (collectivity_id, id)
);
create index batch_by_account on batches.batch (collectivity_id, account_id, chosen_at);
create index batch_by_age on batches.batch (collectivity_id, chosen_at);
select platform.protect_tenant_table('batches.batch');
grant select, insert, update, delete on batches.batch to traboule_app;

create table batches.item (
  collectivity_id uuid not null,
  batch_id uuid not null,
  dossier_id uuid not null,
  place integer not null,
  number text not null,
  -- What trying said: null when it can be done, else why not.
  obstacle text,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'refused')),
  -- Why it was not done after all.
  reason text,
  primary key (collectivity_id, batch_id, dossier_id),
  foreign key (collectivity_id, batch_id) references batches.batch (collectivity_id, id) on delete cascade
);
create index item_by_place on batches.item (collectivity_id, batch_id, place);
select platform.protect_tenant_table('batches.item');
grant select, insert, update, delete on batches.item to traboule_app;
