-- Each mail of the platform, once: what was to be sent, and what became of it.

create schema mail;
grant usage on schema mail to traboule_app;

create table mail.message (
  -- Chosen by whoever asks for the mail: asking again, after a crash, finds this row.
  id uuid primary key,
  to_address text not null,
  sender_name text,
  reply_to text,
  subject text not null,
  -- Null once forgotten.
  text text,
  html text,
  -- [{name, mediaType, content in base64}]
  attachments jsonb not null default '[]',
  headers jsonb not null default '{}',
  -- queued: to be sent or tried again; kept: no server is configured, it stays in the outbox.
  state text not null check (state in ('queued', 'sent', 'kept', 'failed')),
  error text,
  attempts integer not null default 0,
  -- On whose behalf, and about what (`dossier 2026-00042`): for the operator's page, no reference.
  collectivity_id uuid,
  about text,
  created_at timestamptz not null,
  sent_at timestamptz,
  forgotten_at timestamptz
);
create index message_by_date on mail.message (created_at desc, id desc);
create index message_by_state on mail.message (state, created_at desc, id desc);
create index message_to_forget on mail.message (created_at) where forgotten_at is null;
grant select, insert, update on mail.message to traboule_app;
