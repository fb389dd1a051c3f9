-- How somebody proved who she is in a session, and when she last did: what it may open follows from both.
alter table accounts.session add column methods text[] not null default '{password}';
alter table accounts.session add column proved_at timestamptz;
