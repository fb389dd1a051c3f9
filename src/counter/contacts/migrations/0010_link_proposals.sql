-- An agent thinks that a contact is somebody's account: its person, who proved the address, says yes or no in her account.
create table contacts.link_proposal (
  collectivity_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  -- Lower case, one of those of the contact. Whether an account has it is told to nobody.
  email text not null,
  at timestamptz not null,
  by_id uuid not null,
  by_name text not null,
  -- Null while it waits; nobody answers after its end.
  is_agreed boolean,
  answered_at timestamptz,
  ends_at timestamptz not null,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, contact_id) references contacts.contact (collectivity_id, id)
);
create unique index link_proposal_once on contacts.link_proposal (collectivity_id, contact_id, email) where answered_at is null;
create index link_proposal_of_contact on contacts.link_proposal (collectivity_id, contact_id, at);
-- Read through a door: what waits for the person of an address.
create index link_proposal_by_email on contacts.link_proposal (email) where answered_at is null;
select platform.protect_tenant_table('contacts.link_proposal');
grant select, insert, update on contacts.link_proposal to traboule_app;
