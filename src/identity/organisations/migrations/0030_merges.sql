-- What a merge of two accounts moved, to give it back.
create table organisations.moved (
  merge_id uuid not null,
  link_id uuid not null references organisations.link (id),
  primary key (merge_id, link_id)
);
grant select, insert, delete on organisations.moved to traboule_app;
