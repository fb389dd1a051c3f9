-- What was asked for and is not made, for who looks after the machine: few, among all that were ever asked for.
create index export_unfinished on exports.export (collectivity_id, asked_at) where state in ('waiting', 'running');
