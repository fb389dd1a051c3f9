-- The ground under every house: the application's role, the tenant of a transaction, the audited doors.

create schema platform;

-- Owns nothing, logs in nowhere: sessions step down to it, and row-level security binds it.
do $$
begin
  create role traboule_app nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;

do $$
begin
  execute format('grant traboule_app to %I', current_user);
exception when others then null; -- a superuser needs no grant, and PostgreSQL refuses the circular one
end $$;

grant usage on schema platform to traboule_app;

-- The tenant of this transaction, or null.
create function platform.current_collectivity() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('traboule.collectivity_id', true), '')::uuid;

-- Whether this transaction reads across tenants under a name.
create function platform.at_door() returns boolean
  language sql stable parallel safe
  return coalesce(current_setting('traboule.door', true), '') <> '';

-- Binds a tenant table: rows of other collectivities do not exist for the application, whatever the query forgets.
-- Doors read; nobody writes across tenants.
create function platform.protect_tenant_table(target regclass) returns void
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant on %s for all to traboule_app
       using (collectivity_id = (select platform.current_collectivity()))
       with check (collectivity_id = (select platform.current_collectivity()))', target);
  execute format(
    'create policy door on %s for select to traboule_app using ((select platform.at_door()))', target);
end $$;

-- Who crossed tenants, when, under which name.
create table platform.door_passage (
  id bigint generated always as identity primary key,
  door text not null,
  account_id uuid,
  subject text not null,
  passed_at timestamptz not null default now()
);
create index door_passage_by_account on platform.door_passage (account_id, passed_at desc);
grant select, insert on platform.door_passage to traboule_app;
