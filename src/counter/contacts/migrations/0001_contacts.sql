-- The people, households and organisations that one collectivity knows, with or without an account.

create schema contacts;
grant usage on schema contacts to traboule_app;

create table contacts.contact (
  collectivity_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('person', 'household', 'organisation')),
  given_name text not null default '',
  family_name text not null default '',
  -- Of a household or an organisation.
  name text not null default '',
  birth_date date,
  -- SIREN, SIRET or RNA of an organisation.
  number text,
  -- {"line": …, "complement": …, "postalCode": …, "city": …}
  address jsonb,
  preferred_channel text check (preferred_channel in ('mail', 'phone', 'sms', 'letter')),
  locale text not null default 'fr' check (locale in ('fr', 'en')),
  -- Hers once it is proved to be hers, and how.
  account_id uuid,
  linked_how text check (linked_how in ('code', 'email')),
  linked_at timestamptz,
  -- Where the account comes from, while a merge of two accounts can be undone.
  merge_id uuid,
  merged_from uuid,
  -- The same person as another, said by an agent; both rows stay, so that it can be undone.
  merged_into uuid,
  created_at timestamptz not null,
  created_by_name text not null,
  updated_at timestamptz not null,
  version integer not null default 1,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, merged_into) references contacts.contact (collectivity_id, id),
  check (merged_into is distinct from id),
  check ((account_id is null) = (linked_how is null))
);
create index contact_merged on contacts.contact (collectivity_id, merged_into) where merged_into is not null;
create index contact_of_account on contacts.contact (collectivity_id, account_id) where account_id is not null;
-- Read through a door: what collectivities know of an account.
create index contact_by_account on contacts.contact (account_id) where account_id is not null;
create index contact_by_account_merge on contacts.contact (merge_id) where merge_id is not null;
select platform.protect_tenant_table('contacts.contact');
grant select, insert, update on contacts.contact to traboule_app;

-- How she is reached. Two people may share an address or a number: none of them is known by it.
create table contacts.reach (
  collectivity_id uuid not null,
  contact_id uuid not null,
  kind text not null check (kind in ('email', 'phone')),
  value text not null,
  place integer not null,
  primary key (collectivity_id, contact_id, kind, value),
  foreign key (collectivity_id, contact_id) references contacts.contact (collectivity_id, id)
);
create index reach_by_value on contacts.reach (collectivity_id, kind, value);
select platform.protect_tenant_table('contacts.reach');
grant select, insert, delete on contacts.reach to traboule_app;

-- Words by which she is found, as they are and with one letter less. Compared byte by byte: see the house of requests.
create table contacts.term (
  collectivity_id uuid not null,
  term text collate "C" not null,
  contact_id uuid not null,
  primary key (collectivity_id, term, contact_id),
  foreign key (collectivity_id, contact_id) references contacts.contact (collectivity_id, id)
);
create index term_of_contact on contacts.term (collectivity_id, contact_id);
select platform.protect_tenant_table('contacts.term');
grant select, insert, delete on contacts.term to traboule_app;

-- Who lives in a household, who speaks for an organisation.
create table contacts.member (
  collectivity_id uuid not null,
  group_id uuid not null,
  contact_id uuid not null,
  role text not null check (role in ('adult', 'child', 'representative', 'other')),
  since timestamptz not null,
  primary key (collectivity_id, group_id, contact_id),
  foreign key (collectivity_id, group_id) references contacts.contact (collectivity_id, id),
  foreign key (collectivity_id, contact_id) references contacts.contact (collectivity_id, id)
);
create index member_of_contact on contacts.member (collectivity_id, contact_id);
select platform.protect_tenant_table('contacts.member');
grant select, insert, update, delete on contacts.member to traboule_app;

-- Her word on being contacted: what for, by which way, how it was given. Only added to; the last one stands.
create table contacts.consent (
  collectivity_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  -- `follow_up`: about her requests; `news`: of the collectivity.
  purpose text not null check (purpose in ('follow_up', 'news')),
  channel text not null check (channel in ('mail', 'phone', 'sms', 'letter')),
  is_given boolean not null,
  how text not null check (how in ('spoken', 'written', 'online')),
  at timestamptz not null,
  by_id uuid,
  by_name text not null,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, contact_id) references contacts.contact (collectivity_id, id)
);
create index consent_of_contact on contacts.consent (collectivity_id, contact_id, at);
select platform.protect_tenant_table('contacts.consent');
grant select, insert on contacts.consent to traboule_app;

-- Two rows said to be one person, and taken apart again.
create table contacts.merge (
  collectivity_id uuid not null,
  id uuid not null,
  kept_id uuid not null,
  other_id uuid not null,
  at timestamptz not null,
  by_id uuid,
  by_name text not null,
  undone_at timestamptz,
  undone_by_name text,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, kept_id) references contacts.contact (collectivity_id, id),
  foreign key (collectivity_id, other_id) references contacts.contact (collectivity_id, id)
);
create index merge_of_kept on contacts.merge (collectivity_id, kept_id, at);
create index merge_of_other on contacts.merge (collectivity_id, other_id, at);
select platform.protect_tenant_table('contacts.merge');
grant select, insert, update on contacts.merge to traboule_app;

-- Each time an agent looked at all that is known of somebody, and why. Only added to; she reads it too.
create table contacts.lookup (
  collectivity_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  motive text not null check (motive in ('present', 'calling', 'request', 'duplicate', 'other')),
  detail text not null,
  agent_id uuid not null,
  agent_name text not null,
  at timestamptz not null,
  primary key (collectivity_id, id),
  foreign key (collectivity_id, contact_id) references contacts.contact (collectivity_id, id)
);
create index lookup_of_contact on contacts.lookup (collectivity_id, contact_id, at desc, id);
create index lookup_by_day on contacts.lookup (collectivity_id, at desc, id);
create index lookup_of_agent on contacts.lookup (collectivity_id, agent_id, contact_id, at desc);
select platform.protect_tenant_table('contacts.lookup');
grant select, insert on contacts.lookup to traboule_app;

-- Services whose dealings with somebody are not for the others: told without a word of what, or not at all.
create table contacts.discreet_service (
  collectivity_id uuid not null,
  service_id uuid not null,
  level text not null check (level in ('discreet', 'secret')),
  set_by uuid,
  set_at timestamptz not null,
  primary key (collectivity_id, service_id)
);
select platform.protect_tenant_table('contacts.discreet_service');
grant select, insert, update, delete on contacts.discreet_service to traboule_app;
