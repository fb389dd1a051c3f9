-- What files say: the words of each that a search may ask for, read once. They go with what the request says of a person.
create table dossiers.file_words (
  collectivity_id uuid not null,
  attachment_id uuid not null,
  dossier_id uuid not null,
  -- Why there are none: `none` for a scan, `unreadable`, `too_much`; `read` otherwise.
  state text not null check (state in ('read', 'none', 'unreadable', 'too_much', 'missing')),
  -- Separated by spaces, as they were written, each once.
  words text not null,
  read_at timestamptz not null,
  primary key (collectivity_id, attachment_id),
  foreign key (collectivity_id, attachment_id) references dossiers.attachment (collectivity_id, id)
);
create index file_words_by_dossier on dossiers.file_words (collectivity_id, dossier_id);
select platform.protect_tenant_table('dossiers.file_words');
grant select, insert, delete on dossiers.file_words to traboule_app;

-- In which file a word stands, when it stands in a file alone.
alter table dossiers.term add column attachment_id uuid;
grant update (attachment_id) on dossiers.term to traboule_app;
