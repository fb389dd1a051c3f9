import type pg from 'pg'

/** Which collectivity, how many, from which seed: the same three always give the same dossiers. */
export interface Seeding {
  readonly site: string
  readonly count: number
  readonly seed: number
  /** Numbers begin after this one; 0 unless the collectivity has some already. */
  readonly after?: number
}

/**
 * Fills collectivities with dossiers as years of work leave them: most of them closed, those that are open recent, each
 * in the service that its procedure goes to. Whole sets at a time, indexes made afterwards: a million in a minute or two.
 * Lists read dossiers and the words they are found by; answers and journals are not made.
 */
export async function seedDossiers(database: pg.Pool, asked: Seeding | readonly Seeding[]): Promise<void> {
  const client = await database.connect()
  try {
    await client.query(`set synchronous_commit = off; set maintenance_work_mem = '512MB'; set work_mem = '128MB'`)
    // Rows come from one set: what refers to what is right by construction.
    await client.query('set session_replication_role = replica')
    await withoutIndexes(client, ['dossiers.dossier', 'dossiers.term'], async () => {
      for (const { site, count, seed, after = 0 } of [asked].flat()) {
        await client.query('drop table if exists kind')
        await client.query(kindsText, [site])
        await client.query(dossiersText, [site, count, seed, after])
        await client.query(termsText, [site])
      }
    })
    await client.query('vacuum analyze dossiers.dossier')
    await client.query('vacuum analyze dossiers.term')
    await client.query('checkpoint')
  } finally {
    client.release(true)
  }
}

async function withoutIndexes(
  client: pg.PoolClient,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
     where i.indrelid = any ($1::regclass[]) and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)`,
    [tables],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  try {
    await work()
  } finally {
    for (const { definition } of rows) await client.query(definition)
  }
}

/**
 * What a dossier may be: each procedure that the collectivity offers, in each state of its circuit, with its share.
 * Nine in ten are closed; of the open ones, a quarter are new and a sixth wait for the person.
 */
const kindsText = `
create temporary table kind as
with offers as (
  select o.collectivity_id, o.id as offer_id, o.procedure_id, o.revision_number, r.workflow_slug, r.workflow_revision,
    (o.bindings ->> 'instructor')::uuid as service_id, r.card -> 'title' ->> 'fr' as title,
    1.0 / (1 + row_number() over (order by o.position, o.slug)) as share
  from procedures.offer o
  join procedures.revision r on r.procedure_id = o.procedure_id and r.number = o.revision_number
  join collectivities.collectivity c on c.id = o.collectivity_id
  where c.slug = $1 and o.published
), states (stage, status, phase, outcome, share) as (values
  ('received', 'new', 'received', null, 0.025),
  ('examined', 'examination', 'examined', null, 0.045),
  ('waiting', 'with_applicant', 'waiting_applicant', null, 0.017),
  ('decided', 'accepted', 'decided', null, 0.003),
  ('closed', 'accepted', 'decided', 'accepted', 0.72),
  ('closed', 'refused', 'decided', 'refused', 0.12),
  ('closed', 'closed', 'decided', 'closed', 0.07)
), weighed as (
  select offers.*, states.stage, states.status, states.phase, states.outcome,
    offers.share * states.share as weight from offers, states
)
select *, sum(weight) over (order by offer_id, stage, status) / sum(weight) over () as until,
  (sum(weight) over (order by offer_id, stage, status) - weight) / sum(weight) over () as since
from weighed`

/** A draw between 0 and 1 of dossier i, by name: the same at each run. */
const draw = (name: number): string => `((hashint8extended(i, $3::bigint * 100 + ${name}) & 1048575) / 1048576.0)`

const dossiersText = `
insert into dossiers.dossier (collectivity_id, id, number, draft_id, procedure_id, revision_number, offer_id,
  workflow_slug, workflow_revision, status, phase, outcome, service_id, assigned_function, holder_account_id, holder_name,
  applicant_name, applicant_email, subject, locale, tracking_digest, submitted_at, updated_at, due_on, due_at,
  clock_paused_at, closed_at, last_event_seq, last_event_hash)
with agents as (
  select r.collectivity_id, array_agg(a.id order by a.email_key) as ids,
    array_agg(a.given_name || ' ' || a.family_name order by a.email_key) as names
  from accounts.agent_role r join accounts.account a on a.id = r.account_id
  join collectivities.collectivity c on c.id = r.collectivity_id where c.slug = $1 group by 1
), drawn as (
  select i, ${draw(1)} as what, ${draw(2)} as age, ${draw(3)} as holder, ${draw(4)} as given, ${draw(5)} as family,
    ${draw(6)} as street, ${draw(7)} as pace, ${draw(8)} as hour from generate_series($4::bigint + 1, $4::bigint + $2::bigint) as i
), placed as materialized (
  select drawn.*, kind.*,
    -- Open ones came within four months, closed ones within eight years, more of them lately.
    date_trunc('second', now() - (case when kind.stage = 'closed' then interval '10 days' + age * sqrt(age) * interval '2900 days'
      else age * age * interval '120 days' end) - hour * interval '9 hours') as submitted
  from drawn join kind on drawn.what >= kind.since and drawn.what < kind.until
)
select p.collectivity_id, uuidv7(p.submitted - now()), 'MES-' || extract(year from p.submitted) || '-' || lpad(i::text, 7, '0'),
  uuidv7(p.submitted - now()), p.procedure_id, p.revision_number, p.offer_id, p.workflow_slug, p.workflow_revision,
  p.status, p.phase, p.outcome, p.service_id, 'instructor',
  case when p.stage = 'received' or p.holder > 0.7 then null else a.ids[1 + floor(p.holder / 0.7 * cardinality(a.ids))::int] end,
  case when p.stage = 'received' or p.holder > 0.7 then null else a.names[1 + floor(p.holder / 0.7 * cardinality(a.ids))::int] end,
  (array['Camille','Sam','Alix','Ange','Charlie','Claude','Dominique','Eden','Gwenn','Jo','Lou','Maé','Morgan','Noa','Sacha',
    'Yaël','Andréa','Louison','Marley','Maxence'])[1 + floor(given * 20)::int] || ' '
    || (array['Exemple','Essai','Modèle','Fictif','Témoin','Épreuve'])[1 + floor(family * 6)::int] || '-' || floor(family * 30000),
  'personne-' || i || '@exemple.test', p.title || ', ' || (1 + floor(street * 180)) || ' rue de l’Exemple ' || floor(street * 4000),
  'fr', sha256(('mesure ' || i)::bytea), p.submitted, p.submitted + p.pace * interval '9 days',
  (p.submitted + interval '15 days')::date,
  case when p.stage = 'waiting' then 'infinity' else date_trunc('day', p.submitted + interval '16 days') end,
  case when p.stage = 'waiting' then p.submitted + interval '2 days' end,
  case when p.stage = 'closed' then p.submitted + p.pace * interval '9 days' end, 1, sha256('')
from placed p join agents a on a.collectivity_id = p.collectivity_id`

/** Words by which an agent finds a dossier: its number, the person's names, the street. */
const termsText = `
insert into dossiers.term (collectivity_id, term, dossier_id)
select d.collectivity_id, word, d.id from dossiers.dossier d
join collectivities.collectivity c on c.id = d.collectivity_id and c.slug = $1
cross join lateral (
  select distinct left(w, 60) as word from regexp_split_to_table(
    translate(lower(concat_ws(' ', right(d.number, 7), d.applicant_name, right(d.subject, 20))), 'éèêëàâîïôûùç’', 'eeeeaaiiouuc '),
    '[^a-z0-9]+') as w where length(w) > 1
) as words
where d.number like 'MES-%'
on conflict do nothing`
