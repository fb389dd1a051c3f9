-- Lists that an address feeds: where from, how it is read, when it last answered.

alter table procedures.list
  -- {"url", "items", "value", "label"}; null for a list that somebody writes.
  add column feed jsonb,
  add column fed_at timestamptz,
  -- Since the last time that it answered well; null while it does.
  add column feed_failed_at timestamptz,
  add column feed_failure text;

-- Words are written with their items, in one transaction: looking each up again makes a list of streets take a minute.
alter table procedures.list_term drop constraint list_term_list_id_value_fkey;
