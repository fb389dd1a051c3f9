-- By which key a program asked; null: an agent did, in the bureau.
alter table exports.export add column key_id uuid;
