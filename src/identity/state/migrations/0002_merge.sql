-- A merge of two accounts brings an identity to another account, and may be undone: where it came from is kept.
alter table state.linked_identity add column merge_id uuid;
alter table state.linked_identity add column merged_from uuid;
drop index state.linked_identity_once;
-- One person has one civil identity; a merge may bring it under a second identifier.
create unique index linked_identity_once on state.linked_identity (account_id)
  where provider = 'france_connect' and merge_id is null;
create index linked_identity_by_merge on state.linked_identity (merge_id) where merge_id is not null;
