-- What a collectivity changed of how it offers a procedure, and who did: never changed, never deleted.
create table procedures.offer_event (
  collectivity_id uuid not null,
  offer_id uuid not null,
  id uuid not null,
  kind text not null,
  actor_id uuid,
  at timestamptz not null,
  detail jsonb not null default '{}',
  primary key (collectivity_id, offer_id, id),
  foreign key (collectivity_id, offer_id) references procedures.offer (collectivity_id, id)
);
select platform.protect_tenant_table('procedures.offer_event');
grant select, insert on procedures.offer_event to traboule_app;
