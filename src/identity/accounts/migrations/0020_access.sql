-- Who may do what in a collectivity, until when, and who answers for it: groups, guests, suspensions.

-- A mandate is a role too: of an elected member, who reads. Its function ("adjointe à la voirie") is a text.
alter table accounts.agent_role drop constraint agent_role_role_check;
alter table accounts.agent_role add constraint agent_role_role_check
  check (role in ('agent', 'supervisor', 'administrator', 'elected')) not valid;
alter table accounts.agent_role add column office text;
-- A role of a guest holds as long as her stay: see accounts.guest.
alter table accounts.agent_role add column guest_id uuid;
alter table accounts.agent_role add constraint agent_role_mandate_ends
  check (role <> 'elected' or ends_at is not null) not valid;
-- Whoever is invited works for one service, under somebody's eyes.
alter table accounts.agent_role add constraint agent_role_of_guest
  check (guest_id is null or (role = 'agent' and service_id is not null)) not valid;

-- Somebody from outside: an agent of the collectivity answers for her, until a day that is always set.
create table accounts.guest (
  collectivity_id uuid not null,
  account_id uuid not null references accounts.account (id),
  id uuid not null,
  -- Where she comes from: "Entreprise Exemple".
  organisation text not null,
  -- What for.
  reason text not null,
  sponsor_id uuid not null references accounts.account (id),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- When the end was last set: a stay is never longer than a year ahead of that.
  renewed_at timestamptz not null,
  -- For which end its sponsor was reminded.
  reminded_for timestamptz,
  invited_by uuid,
  created_at timestamptz not null default now(),
  primary key (collectivity_id, account_id, id),
  check (ends_at >= starts_at),
  check (ends_at <= greatest(renewed_at, starts_at) + interval '367 days')
);
create index guest_by_sponsor on accounts.guest (collectivity_id, sponsor_id, ends_at);
create index guest_by_end on accounts.guest (collectivity_id, ends_at);
select platform.protect_tenant_table('accounts.guest');
grant select, insert, update on accounts.guest to traboule_app;

alter table accounts.agent_role add constraint agent_role_guest_fkey
  foreign key (collectivity_id, account_id, guest_id) references accounts.guest (collectivity_id, account_id, id) not valid;

create table accounts.agent_group (
  collectivity_id uuid not null,
  id uuid not null,
  name text not null,
  description text not null default '',
  created_by uuid,
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  primary key (collectivity_id, id)
);
create unique index agent_group_named_once on accounts.agent_group (collectivity_id, lower(name)) where closed_at is null;
select platform.protect_tenant_table('accounts.agent_group');
grant select, insert, update on accounts.agent_group to traboule_app;

create table accounts.group_member (
  collectivity_id uuid not null,
  account_id uuid not null references accounts.account (id),
  id uuid not null,
  group_id uuid not null,
  guest_id uuid,
  starts_at timestamptz not null,
  ends_at timestamptz,
  added_by uuid,
  ended_by uuid,
  created_at timestamptz not null default now(),
  primary key (collectivity_id, account_id, id),
  foreign key (collectivity_id, group_id) references accounts.agent_group (collectivity_id, id),
  foreign key (collectivity_id, account_id, guest_id) references accounts.guest (collectivity_id, account_id, id),
  check (ends_at is null or ends_at >= starts_at)
);
create unique index group_member_once on accounts.group_member (collectivity_id, account_id, group_id) where ends_at is null;
create index group_member_by_group on accounts.group_member (collectivity_id, group_id, account_id);
select platform.protect_tenant_table('accounts.group_member');
grant select, insert, update on accounts.group_member to traboule_app;

-- While a row is not resumed, its account has no right in this collectivity, whatever its roles say.
create table accounts.suspension (
  collectivity_id uuid not null,
  account_id uuid not null references accounts.account (id),
  id uuid not null,
  reason text not null,
  suspended_at timestamptz not null,
  suspended_by uuid,
  resumed_at timestamptz,
  resumed_by uuid,
  primary key (collectivity_id, account_id, id)
);
create unique index suspension_once on accounts.suspension (collectivity_id, account_id) where resumed_at is null;
select platform.protect_tenant_table('accounts.suspension');
grant select, insert, update on accounts.suspension to traboule_app;

-- What was given, to whom, by whom: never changed, never deleted.
create table accounts.access_event (
  collectivity_id uuid not null,
  account_id uuid not null references accounts.account (id),
  id uuid not null,
  kind text not null,
  actor_id uuid,
  at timestamptz not null,
  detail jsonb not null default '{}',
  primary key (collectivity_id, account_id, id)
);
select platform.protect_tenant_table('accounts.access_event');
grant select, insert on accounts.access_event to traboule_app;

-- The whole account, by the operator: nothing opens. `cut_at` is the last time its accesses were cut, anywhere:
-- what was granted before (a token, a grant of an application) does not hold any more.
alter table accounts.account add column suspended_at timestamptz;
alter table accounts.account add column suspended_by uuid;
alter table accounts.account add column suspension_reason text;
alter table accounts.account add column cut_at timestamptz;
