-- Contours of places, drawn once for the whole territory: public facts, shared by all collectivities.
create schema areas;
grant usage on schema areas to traboule_app;

create table areas.area (
  kind text not null check (kind in ('commune', 'group', 'district', 'other')),
  -- INSEE for a commune.
  code text not null,
  name text not null,
  -- GeoJSON geometry, Polygon or MultiPolygon, WGS 84, longitude first (RFC 7946).
  contour jsonb not null,
  centroid_lon double precision not null,
  centroid_lat double precision not null,
  west double precision not null,
  south double precision not null,
  east double precision not null,
  north double precision not null,
  updated_at timestamptz not null default now(),
  primary key (kind, code)
);
-- A point is looked for among the few areas whose box holds it.
create index area_by_box on areas.area (kind, west, east, south, north);
grant select, insert, update on areas.area to traboule_app;
