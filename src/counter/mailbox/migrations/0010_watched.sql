-- Who stays connected to a mailbox to hear of what comes, and until when that is known: one at a time.
alter table mailbox.reading add column watched_until timestamptz;
alter table mailbox.reading add column watcher uuid;
