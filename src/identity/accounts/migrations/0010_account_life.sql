-- How an account lives: who vouches for its names, what its owner changed, how it ends.
alter table accounts.account add column identity_certified_by text;
-- Asked to be closed: sessions open nothing but the page that takes it back, until the end of the days of grace.
alter table accounts.account add column closing_at timestamptz;
alter table accounts.account add column closed_because text check (closed_because in ('owner', 'merged'));
-- Nothing personal is left in the row: it is a tombstone.
alter table accounts.account add column erased_at timestamptz;
create index account_closing on accounts.account (closing_at) where closing_at is not null and erased_at is null;

-- What an account said before, and since when it says something else.
create table accounts.account_change (
  account_id uuid not null references accounts.account (id),
  id uuid not null,
  at timestamptz not null,
  field text not null,
  before text,
  after text,
  -- Null: the platform, or the State's identity.
  by_account_id uuid,
  primary key (account_id, id)
);
grant select, insert, delete on accounts.account_change to traboule_app;
