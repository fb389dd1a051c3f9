-- When a circuit stopped waiting for an answer: from then on no time is taken for it.
alter table appointments.invitation add column withdrawn_at timestamptz;
create index invitation_of_dossier on appointments.invitation (collectivity_id, dossier_id) where withdrawn_at is null;
grant update on appointments.invitation to traboule_app;
