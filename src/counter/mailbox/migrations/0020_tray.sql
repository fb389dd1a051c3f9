-- What waits is read by its day, however much was settled before; what was settled, by its day too.
create index received_waiting on mailbox.received (collectivity_id, received_at desc, id desc)
  where state in ('taken', 'tray');
create index received_quarantine on mailbox.received (collectivity_id, received_at desc, id desc)
  where state = 'quarantine';
create index received_settled on mailbox.received (collectivity_id, received_at desc, id desc)
  where state in ('joined', 'filed', 'noted', 'transmitted', 'discarded');
drop index mailbox.received_by_state;
