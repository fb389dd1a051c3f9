-- Whether somebody was ever linked to an organisation or given a mandate, as the houses of organisations and of mandates say. Read
-- with each session: of the others, who are most people, nobody asks for whom they act.
alter table accounts.account add column acts_for_others boolean not null default false;
