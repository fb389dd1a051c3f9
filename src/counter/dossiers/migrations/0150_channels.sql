-- By which way a request came, and for whom of those that the collectivity knows.
alter table dossiers.dossier add constraint dossier_channel_check
  check (channel in ('web', 'counter', 'phone', 'letter', 'mail', 'sms', 'partner', 'hubee', 'api')) not valid;
alter table dossiers.dossier add column contact_id uuid;
create index dossier_by_contact on dossiers.dossier (collectivity_id, contact_id, submitted_at desc, id)
  where contact_id is not null;
