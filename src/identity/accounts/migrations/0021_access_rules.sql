-- What a collectivity decides about accesses: the addresses of its own agents, and for which roles one factor is not enough.

-- A domain ("mairie.exemple.fr"), or one whole address where a small commune has no domain.
create table accounts.own_address (
  collectivity_id uuid not null,
  address text not null,
  declared_by uuid,
  declared_at timestamptz not null,
  primary key (collectivity_id, address)
);
select platform.protect_tenant_table('accounts.own_address');
grant select, insert, delete on accounts.own_address to traboule_app;

create table accounts.factor_rule (
  collectivity_id uuid not null,
  -- A role, or `guest` for whatever a guest holds.
  role text not null check (role in ('agent', 'supervisor', 'administrator', 'elected', 'guest')),
  required_from timestamptz not null,
  set_by uuid,
  set_at timestamptz not null,
  primary key (collectivity_id, role)
);
select platform.protect_tenant_table('accounts.factor_rule');
grant select, insert, update, delete on accounts.factor_rule to traboule_app;

-- The same for those who run the platform: one row, or none.
create table accounts.operator_factor_rule (
  is_only boolean primary key default true check (is_only),
  required_from timestamptz not null,
  set_by uuid,
  set_at timestamptz not null
);
grant select, insert, update, delete on accounts.operator_factor_rule to traboule_app;

-- Sessions are deleted a month after their end: when somebody was last seen outlives them.
alter table accounts.account add column last_seen_at timestamptz;

-- That the administrators were told of a guest whose sponsor has left: of which sponsor.
alter table accounts.guest add column told_without uuid;
