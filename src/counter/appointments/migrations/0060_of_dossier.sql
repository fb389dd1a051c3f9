-- The appointments of a request are shown on its page.
create index appointment_of_dossier on appointments.appointment (collectivity_id, dossier_id, starts_at)
  where dossier_id is not null;
