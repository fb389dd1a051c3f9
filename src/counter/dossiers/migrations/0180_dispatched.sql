-- How pressing a request is (0 as most, 1 before others, 2 urgent), and the words that rules put on it.
alter table dossiers.dossier
  add column priority integer not null default 0,
  add column labels text[] not null default '{}';
