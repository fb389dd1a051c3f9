-- The operator also suspends whole accounts, and opens them again.
alter table accounts.support_act drop constraint support_act_act_check;
alter table accounts.support_act add constraint support_act_act_check
  check (act in ('looked_up', 'waits_lifted', 'reset_asked', 'suspended', 'resumed')) not valid;
