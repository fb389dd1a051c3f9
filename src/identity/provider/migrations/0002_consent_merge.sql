-- Consents follow their person when two accounts become one, and go back when that is undone. Their words never change.
alter table provider.consent add column moved_from uuid;
alter table provider.consent add column merge_id uuid;
create index consent_by_merge on provider.consent (merge_id) where merge_id is not null;
grant update (account_id, moved_from, merge_id) on provider.consent to traboule_app;
