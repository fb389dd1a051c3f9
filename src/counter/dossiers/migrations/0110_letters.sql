-- Letters that circuits made, until somebody posts them: the letter itself is a file of its request.
create table dossiers.letter (
  collectivity_id uuid not null,
  id uuid not null,
  dossier_id uuid not null,
  attachment_id uuid not null,
  -- Who it is for, as it stands above the address.
  recipient text not null,
  subject text not null,
  -- False: somebody writes the address by hand.
  has_address boolean not null,
  made_at timestamptz not null,
  posted_at timestamptz,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, dossier_id) references dossiers.dossier (collectivity_id, id)
);
create index letter_to_post on dossiers.letter (collectivity_id, made_at, id) where posted_at is null;
create index letter_posted on dossiers.letter (collectivity_id, posted_at, id) where posted_at is not null;
create index letter_of_dossier on dossiers.letter (collectivity_id, dossier_id);
select platform.protect_tenant_table('dossiers.letter');
grant select, insert, update, delete on dossiers.letter to traboule_app;
