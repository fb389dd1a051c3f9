-- Who decided follows a merge too: she may take back what she passed on.
alter table mandates.moved drop constraint moved_role_check;
alter table mandates.moved add constraint moved_role_check
  check (role in ('holder', 'principal', 'asker', 'decider')) not valid;
