-- What was promised, with the rules and the calendar of that day; null: filed before they were kept.
alter table dossiers.dossier add column promise jsonb;
-- From when it is at risk of being late.
alter table dossiers.dossier add column risk_at timestamptz;
