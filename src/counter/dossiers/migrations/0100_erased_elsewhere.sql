-- A request that names nobody any more leads to no other that its circuit filed, nor they to it: the row stays, for how deep it is.
grant update (errand_id, other_collectivity_id, other_dossier_id, other_number) on dossiers.linked to traboule_app;
