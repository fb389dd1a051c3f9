import type pg from 'pg'
import { newId } from '#kernel/ids'

interface Filling {
  readonly collectivityId: string
  /** One request that exists, whose answers, journal and decisions are read. */
  readonly dossierId: string
  /** Whose work it all is. */
  readonly accountId: string
  readonly many: number
}

/** A hundred thousand rows for each house of the desk, in sets; what refers to what is right where pages follow it. */
export async function fill(database: pg.Pool, { collectivityId, dossierId, accountId, many }: Filling) {
  const client = await database.connect()
  const ids = { contactId: id('c0', 4245), receivedId: id('ab', 17), subscriptionId: newId(), boxId: newId() }
  const run = (text: string): Promise<unknown> =>
    client.query(
      text
        .replaceAll(':commune', `'${collectivityId}'::uuid`)
        .replaceAll(':dossier', `'${dossierId}'::uuid`)
        .replaceAll(':account', `'${accountId}'::uuid`)
        .replaceAll(':box', `'${ids.boxId}'::uuid`)
        .replaceAll(':receiver', `'${ids.subscriptionId}'::uuid`)
        .replaceAll(':rows', `generate_series(1, ${many}) as i`)
        .replaceAll(/:id\('(\w\w)'\)/g, (_, kind: string) => `${sqlId(kind)}`),
    )
  await client.query('set synchronous_commit = off; set session_replication_role = replica')
  for (const text of texts) await run(text)
  for (const table of new Set(texts.flatMap((text) => /insert into ([a-z._]+)/.exec(text)?.[1] ?? [])))
    await client.query(`vacuum analyze ${table}`)
  client.release(true)
  return ids
}

/** The same id in SQL and here. */
const id = (kind: string, rank: number): string => `019900${kind}-0000-7000-8000-${rank.toString(16).padStart(12, '0')}`
const sqlId = (kind: string): string => `('019900${kind}-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid`

const texts = [
  `insert into contacts.contact (collectivity_id, id, kind, given_name, family_name, created_at, created_by_name, updated_at)
   select :commune, :id('c0'), 'person', 'Ana', 'Famille' || i, now(), 'essai', now() from :rows`,
  `insert into contacts.term (collectivity_id, term, contact_id)
   select :commune, unnest(array['w:famille' || i, 'd:famille' || i]), :id('c0') from :rows where i % 5 = 0`,
  `insert into contacts.term (collectivity_id, term, contact_id)
   select distinct :commune, 'd:' || left('famille' || i, n - 1) || substr('famille' || i, n + 1), :id('c0')
   from generate_series(5, ${20_000}, 5) as i, generate_series(1, 8) as n`,
  `insert into contacts.reach (collectivity_id, contact_id, kind, value, place)
   select :commune, :id('c0'), 'email', 'ana' || i || '@exemple.fr', 0 from :rows`,
  `insert into contacts.lookup (collectivity_id, id, contact_id, motive, detail, agent_id, agent_name, at)
   select :commune, :id('c1'), ('019900c0-0000-7000-8000-' || lpad(to_hex(1 + i % 5000), 12, '0'))::uuid, 'calling', '',
     :account, 'Alix Exemple', now() - i * interval '1 minute' from :rows`,
  `insert into mailbox.box (collectivity_id, id, name, address, host, port, security, username, password_sealed, folder,
     takes_plus, takes_answers, when_closed, acknowledges, is_open, kept_days, changed_at, changed_by_name)
   values (:commune, :box, 'Accueil', 'mairie@corbas.exemple', '127.0.0.1', 9, 'none', 'mairie', 'scellé', 'INBOX', true, true,
     'tray', true, true, 90, now(), 'essai')`,
  `insert into mailbox.reading (collectivity_id, box_id, read_at, next_at) values (:commune, :box, now(), now() + interval '9 days')`,
  `insert into mailbox.received (collectivity_id, id, box_id, channel, fingerprint, size, is_marked, received_at, state, reason,
     from_address, from_name, subject, text, keeps_until, settled_at)
   select :commune, :id('ab'), :box, 'mail', decode(md5(i::text), 'hex'), 1000, true, now() - i * interval '7 minutes',
     case when i % 50 = 17 then 'tray' when i % 50 = 18 then 'quarantine' else 'joined' end,
     case when i % 50 = 17 then 'unknown_sender' end, 'ana' || i || '@exemple.fr', 'Ana', 'Ma demande', 'Bonjour',
     now() + interval '90 days', case when i % 50 not in (17, 18) then now() end from :rows`,
  `insert into mailroom.item (collectivity_id, id, direction, year, number, on_day, correspondent, subject, registered_at,
     registered_by_name)
   select :commune, :id('e1'), 'in', 2026, i, date '2026-11-24' - i / 300, 'Ana Famille' || i, 'Ma demande', now(), 'Alix' from :rows`,
  `insert into webhooks.subscription (collectivity_id, id, owner, label, url, topics, state, secret, created_at, changed_at)
   values (:commune, :receiver, 'essai', 'Un outil', 'http://127.0.0.1:9/', '{case.*}', 'active', 'scellé', now(), now())`,
  `insert into webhooks.delivery (collectivity_id, subscription_id, id, type, subject, body, created_at, state, next_at, settled_at)
   select :commune, :receiver, :id('d0'), 'case.submitted', 's' || i, '{}', timestamptz '2026-11-24' - i * interval '1 minute',
     case when i % 100 = 0 then 'dead' else 'delivered' end, now(), now() from :rows`,
  `insert into webhooks.attempt (collectivity_id, subscription_id, delivery_id, number, at, milliseconds, status)
   select :commune, :receiver, :id('d0'), 1, now(), 12, 204 from :rows`,
  `insert into batches.batch (collectivity_id, id, account_id, account_name, state, search, chosen_at)
   select :commune, :id('ba'), case when i % 10 = 0 then :account else :box end, 'Alix', 'done', '',
     now() - i * interval '9 minutes' from generate_series(1, 20000) as i`,
  `insert into batches.item (collectivity_id, batch_id, dossier_id, place, number, state)
   select :commune, ('019900ba-0000-7000-8000-' || lpad(to_hex(1 + i % 20000), 12, '0'))::uuid, :id('d1'), i, 'COR-1', 'done' from :rows`,
  `insert into dispatch.decision (collectivity_id, dossier_id, id, at, trace)
   select d.collectivity_id, d.id, gen_random_uuid(), now(), x.trace from dossiers.dossier d
   left join lateral (select '{}'::jsonb as trace) x on true where d.collectivity_id = :commune and d.id <> :dossier`,
  `insert into dossiers.event (collectivity_id, dossier_id, seq, id, at, kind, actor_kind, actor_name, visibility, payload,
     previous_hash, hash)
   select :commune, d.id, n, gen_random_uuid(), d.submitted_at + n * interval '1 hour', 'note.added', 'agent', 'Alix', 'internal',
     '{}', '\\x00', '\\x00' from dossiers.dossier d, generate_series(1, 2) as n where d.collectivity_id = :commune and d.id <> :dossier`,
  `insert into exports.export (collectivity_id, id, account_id, account_name, locale, format, title, question, state, asked_at)
   select :commune, :id('e0'), case when i % 10 = 0 then :account else :box end, 'Alix', 'fr', 'csv', 'Toutes', '{}', 'expired',
     now() - i * interval '9 minutes' from generate_series(1, 20000) as i`,
] as const
