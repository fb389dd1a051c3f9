-- When each authority works: the calendars that delays are counted on.
create schema calendars;
grant usage on schema calendars to traboule_app;

create table calendars.calendar (
  collectivity_id uuid not null,
  id uuid not null,
  slug text not null,
  name text not null,
  -- The one that counts where no other was chosen.
  is_default boolean not null default false,
  -- The last of its revisions.
  revision integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (collectivity_id, id),
  unique (collectivity_id, slug)
);
create unique index calendar_default on calendars.calendar (collectivity_id) where is_default;
select platform.protect_tenant_table('calendars.calendar');
grant select, insert, update on calendars.calendar to traboule_app;

-- What a calendar said, each time that it changed: promises are counted on the one of their day. Added to, never changed.
create table calendars.revision (
  collectivity_id uuid not null,
  calendar_id uuid not null,
  number integer not null check (number > 0),
  definition jsonb not null,
  by_name text not null,
  -- Made from the opening hours, not by a person: it follows them.
  is_derived boolean not null default false,
  at timestamptz not null,
  primary key (collectivity_id, calendar_id, number),
  foreign key (collectivity_id, calendar_id) references calendars.calendar (collectivity_id, id)
);
select platform.protect_tenant_table('calendars.revision');
grant select, insert on calendars.revision to traboule_app;

-- Which calendar a service or a procedure counts on, when it is not the default one.
create table calendars.choice (
  collectivity_id uuid not null,
  chooser text not null check (chooser in ('service', 'procedure')),
  chooser_id uuid not null,
  calendar_id uuid not null,
  at timestamptz not null,
  primary key (collectivity_id, chooser, chooser_id),
  foreign key (collectivity_id, calendar_id) references calendars.calendar (collectivity_id, id)
);
create index choice_by_calendar on calendars.choice (collectivity_id, calendar_id);
select platform.protect_tenant_table('calendars.choice');
grant select, insert, update, delete on calendars.choice to traboule_app;
