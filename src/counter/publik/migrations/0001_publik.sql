-- What files of Publik became, before somebody finishes and publishes it.
create schema publik;
grant usage on schema publik to traboule_app;

-- Shared: a draft is of the territory's library, as what it becomes. Importing a file again replaces its draft.
create table publik.draft (
  -- procedure, workflow, block, card, list, mail or call.
  kind text not null,
  slug text not null,
  title text not null,
  definition jsonb not null,
  -- What was carried over, and each thing that was not, with its place in the file.
  report jsonb not null,
  imported_at timestamptz not null,
  primary key (kind, slug)
);
grant select, insert, update on publik.draft to traboule_app;
