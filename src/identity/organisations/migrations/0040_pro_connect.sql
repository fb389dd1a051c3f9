-- ProConnect says for which establishment a professional works, and whether it certified her as a director.
alter table organisations.link drop constraint link_known_by_check;
alter table organisations.link add constraint link_known_by_check check (known_by in ('register', 'document', 'post',
  'official_contact', 'pro_connect_director', 'pro_connect', 'email_domain', 'declared')) not valid;

-- Wrong codes, by who typed them: nobody uses up the attempts of somebody else.
create table organisations.code_attempt (
  collectivity_id uuid not null,
  id uuid not null,
  organisation_id uuid not null references organisations.organisation (id),
  account_id uuid not null,
  -- The codes on their way against which it was tried.
  verification_ids uuid[] not null,
  at timestamptz not null,
  primary key (collectivity_id, id)
);
create index code_attempt_by_organisation on organisations.code_attempt (collectivity_id, organisation_id, at);
select platform.protect_tenant_table('organisations.code_attempt');
grant select, insert, delete on organisations.code_attempt to traboule_app;
