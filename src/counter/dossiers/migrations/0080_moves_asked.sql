-- A new revision may be asked case by case: the move waits for somebody to say yes to each.
alter table dossiers.revision_move drop constraint revision_move_state_check;
alter table dossiers.revision_move add constraint revision_move_state_check
  check (state in ('asking', 'moving', 'moved', 'undoing', 'undone')) not valid;
create index revision_move_by_procedure on dossiers.revision_move (collectivity_id, procedure_id, asked_at);
