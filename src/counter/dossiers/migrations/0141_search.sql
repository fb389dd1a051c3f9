-- Where a word of a dossier stands: its number, the person, its subject, its procedure; then answers, messages, files.
alter table dossiers.term add column source integer not null default 0;
grant update (source) on dossiers.term to traboule_app;

-- Words of a collectivity with one letter less, and whole: a word typed with a fault meets the right one there. Equality
-- alone is asked, which is leakproof: the index serves under row-level security.
create table dossiers.spelling (
  collectivity_id uuid not null,
  missing text collate "C" not null,
  word text collate "C" not null,
  primary key (collectivity_id, missing, word)
);
create index spelling_by_word on dossiers.spelling (collectivity_id, word);
select platform.protect_tenant_table('dossiers.spelling');
grant select, insert, delete on dossiers.spelling to traboule_app;
