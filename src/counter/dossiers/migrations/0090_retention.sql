-- The end of a request: what says who asked is erased, the figures and the journal stay.

-- Since when nothing in it says who asked any more.
alter table dossiers.dossier add column erased_at timestamptz;
-- Since when it is out of sight: agents and person find it no more.
alter table dossiers.dossier add column removed_at timestamptz;
-- Kept beyond its time, for an appeal or a check: {"byName": …, "at": …}. Why is a note of the request.
alter table dossiers.dossier add column hold jsonb;

-- When the collectivity was told that its time comes; nothing is erased before.
alter table dossiers.timer add column told_at timestamptz;
create index timer_of_retention on dossiers.timer (collectivity_id, due_at) where kind = 'retention';

grant update (body, author_name, author_account_id) on dossiers.message to traboule_app;
-- The journal names who acted: those names alone are taken out of it, and only once the request has been erased; its lines are
-- then bound to each other anew, and the last one keeps the hash that the journal ended with before.
grant update (actor_account_id, actor_name, payload, previous_hash, hash) on dossiers.event to traboule_app;
create policy written_stays on dossiers.event as restrictive for update to traboule_app using (
  exists (
    select 1 from dossiers.dossier d
    where d.collectivity_id = event.collectivity_id and d.id = event.dossier_id and d.erased_at is not null
  )
);
