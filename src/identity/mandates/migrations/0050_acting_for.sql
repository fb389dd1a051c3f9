-- What the houses say from now on, for the links and mandates that were there before.
update accounts.account set acts_for_others = true
where id in (
  select account_id from organisations.link
  union
  select holder_account_id from mandates.mandate where holder_account_id is not null
);
