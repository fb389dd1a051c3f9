-- What who was asked answered: an opinion, who signed. Shape by service, in the house's schema.
alter table dossiers.outside_request add column answer jsonb;
