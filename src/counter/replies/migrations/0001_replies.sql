-- Answers that agents write often, kept by a team or by the whole collectivity; what each said before is never changed.

create schema replies;
grant usage on schema replies to traboule_app;

create table replies.reply (
  collectivity_id uuid not null,
  id uuid not null,
  name text not null check (char_length(name) between 1 and 120),
  -- The team that keeps it and uses it; null: the whole collectivity.
  service_id uuid,
  -- Offered for these only; null: for all.
  procedure_id uuid,
  status text,
  channel text,
  -- Who may change it: any agent of the team, or those who supervise it.
  kept_by text not null check (kept_by in ('agents', 'supervisors')),
  uses integer not null default 0,
  created_at timestamptz not null,
  retired_at timestamptz,
  primary key (collectivity_id, id)
);
create index reply_in_use on replies.reply (collectivity_id, uses desc, name) where retired_at is null;
select platform.protect_tenant_table('replies.reply');
grant select, insert, update on replies.reply to traboule_app;

create table replies.revision (
  collectivity_id uuid not null,
  reply_id uuid not null,
  number integer not null check (number > 0),
  -- {"fr": …, "en": …}: plain text with variables between braces.
  body jsonb not null,
  by_name text not null,
  at timestamptz not null,
  primary key (collectivity_id, reply_id, number),
  foreign key (collectivity_id, reply_id) references replies.reply (collectivity_id, id)
);
select platform.protect_tenant_table('replies.revision');
grant select, insert on replies.revision to traboule_app;
