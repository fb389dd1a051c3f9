import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { askForList, listMyExports } from '#counter/exports'
import { answerSubstitution, declareAbsence, type Plan, publishPlan, readPlanDesk, saveDraft } from '#counter/dispatch'
import { createContact, type TypedDetails } from '#counter/contacts'
import { publishRules, readRules, type Rules, saveRules } from '#counter/deadlines'
import { derivedId, listDossiers } from '#counter/dossiers'
import { countAgain, countEverywhere } from '#counter/figures'
import { listPartners } from '#counter/handover'
import { saveStream } from '#counter/hubee'
import { listBoxes, saveBox, takeOriginal } from '#counter/mailbox'
import { registerLetter } from '#counter/mailroom'
import { listOffers } from '#counter/procedures'
import { listReplies, saveReply } from '#counter/replies'
import { findOpenSurvey, giveMark, planSurvey, surveyKeyOf } from '#counter/satisfaction'
import { saveView } from '#counter/views'
import type { Actor } from '#kernel/actor'
import { addDays, dayOf } from '#kernel/calendar'
import { AppError } from '#kernel/errors'
import type { Outcome } from '#kernel/outcome'
import { projectRoot } from '#platform/config'
import { type Context, systemContext } from '#platform/context'
import { enqueue } from '#platform/jobs'
import { listSubscriptions } from '#platform/webhooks'
import { calendarsOf, changeCalendar } from '#territory/calendars'
import { getSite, listServices } from '#territory/collectivities'
import type { App } from '../app.ts'
import { usualColumns } from '../exports/columns.ts'
import { mailboxTools } from '../mailboxes.ts'
import { findAgent } from './demo-requests.ts'

/** What the agents of the demonstration had before them this week: `data/demo/day.json`, all of it invented. */
interface DemoDay {
  readonly collectivity: string
  readonly administrator: string
  readonly agent: string
  readonly substitute: string
  readonly contacts: readonly TypedDetails[]
  readonly letters: readonly {
    readonly direction: 'in' | 'out'
    readonly daysAgo: number
    readonly correspondent: string
    readonly subject: string
    readonly service?: string
  }[]
  readonly mailbox: {
    readonly name: string
    readonly address: string
    readonly mails: readonly {
      readonly daysAgo: number
      readonly from: string
      readonly subject: string
      readonly text: string
    }[]
  }
  readonly replies: readonly {
    readonly name: string
    readonly service?: string
    readonly body: { readonly fr: string; readonly en?: string }
  }[]
  readonly views: readonly {
    readonly name: string
    readonly parameters: Readonly<Record<string, string>>
    readonly service?: string
  }[]
  readonly marks: readonly { readonly mark: number; readonly comment: string }[]
  readonly closures: readonly { readonly inDays: number; readonly label: string }[]
  readonly rules: readonly DemoRule[]
  readonly receiver: { readonly label: string; readonly url: string; readonly topics: readonly string[] }
  readonly partner: { readonly name: string }
  readonly stream: { readonly processCode: string; readonly procedure: string }
}

interface DemoRule {
  readonly id: string
  readonly title: string
  readonly procedure?: string
  readonly locale?: 'fr' | 'en'
  readonly near?: { readonly name: string; readonly lon: number; readonly lat: number; readonly metres: number }
  readonly priority?: 'high' | 'urgent'
  readonly labels?: string[]
}

/** What each part is loaded with. */
interface Loading {
  readonly app: App
  readonly day: DemoDay
  readonly collectivityId: string
  readonly administrator: Context
  readonly agent: Context & { readonly actor: Extract<Actor, { kind: 'agent' }> }
  readonly substitute: Context & { readonly actor: Extract<Actor, { kind: 'agent' }> }
  readonly services: ReadonlyMap<string, string>
  /** Ids of procedures by slug. */
  readonly procedures: ReadonlyMap<string, string>
}

/**
 * Loads a week of work, once, through the use cases that people use. The replies come last and say that all the rest is
 * there: a start that was killed in the middle takes it up again, and what is there already is left.
 */
export async function loadDemoDay(app: App): Promise<void> {
  const ctx = systemContext(app, 'start')
  const day = JSON.parse(await readFile(join(projectRoot, 'data/demo/day.json'), 'utf8')) as DemoDay
  const site = await getSite(app.db, { slug: day.collectivity })
  const [administrator, agent, substitute] = await Promise.all(
    [day.administrator, day.agent, day.substitute].map((email) => findAgent(ctx, site, email)),
  )
  if (administrator?.kind !== 'agent' || agent?.kind !== 'agent' || substitute?.kind !== 'agent') return
  const collectivityId = site.id
  if ((await listReplies({ ...ctx, actor: administrator }, collectivityId)).length > 0) return
  const [services, offers] = await Promise.all([
    listServices(app.db, collectivityId),
    app.db.readCollectivity(collectivityId, (tx) => listOffers(tx, collectivityId)),
  ])
  const loading: Loading = {
    app,
    day,
    collectivityId,
    administrator: { ...ctx, actor: administrator },
    agent: { ...ctx, actor: agent },
    substitute: { ...ctx, actor: substitute },
    services: new Map(services.map(({ slug, id }) => [slug, id])),
    procedures: new Map(offers.map(({ slug, procedureId }) => [slug, procedureId])),
  }
  for (const part of parts) await part(loading)
}

/** @throws AppError `invalid library.day` when the demonstration says what the platform refuses. */
function done<T>(outcome: Outcome<T, string | { readonly reason: string }>, what: string): T {
  if (outcome.ok) return outcome.value
  throw new AppError('invalid', 'library.day', { detail: `${what}: ${JSON.stringify(outcome.refusal)}` })
}

const idOf = (what: string): string => derivedId(what, 'demonstration day')

const serviceOf = ({ services }: Loading, slug: string | undefined): string | null =>
  slug === undefined ? null : (services.get(slug) ?? null)

async function addContacts({ day, collectivityId, agent }: Loading): Promise<void> {
  for (const [index, contact] of day.contacts.entries())
    done(await createContact(agent, { ...contact, collectivityId, id: idOf(`contact ${index}`) }), 'contact')
}

async function addLetters(loading: Loading): Promise<void> {
  const { day, collectivityId, agent } = loading
  const today = dayOf(agent.clock.now())
  for (const [index, { daysAgo, service, ...letter }] of day.letters.entries()) {
    const serviceId = serviceOf(loading, service)
    const input = { ...letter, serviceId, onDay: addDays(today, -daysAgo), writtenOn: '', scans: [] }
    done(await registerLetter(agent, { ...input, collectivityId, id: idOf(`letter ${index}`) }), letter.subject)
  }
}

/** A mailbox that is not read, since nobody has it; what came in it is brought where it goes by the worker. */
async function addMails({ app, day, collectivityId, administrator }: Loading): Promise<void> {
  const { name, address, mails } = day.mailbox
  const known = (await listBoxes(administrator, collectivityId)).find((box) => box.address === address)
  const typed = { ...closedBox, name, address, username: address, mapping: {} }
  const input = { collectivityId, typed, password: 'demonstration', readsOld: false }
  const boxId = known?.id ?? done(await saveBox(app.secrets)(administrator, input), 'mailbox')
  const now = app.clock.now().getTime()
  for (const [index, { daysAgo, from, subject, text }] of mails.entries()) {
    const receivedAt = new Date(now - daysAgo * 86_400_000 - (index + 1) * 3_600_000)
    const head = [
      `From: ${from}`,
      `To: ${address}`,
      `Subject: ${encoded(subject)}`,
      `Date: ${receivedAt.toUTCString()}`,
    ]
    const type = 'Content-Type: text/plain; charset=utf-8'
    const raw = [...head, `Message-ID: <${idOf(`mail ${index}`)}@exemple.fr>`, 'MIME-Version: 1.0', type, '', text]
    await takeOriginal(mailboxTools(app), { collectivityId, boxId, raw: Buffer.from(raw.join('\r\n')), receivedAt })
  }
}

const encoded = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`

const closedBox = {
  host: 'imap.exemple.fr',
  port: '993',
  security: 'tls',
  folder: 'INBOX',
  keptFolder: 'Traboule',
  serviceId: '',
  procedure: '',
  takesPlus: true,
  takesAnswers: true,
  whenClosed: 'tray',
  acknowledges: false,
  signature: '',
  isOpen: false,
  keptDays: '90',
} as const

async function addViews(loading: Loading): Promise<void> {
  const { day, collectivityId, administrator } = loading
  for (const { name, parameters, service } of day.views) {
    const serviceId = serviceOf(loading, service)
    const sharing = serviceId === null ? ({ with: 'everybody' } as const) : ({ with: 'service', serviceId } as const)
    const saved = await saveView(administrator, { collectivityId, name, parameters, sharing, columns: [] })
    if (!saved.ok && saved.refusal !== 'name_taken') done(saved, name)
  }
}

/** A week from Monday in two weeks; there already, it overlaps itself. */
async function addAbsence({ collectivityId, agent, substitute }: Loading): Promise<void> {
  const now = agent.clock.now()
  const untilMonday = ((8 - now.getUTCDay()) % 7 || 7) + 7
  const startsAt = new Date(`${addDays(dayOf(now), untilMonday)}T07:00:00Z`)
  const endsAt = new Date(startsAt.getTime() + 4.5 * 86_400_000)
  const { accountId } = agent.actor
  const asked = { accountId: substitute.actor.accountId, serviceIds: null, procedureIds: null }
  const period = { collectivityId, accountId, startsAt, endsAt, newCases: 'substitute', substitutes: [asked] } as const
  const declared = await declareAbsence(agent, period)
  if (declared.ok) {
    const answer = { collectivityId, absenceId: declared.value, isAccepted: true }
    done(await answerSubstitution(substitute, answer), 'substitution')
  } else if (declared.refusal !== 'overlaps') done(declared, 'absence')
}

async function addClosures({ app, day, collectivityId, administrator }: Loading): Promise<void> {
  const { calendars } = await calendarsOf(app.db, collectivityId)
  const calendar = calendars.find(({ isDefault }) => isDefault)
  if (!calendar) return
  const today = dayOf(app.clock.now())
  const closures = day.closures.map(({ inDays, label }) => {
    const on = addDays(today, inDays)
    return { from: on, to: on, label }
  })
  const change = { what: 'close', closures } as const
  await changeCalendar(administrator, { collectivityId, id: calendar.id, seen: calendar.revision, change })
}

async function addDispatchRules({ day, collectivityId, administrator, procedures }: Loading): Promise<void> {
  const { draft, published } = await readPlanDesk(administrator, collectivityId)
  if (published) return
  const rules = day.rules.map(({ id, title, procedure, locale, near, priority, labels }): Plan['rules'][number] => {
    const procedureId = procedures.get(procedure ?? '')
    return {
      id,
      title,
      isOn: true,
      moments: ['filed'],
      ...(procedureId !== undefined && { procedures: [procedureId] }),
      ...(locale && { locales: [locale] }),
      ...(near && { places: [{ kind: 'near' as const, ...near }] }),
      give: { ...(priority && { priority }), ...(labels && { labels }) },
    }
  })
  const plan: Plan = { mode: 'all', rules, otherwise: {} }
  done(await saveDraft(administrator, { collectivityId, plan, seen: draft.version }), 'dispatch')
  const publishing = { collectivityId, seen: draft.version + 1, procedures: new Set(procedures.values()) }
  done(await publishPlan(administrator, publishing), 'dispatch')
}

/** What is aimed at inside; what is promised to people stays as the offer says. */
const demoDelays: Rules = {
  format: 'traboule.deadlines/1',
  goals: [
    {
      goal: 'take_charge',
      target: { unit: 'working_days', count: 2 },
      pauses: { applicant: false, outside: false, statuses: [] },
      onResume: 'resume',
      warnings: [{ when: { percent: 80 }, to: 'supervisors' }],
    },
  ],
}

async function addDelays({ collectivityId, administrator, procedures }: Loading): Promise<void> {
  const procedureId = procedures.get('lampadaire-en-panne')
  if (procedureId === undefined) return
  const of = { collectivityId, procedureId }
  const { published, draft } = await readRules(administrator, of)
  if (published) return
  const seen = draft?.version ?? 0
  const version = done(await saveRules(administrator, { ...of, rules: demoDelays, seen }), 'delays')
  done(await publishRules(administrator, { ...of, seen: version }), 'delays')
}

/** Whom the place exchanges with: nothing of it is reached, a receiver in pause, a partner that fetches, a stream that is stopped. */
async function addOutside({ app, day, collectivityId, administrator }: Loading): Promise<void> {
  const { receiver, partner, stream } = day
  const now = app.clock.now()
  await app.db.withCollectivity(collectivityId, async (tx) => {
    const known = await listSubscriptions(tx, collectivityId)
    if (known.some(({ label }) => label === receiver.label)) return
    const input = { owner: 'demonstration', ...receiver }
    const { id } = done(await app.webhooks.subscribe(tx, collectivityId, input, now), receiver.label)
    await app.webhooks.pause(tx, { collectivityId, subscriptionId: id }, now)
  })
  if (!(await listPartners(administrator, collectivityId)).some(({ name }) => name === partner.name)) {
    const fetching = { mode: 'pull', address: '', clock: 'runs', patienceDays: 10, secret: '' } as const
    done(await app.handovers.addPartner(administrator, collectivityId, { ...partner, ...fetching }), partner.name)
  }
  // Written already, its code is taken.
  const client = { clientId: 'demonstration', clientSecret: 'demonstration', isOpen: false }
  await saveStream(app.secrets)(administrator, { collectivityId, typed: { ...stream, ...client } })
}

async function addExport({ collectivityId, agent }: Loading): Promise<void> {
  if ((await listMyExports(agent, collectivityId)).length > 0) return
  const question = { parameters: {}, columns: usualColumns, answers: [], fields: [] }
  await askForList(agent, {
    collectivityId,
    locale: 'fr',
    format: 'csv_tableur',
    title: 'Demandes : à traiter',
    question,
  })
}

/** What people thought of the answers that the demonstration gave. */
async function addMarks({ app, day, collectivityId, administrator }: Loading): Promise<void> {
  const { dossiers } = await listDossiers(administrator, { collectivityId, stages: ['closed'] })
  const now = app.clock.now()
  for (const [index, { id: dossierId }] of dossiers.slice(0, day.marks.length).entries()) {
    await planSurvey(app)({ collectivityId, dossierId })
    const survey = await app.db.readCollectivity(collectivityId, (tx) =>
      findOpenSurvey(tx, { collectivityId, dossierId, now }),
    )
    const given = day.marks[index]
    if (!survey || !given) continue
    const key = { collectivityId, surveyId: survey.id, key: surveyKeyOf(app.secrets, survey.id) }
    await giveMark({ ...app, countAgain }, key, given)
  }
}

async function addFigures({ app, collectivityId }: Loading): Promise<void> {
  await app.db.withCollectivity(collectivityId, (tx) => enqueue(tx, countEverywhere, {}, { key: countEverywhere.name }))
}

async function addReplies(loading: Loading): Promise<void> {
  const { day, collectivityId, administrator } = loading
  for (const { name, service, body } of day.replies) {
    const scope = { serviceId: serviceOf(loading, service), procedureId: null, status: null, channel: null }
    const reply = { collectivityId, name, keptBy: 'supervisors', body, ofForm: new Set<string>(), ...scope } as const
    done(await saveReply(administrator, reply), name)
  }
}

const parts: readonly ((loading: Loading) => Promise<void>)[] = [
  addContacts,
  addLetters,
  addMails,
  addViews,
  addAbsence,
  addClosures,
  addDispatchRules,
  addDelays,
  addOutside,
  addExport,
  addMarks,
  addFigures,
  addReplies,
]
