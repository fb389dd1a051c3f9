-- What circuits keep of a dossier besides its status.

-- Which entry into a status the dossier is at: the version it had then; what was armed by an earlier entry does nothing.
alter table dossiers.dossier add column entered integer not null default 0;
-- By name, the statuses that bear the marks of the circuit.
alter table dossiers.dossier add column marks jsonb not null default '{}';

-- Moments at which something is to happen by itself. A row goes when its moment has been taken up, or its status left.
create table dossiers.timer (
  collectivity_id uuid not null,
  id uuid not null,
  dossier_id uuid not null,
  -- `wait`: a step of the status; `action`: a global action; `outside`: an answer that is late; `retention`: the end.
  kind text not null check (kind in ('wait', 'action', 'outside', 'retention')),
  -- The step, the action, the request or the outcome.
  subject text not null,
  -- The entry into a status that it belongs to.
  entered integer not null,
  due_at timestamptz not null,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
create index timer_by_due on dossiers.timer (collectivity_id, due_at);
create index timer_by_dossier on dossiers.timer (collectivity_id, dossier_id);
select platform.protect_tenant_table('dossiers.timer');
grant select, insert, update, delete on dossiers.timer to traboule_app;

-- Answers asked of somebody outside the circuit: a payment, a signature, an expert, another authority's tool.
create table dossiers.outside_request (
  collectivity_id uuid not null,
  id uuid not null,
  dossier_id uuid not null,
  step text not null,
  service text not null,
  state text not null default 'requested' check (state in ('requested', 'accepted', 'refused', 'timed_out')),
  parameters jsonb not null,
  entered integer not null,
  asked_at timestamptz not null,
  settled_at timestamptz,
  -- What who answered said of it.
  detail text,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
create index outside_request_by_dossier on dossiers.outside_request (collectivity_id, dossier_id, asked_at);
select platform.protect_tenant_table('dossiers.outside_request');
grant select, insert, update on dossiers.outside_request to traboule_app;

-- The agents' own fields of a dossier; who wrote one, and when, is on the line of the journal that it names.
create table dossiers.internal_value (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  field text not null,
  value jsonb not null,
  set_by_event uuid not null,
  set_by_name text not null,
  set_at timestamptz not null,
  primary key (collectivity_id, dossier_id, field),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
select platform.protect_tenant_table('dossiers.internal_value');
grant select, insert, update, delete on dossiers.internal_value to traboule_app;

-- Work that leaves the database: a call, a record, a document, a case elsewhere, a letter.
create table dossiers.errand (
  collectivity_id uuid not null,
  id uuid not null,
  dossier_id uuid not null,
  step text not null,
  work text not null,
  parameters jsonb not null,
  -- The agents' field that keeps what came of it.
  into_field text,
  entered integer not null,
  state text not null default 'asked' check (state in ('asked', 'done', 'failed', 'unavailable')),
  tries integer not null default 0,
  asked_at timestamptz not null,
  settled_at timestamptz,
  detail text,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
create index errand_by_dossier on dossiers.errand (collectivity_id, dossier_id, asked_at);
select platform.protect_tenant_table('dossiers.errand');
grant select, insert, update on dossiers.errand to traboule_app;
