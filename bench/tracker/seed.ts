import pg from 'pg'

/** A case as both sides keep it. */
export interface SeededCase {
  readonly subject: string
  /** What was asked, and what was answered. */
  readonly asked: string
  readonly answered: string | null
  readonly isClosed: boolean
  readonly isTaken: boolean
  readonly at: Date
}

const batch = 5000

/**
 * Fills Request Tracker with cases in the rows that it writes itself for a ticket made on its pages (read from one): four
 * groups of roles, their members, three transactions, texts and their index. Whole sets at a time.
 */
export async function seedTickets(databaseUrl: string, cases: AsyncIterable<SeededCase>): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(`set synchronous_commit = off; set maintenance_work_mem = '512MB'; set work_mem = '128MB'`)
    await client.query(stagingText)
    const count = await stage(client, cases)
    await client.query(peopleText)
    for (const text of ticketTexts) await client.query(text)
    for (const text of sequenceTexts) await client.query(text)
    await client.query('vacuum analyze')
    await client.query('checkpoint')
    return count
  } finally {
    await client.end()
  }
}

async function stage(client: pg.Client, cases: AsyncIterable<SeededCase>): Promise<number> {
  let count = 0
  let rows: SeededCase[] = []
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return
    const columns = [
      rows.map((each) => each.subject),
      rows.map((each) => each.asked),
      rows.map((each) => each.answered),
      rows.map((each) => each.isClosed),
      rows.map((each) => each.isTaken),
      rows.map((each) => each.at.toISOString()),
    ]
    await client.query(
      `insert into seed (subject, asked, answered, is_closed, is_taken, at)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::boolean[], $6::timestamptz[])`,
      columns,
    )
    count += rows.length
    rows = []
  }
  for await (const each of cases) {
    rows.push(each)
    if (rows.length === batch) await flush()
  }
  await flush()
  return count
}

const stagingText = `create temporary table seed (
  i bigserial primary key, subject text, asked text, answered text, is_closed boolean, is_taken boolean, at timestamptz)`

/** Who asks: as its own page makes them, with the group of each, and its membership of everyone and of those without rights. */
const people = 500
const peopleText = `
do $$
declare p integer; u integer;
begin
  for n in 1..${people} loop
    insert into principals (principaltype, disabled) values ('User', 0) returning id into u;
    insert into users (id, name, emailaddress, realname, creator, created, lastupdatedby, lastupdated)
      values (u, 'p' || n || '@exemple.test', 'p' || n || '@exemple.test', 'Personne ' || n, 1, now(), 1, now());
    insert into principals (principaltype, disabled) values ('Group', 0) returning id into p;
    insert into groups (id, name, domain, instance, creator, created, lastupdatedby, lastupdated)
      values (p, 'UserEquiv', 'ACLEquivalence', u, 1, now(), 1, now());
    insert into groupmembers (groupid, memberid) select g, u from unnest(array[p, 3, 5]) g;
    insert into cachedgroupmembers (id, groupid, memberid, via, immediateparentid, disabled)
      select id, g, u, id, g, 0 from (select nextval('cachedgroupmembers_id_seq') as id, g from unnest(array[p, 3, 5]) g) as one;
  end loop;
end $$`

/** Where its own numbers stood before. */
const first = `(select
  (select coalesce(max(id), 0) from tickets) as ticket, (select max(id) from principals) as principal,
  (select coalesce(max(id), 0) from groupmembers) as member, (select coalesce(max(id), 0) from cachedgroupmembers) as cached,
  (select coalesce(max(id), 0) from transactions) as transaction, (select coalesce(max(id), 0) from attachments) as attachment,
  (select id from users where name = 'root') as root, (select id from users where name = 'Nobody') as nobody,
  (select array_agg(id) from users where name like 'p%@exemple.test') as people,
  (select id from queues where name = 'General') as queue)`

const ticketTexts = [
  `create temporary table f as select * from ${first} as f`,
  `insert into tickets (id, effectiveid, queue, type, owner, subject, status, told, starts, started, due, resolved,
     lastupdatedby, lastupdated, creator, created)
   select f.ticket + i, f.ticket + i, f.queue, 'ticket', case when is_taken then f.root else f.nobody end, left(subject, 200),
     case when is_closed then 'resolved' when is_taken then 'open' else 'new' end, null, '1970-01-01', at, '1970-01-01',
     case when is_closed then at + interval '5 days' else '1970-01-01' end, f.root, at + interval '2 days', f.root, at
   from seed, f`,
  `insert into principals (id, principaltype, disabled)
   select f.principal + g, 'Group', 0 from f, generate_series(1, 4 * (select count(*) from seed)) g`,
  `insert into groups (id, name, domain, instance, creator, created, lastupdatedby, lastupdated)
   select f.principal + 4 * (i - 1) + role.at, role.name, 'RT::Ticket-Role', f.ticket + i, f.root, seed.at, f.root, seed.at
   from seed, f, (values (1, 'AdminCc'), (2, 'Cc'), (3, 'Owner'), (4, 'Requestor')) as role (at, name)`,
  `insert into groupmembers (id, groupid, memberid, creator, created, lastupdatedby, lastupdated)
   select f.member + 2 * (i - 1) + role, f.principal + 4 * (i - 1) + role + 2,
     case when role = 2 then f.people[1 + i % ${people}] when is_taken then f.root else f.nobody end, f.root, at, f.root, at
   from seed, f, generate_series(1, 2) role`,
  `insert into cachedgroupmembers (id, groupid, memberid, via, immediateparentid, disabled)
   select id, groupid, memberid, id, groupid, 0 from (
     select f.cached + 6 * (i - 1) + n as id, f.principal + 4 * (i - 1) + case when n > 4 then n - 2 else n end as groupid,
       case when n <= 4 then f.principal + 4 * (i - 1) + n when n = 6 then f.people[1 + i % ${people}]
         when is_taken then f.root else f.nobody end as memberid
     from seed, f, generate_series(1, 6) n) as members`,
  `insert into transactions (id, objecttype, objectid, type, field, oldvalue, newvalue, creator, created)
   select f.transaction + 3 * (i - 1) + n, 'RT::Ticket', f.ticket + i, (array['Create', 'Correspond', 'Status'])[n],
     case when n = 3 then 'Status' end, case when n = 3 then 'new' end, case when n = 3 then 'open' end, f.root, at + n * interval '1 day'
   from seed, f, generate_series(1, 3) n where n = 1 or (n = 2 and answered is not null) or (n = 3 and is_taken)`,
  `insert into attachments (id, transactionid, parent, subject, contenttype, contentencoding, content, headers, creator, created)
   select f.attachment + 2 * (i - 1) + n, f.transaction + 3 * (i - 1) + n, 0, left(subject, 200), 'text/plain', 'none',
     case when n = 1 then asked else answered end,
     'Content-Type: text/plain; charset="utf-8"' || chr(10) || 'Content-Disposition: inline' || chr(10) || 'MIME-Version: 1.0' || chr(10),
     f.root, at + n * interval '1 day'
   from seed, f, generate_series(1, 2) n where n = 1 or answered is not null`,
  `insert into attachmentsindex (id, contentindex)
   select a.id, to_tsvector(coalesce(a.subject, '') || ' ' || a.content) from attachments a, f where a.id > f.attachment`,
]

const sequenceTexts = [
  'tickets',
  'principals',
  'groupmembers',
  'cachedgroupmembers',
  'transactions',
  'attachments',
].map((table) => `select setval('${table}_id_seq', (select max(id) from ${table}))`)
