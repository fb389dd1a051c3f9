-- Requests that two tools hold: with whom, which, and what was said in each direction.
create schema handover;
grant usage on schema handover to traboule_app;

create table handover.partner (
  collectivity_id uuid not null,
  id uuid not null,
  name text not null,
  -- push: messages are posted to its address; pull: it fetches them; open311: it is a server of that standard.
  mode text not null check (mode in ('push', 'pull', 'open311')),
  -- Where it answers; null while it is not known, and for one that only fetches.
  address text,
  -- What posts our messages to it.
  subscription_id uuid,
  -- Signs messages both ways; sealed, as the one before while it still holds. Of Open311: its key.
  secret text not null,
  previous_secret text,
  previous_until timestamptz,
  jurisdiction text,
  -- Whether the promise made to the person stops while the partner has her request.
  clock text not null check (clock in ('runs', 'paused')),
  patience_days integer not null check (patience_days between 1 and 365),
  is_active boolean not null default true,
  created_at timestamptz not null,
  -- When both lists were last compared, and what came of it.
  compared_at timestamptz,
  compared jsonb,
  primary key (collectivity_id, id)
);

-- What is given to it, and what is taken from it.
create table handover.matter (
  collectivity_id uuid not null,
  partner_id uuid not null,
  direction text not null check (direction in ('give', 'take')),
  -- Slug of our procedure; and what the partner calls it.
  ours text not null,
  theirs text not null,
  -- Given as soon as it is filed.
  is_automatic boolean not null default false,
  primary key (collectivity_id, partner_id, direction, ours),
  foreign key (collectivity_id, partner_id) references handover.partner (collectivity_id, id) on delete cascade
);

create table handover.handover (
  collectivity_id uuid not null,
  id uuid not null,
  partner_id uuid not null,
  role text not null check (role in ('giver', 'taker')),
  -- Null until what came is filed.
  dossier_id uuid,
  state text not null check (state in ('offered', 'requested', 'accepted', 'refused', 'settled', 'returned', 'taken_back')),
  reference text,
  -- What the partner says of it, in its own words.
  news text,
  -- Places of the last message of each direction.
  sent integer not null default 0,
  received integer not null default 0,
  -- Up to which line of the journal the partner was told.
  relayed integer not null default 0,
  begun_at timestamptz not null,
  changed_at timestamptz not null,
  told_late_at timestamptz,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, partner_id) references handover.partner (collectivity_id, id)
);
create unique index handover_open on handover.handover (collectivity_id, dossier_id)
  where state in ('offered', 'requested', 'accepted');
create index handover_of_dossier on handover.handover (collectivity_id, dossier_id, begun_at desc);
create index handover_of_partner on handover.handover (collectivity_id, partner_id, changed_at desc, id desc);
create index handover_waiting on handover.handover (collectivity_id, changed_at)
  where state in ('offered', 'requested', 'accepted');

create table handover.message (
  collectivity_id uuid not null,
  handover_id uuid not null,
  direction text not null check (direction in ('out', 'in')),
  sequence integer not null check (sequence > 0),
  id uuid not null,
  type text not null,
  data jsonb not null,
  at timestamptz not null,
  -- In: when it was carried out. Out: when the partner said that it has it, for one that fetches.
  done_at timestamptz,
  primary key (collectivity_id, handover_id, direction, sequence),
  foreign key (collectivity_id, handover_id) references handover.handover (collectivity_id, id)
);
create index message_to_do on handover.message (collectivity_id, direction, at, handover_id, sequence) where done_at is null;

select platform.protect_tenant_table('handover.partner');
select platform.protect_tenant_table('handover.matter');
select platform.protect_tenant_table('handover.handover');
select platform.protect_tenant_table('handover.message');
grant select, insert, update on handover.partner, handover.handover, handover.message to traboule_app;
grant select, insert, update, delete on handover.matter to traboule_app;
