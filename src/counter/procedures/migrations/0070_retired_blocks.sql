-- A revision that says that the block is offered no longer: drafts that call it keep its fields.
alter table procedures.block add column is_retired boolean not null default false;
