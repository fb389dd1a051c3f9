-- What is open and past the threshold of its own delay: the list of what is at risk, and its count.
create index dossier_at_risk on dossiers.dossier (collectivity_id, served_by, risk_at)
  where closed_at is null and risk_at is not null;
