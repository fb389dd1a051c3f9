-- When two accounts of one person become one: what came from which, so that it can be given back.
alter table federation.login add column merge_id uuid;
alter table federation.login add column merged_from uuid;
