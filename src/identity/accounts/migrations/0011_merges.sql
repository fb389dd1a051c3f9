-- Two accounts of one person that become one: asked, proved on both sides, moved house by house, undone or final.
create table accounts.merge (
  id uuid primary key,
  kept_account uuid not null references accounts.account (id),
  -- Known once it is proved to be hers: before, an address that somebody typed.
  other_account uuid references accounts.account (id),
  other_email text not null,
  other_email_key text not null,
  state text not null check (state in ('asked', 'proved', 'moving', 'done', 'undoing', 'undone')),
  keeps_address boolean not null default false,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  proved_at timestamptz,
  merged_at timestamptz,
  -- Until then support can undo it; afterwards it stays as it is.
  final_at timestamptz,
  -- What the kept account said before it took the other's certified names.
  former jsonb,
  undone_at timestamptz,
  undone_by uuid,
  undo_reason text,
  check (kept_account <> other_account)
);
-- An account disappears into one other only, whoever asks at the same moment.
create unique index merge_of_other on accounts.merge (other_account) where state in ('moving', 'done', 'undoing');
create index merge_of_kept on accounts.merge (kept_account, asked_at desc);
create index merge_by_time on accounts.merge (merged_at desc) where merged_at is not null;
grant select, insert, update, delete on accounts.merge to traboule_app;

-- Addresses of accounts that were merged: they open the kept account, or are kept aside while the merge can be undone.
create table accounts.other_address (
  email_key text primary key,
  email text not null,
  account_id uuid not null references accounts.account (id),
  merge_id uuid not null references accounts.merge (id),
  opens boolean not null,
  -- Null for an address that opens the account.
  reserved_until timestamptz
);
create index other_address_of_account on accounts.other_address (account_id);
create index other_address_of_merge on accounts.other_address (merge_id);
grant select, insert, update, delete on accounts.other_address to traboule_app;
