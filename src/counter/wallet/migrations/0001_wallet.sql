-- The documents that a person keeps to give them again.

create schema wallet;
grant usage on schema wallet to traboule_app;

-- Hers in every commune: no collectivity has it before she hands it over.
create table wallet.document (
  id uuid primary key,
  account_id uuid not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  name text not null,
  media_type text not null,
  size integer not null,
  kind text not null check (kind in ('identity', 'address', 'income', 'family', 'other')),
  added_at timestamptz not null,
  expires_at timestamptz not null
);
create index document_by_account on wallet.document (account_id, added_at desc);
create index document_by_digest on wallet.document (digest);
create index document_by_expiry on wallet.document (expires_at);
grant select, insert, update, delete on wallet.document to traboule_app;

-- To whom she gave which one, for what: stays when the document goes.
create table wallet.handover (
  id uuid primary key,
  account_id uuid,
  document_id uuid not null,
  given_to uuid not null,
  draft_id uuid not null,
  kind text not null,
  name text not null,
  purpose text not null,
  is_watermarked boolean not null,
  at timestamptz not null
);
create index handover_by_account on wallet.handover (account_id, at desc) where account_id is not null;
grant select, insert on wallet.handover to traboule_app;
grant update (account_id) on wallet.handover to traboule_app;

-- What a merge of two accounts moved: undoing it gives back these rows and no others.
create table wallet.moved (
  merge_id uuid not null,
  row_id uuid not null,
  primary key (merge_id, row_id)
);
grant select, insert, delete on wallet.moved to traboule_app;
