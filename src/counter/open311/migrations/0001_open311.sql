-- Reports that other programs file by Open311 (GeoReport v2), where a collectivity lets them.
create schema open311;
grant usage on schema open311 to traboule_app;

-- What a collectivity opens: by the slug of the procedure, which is the code of the service.
create table open311.service (
  collectivity_id uuid not null,
  procedure text not null,
  opened_at timestamptz not null,
  primary key (collectivity_id, procedure)
);
select platform.protect_tenant_table('open311.service');
grant select, insert, delete on open311.service to traboule_app;

-- What was filed so, with the only answers that everybody may read: where it is.
create table open311.request (
  collectivity_id uuid not null,
  dossier_id uuid not null,
  -- The number of the case: the number of the request there.
  number text not null,
  service text not null,
  address text,
  latitude double precision,
  longitude double precision,
  requested_at timestamptz not null,
  primary key (collectivity_id, dossier_id)
);
create unique index request_number on open311.request (collectivity_id, number);
create index request_by_day on open311.request (collectivity_id, requested_at desc, dossier_id);
select platform.protect_tenant_table('open311.request');
grant select, insert, delete on open311.request to traboule_app;
