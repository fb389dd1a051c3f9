-- How agents look at their lists.
create schema views;
grant usage on schema views to traboule_app;

-- A list that somebody keeps under a name: for herself, for a service, for the whole collectivity.
create table views.saved_view (
  collectivity_id uuid not null,
  id uuid not null,
  -- Who made it; hers alone as long as it is shared with nobody.
  owner_account_id uuid not null,
  shared_with text not null default 'nobody' check (shared_with in ('nobody', 'service', 'everybody')),
  service_id uuid,
  name text not null check (char_length(name) between 1 and 60),
  -- The parameters of the list's address: {"vue": "miennes", "service": "voirie"}.
  parameters jsonb not null,
  -- In their order; none: the usual ones.
  columns text[] not null default '{}',
  updated_at timestamptz not null,
  primary key (collectivity_id, id),
  check ((shared_with = 'service') = (service_id is not null))
);
create index saved_view_by_owner on views.saved_view (collectivity_id, owner_account_id) where shared_with = 'nobody';
create index saved_view_shared on views.saved_view (collectivity_id, service_id) where shared_with <> 'nobody';
select platform.protect_tenant_table('views.saved_view');
grant select, insert, update, delete on views.saved_view to traboule_app;

-- The columns that an agent chose for every list of hers that has none of its own.
create table views.column_choice (
  collectivity_id uuid not null,
  account_id uuid not null,
  columns text[] not null,
  updated_at timestamptz not null,
  primary key (collectivity_id, account_id)
);
select platform.protect_tenant_table('views.column_choice');
grant select, insert, update, delete on views.column_choice to traboule_app;
