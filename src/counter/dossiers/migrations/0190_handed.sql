-- With whom a request is: a partner's tool that settles it, or one that it came from.
alter table dossiers.dossier add column handed jsonb;
