-- The end of requests by rules that each collectivity writes: those of a procedure that were closed by a day, the oldest first.
create index dossier_by_closing on dossiers.dossier (collectivity_id, procedure_id, outcome, closed_at, id)
  where closed_at is not null and erased_at is null and joined_to is null;

-- Answers that were erased before the rest: {"entered": 12, "fields": ["iban"]}. Entered again, it counts no more.
alter table dossiers.dossier add column erased_fields jsonb;
grant update (erased_fields) on dossiers.dossier to traboule_app;
grant update, delete on dossiers.former_form to traboule_app;
