alter table mandates.moved validate constraint moved_role_check;
