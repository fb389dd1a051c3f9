alter table organisations.link validate constraint link_known_by_check;
