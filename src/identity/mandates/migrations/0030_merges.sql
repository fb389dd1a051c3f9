-- What a merge of two accounts moved, to give it back: which role of which mandate.
create table mandates.moved (
  merge_id uuid not null,
  mandate_id uuid not null references mandates.mandate (id),
  role text not null check (role in ('holder', 'principal', 'asker')),
  primary key (merge_id, mandate_id, role)
);
grant select, insert, delete on mandates.moved to traboule_app;
