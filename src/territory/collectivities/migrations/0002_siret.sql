-- The establishment that employs a collectivity's agents, as other administrations know it.
alter table collectivities.collectivity add column siret text check (siret ~ '^[0-9]{14}$');
