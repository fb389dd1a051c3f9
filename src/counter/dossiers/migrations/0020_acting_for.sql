-- For whom a request is made, when it is not for who writes it: name, number, and the right that was shown.
alter table dossiers.draft add column acting_for jsonb;
alter table dossiers.dossier add column acting_for jsonb;
