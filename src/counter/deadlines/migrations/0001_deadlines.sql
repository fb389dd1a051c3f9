-- Within which delays cases are settled: the rules of each procedure, and the clocks of each case.
create schema deadlines;
grant usage on schema deadlines to traboule_app;

-- What a procedure promised at a time. Added to, never changed: cases name the one that they were filed under.
create table deadlines.rule_set (
  collectivity_id uuid not null,
  procedure_id uuid not null,
  number integer not null check (number > 0),
  rules jsonb not null,
  by_name text not null,
  at timestamptz not null,
  primary key (collectivity_id, procedure_id, number)
);
select platform.protect_tenant_table('deadlines.rule_set');
grant select, insert on deadlines.rule_set to traboule_app;

-- Rules being written.
create table deadlines.draft (
  collectivity_id uuid not null,
  procedure_id uuid not null,
  rules jsonb not null,
  version integer not null,
  by_name text not null,
  at timestamptz not null,
  primary key (collectivity_id, procedure_id)
);
select platform.protect_tenant_table('deadlines.draft');
grant select, insert, update, delete on deadlines.draft to traboule_app;

-- The clocks of a case besides its promise: what agents aim at, and the silence of the authority.
create table deadlines.clock (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  -- `take_charge`, `step:instruction:7`, `silence`.
  key text not null,
  what text not null check (what in ('take_charge', 'first_answer', 'step', 'settle', 'silence')),
  status text,
  -- {target, onResume, isCarried, endsAt, startedAt, pauses}
  clock jsonb not null,
  paused_by jsonb not null,
  warnings jsonb not null,
  calendar jsonb not null,
  rules integer not null,
  -- Null while it is stopped by a wait.
  due_at timestamptz,
  met_at timestamptz,
  primary key (collectivity_id, dossier_id, key)
);
select platform.protect_tenant_table('deadlines.clock');
grant select, insert, update on deadlines.clock to traboule_app;

-- What is to happen of itself on a clock: one row for each moment to come, taken when it has.
create table deadlines.moment (
  collectivity_id uuid not null,
  id uuid not null,
  dossier_id uuid not null,
  key text not null,
  kind text not null check (kind in ('warn', 'late', 'silence')),
  level text not null,
  told text not null check (told in ('holder', 'supervisors')),
  due_at timestamptz not null,
  primary key (collectivity_id, id)
);
create index moment_by_due on deadlines.moment (collectivity_id, due_at);
create index moment_by_dossier on deadlines.moment (collectivity_id, dossier_id);
select platform.protect_tenant_table('deadlines.moment');
grant select, insert, update, delete on deadlines.moment to traboule_app;

-- What agents are to be told of at the next digest.
create table deadlines.alert (
  collectivity_id uuid not null,
  id uuid not null,
  dossier_id uuid not null,
  key text not null,
  kind text not null check (kind in ('warn', 'late', 'silence')),
  told text not null check (told in ('holder', 'supervisors')),
  due_at timestamptz not null,
  at timestamptz not null,
  mailed_at timestamptz,
  primary key (collectivity_id, id)
);
create index alert_to_mail on deadlines.alert (collectivity_id, at) where mailed_at is null;
select platform.protect_tenant_table('deadlines.alert');
grant select, insert, update on deadlines.alert to traboule_app;
