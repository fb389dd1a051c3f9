import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  addNote,
  type Dossiers,
  hasDossiers,
  openDraft,
  performAction,
  savePage,
  sendApplicantMessage,
  takeDossier,
} from '#counter/dossiers'
import { type Answers, entriesFrom, findOffer, type Offer } from '#counter/procedures'
import { findRoles, listAgents } from '#identity/accounts'
import type { Actor } from '#kernel/actor'
import { addDays, dayOf } from '#kernel/calendar'
import { type Clock, fixedClock } from '#kernel/clock'
import { AppError } from '#kernel/errors'
import { newSecret } from '#kernel/ids'
import type { Outcome } from '#kernel/outcome'
import { projectRoot } from '#platform/config'
import type { Context } from '#platform/context'
import { getSite, type Site } from '#territory/collectivities'

/** What happened after a request was filed, in order: an agent's act, or the person's reply. */
type Act =
  | { readonly reply: string }
  | { readonly by: string; readonly take: true }
  | { readonly by: string; readonly note: string }
  | { readonly by: string; readonly action: string; readonly text?: string }

/** A fictitious request: who, what, when, and what came of it. */
interface DemoRequest {
  readonly collectivity: string
  readonly procedure: string
  readonly daysAgo: number
  /** As the form engine keeps answers; `{ "inDays": 14 }` is a day counted from the loading. */
  readonly answers: Readonly<Record<string, unknown>>
  readonly then?: readonly Act[]
}

const minute = 60_000

/** Files the requests of the demonstration through the use cases that people use, once: a list that holds some is left alone. */
export async function loadDemoRequests(ctx: Context, dossiers: Dossiers): Promise<void> {
  const text = await readFile(join(projectRoot, 'data/demo/requests.json'), 'utf8')
  const requests = JSON.parse(text) as readonly DemoRequest[]
  for (const [slug, ofSite] of Map.groupBy(requests, ({ collectivity }) => collectivity)) {
    const site = await getSite(ctx.db, { slug })
    if (await hasDossiers(ctx, site.id)) continue
    for (const request of ofSite.toSorted((a, b) => b.daysAgo - a.daysAgo)) await file(ctx, dossiers, { site, request })
  }
}

interface Filing {
  readonly site: Site
  readonly request: DemoRequest
}

async function file(ctx: Context, dossiers: Dossiers, { site, request }: Filing): Promise<void> {
  const now = ctx.clock.now()
  const acts = request.then ?? []
  const clock = fixedClock(officeHour(now, request.daysAgo, 0))
  const person: Context = { ...ctx, clock, actor: { kind: 'anonymous' } }
  const offer = await ctx.db.readCollectivity(site.id, (tx) => findOffer(tx, site.id, request.procedure))
  if (!offer) return
  const dossierId = await submit(person, dossiers, { offer, answers: answersOf(request, dayOf(now)) })
  const pace = request.daysAgo / (acts.length + 1)
  for (const [rank, act] of acts.entries()) {
    clock.set(officeHour(now, request.daysAgo - pace * (rank + 1), rank + 1))
    await perform(ctx, clock, { site, dossierId, act, applicant: applicantName(request) })
  }
}

/** A moment of the working day so many days ago, a little later for each act; never after now. */
function officeHour(now: Date, daysAgo: number, rank: number): Date {
  const at = new Date(`${addDays(dayOf(now), -Math.floor(daysAgo))}T08:12:00Z`)
  return new Date(Math.min(at.getTime() + rank * 97 * minute, now.getTime() - (10 - rank) * minute))
}

const applicantName = ({ answers }: DemoRequest): string => {
  const { givenName = '', familyName = '' } = answers['applicant'] as { givenName?: string; familyName?: string }
  return `${givenName} ${familyName}`
}

const isFromNow = (value: unknown): value is { inDays: number } =>
  typeof value === 'object' && value !== null && 'inDays' in value

const answersOf = ({ answers }: DemoRequest, today: string): Answers =>
  Object.fromEntries(
    Object.entries(answers).map(([field, value]) => [field, isFromNow(value) ? addDays(today, value.inDays) : value]),
  ) as Answers

async function submit(
  ctx: Context,
  dossiers: Dossiers,
  { offer, answers }: { offer: Offer; answers: Answers },
): Promise<string> {
  const { collectivityId } = offer
  const deviceSecret = newSecret()
  const [first, ...others] = Object.entries(entriesFrom(offer.revision.definition.form, answers))
  if (!first) throw new AppError('invalid', 'library.request', { detail: offer.slug })
  const [pageId, entries] = first
  const draft = await openDraft(ctx, { collectivityId, offerId: offer.id, deviceSecret, locale: 'fr', pageId, entries })
  let { version } = draft
  for (const [nextId, nextEntries] of others) {
    const saved = await savePage(ctx, {
      collectivityId,
      draftId: draft.id,
      deviceSecret,
      pageId: nextId,
      entries: nextEntries,
      seenVersion: version,
    })
    version = done(saved, offer.slug).version
  }
  const submitted = await dossiers.submitDraft(ctx, { collectivityId, draftId: draft.id, deviceSecret })
  return done(submitted, offer.slug).dossierId
}

function done<T>(outcome: Outcome<T, string | { readonly reason: string }>, what: string): T {
  if (outcome.ok) return outcome.value
  throw new AppError('invalid', 'library.request', { detail: `${what}: ${JSON.stringify(outcome.refusal)}` })
}

interface Performance {
  readonly site: Site
  readonly dossierId: string
  readonly act: Act
  readonly applicant: string
}

async function perform(today: Context, clock: Clock, { site, dossierId, act, applicant }: Performance): Promise<void> {
  const ctx = { ...today, clock }
  const key = { collectivityId: site.id, dossierId }
  if ('reply' in act) {
    const actor: Actor = { kind: 'tracker', dossierId, name: applicant }
    done(await sendApplicantMessage({ ...ctx, actor }, { ...key, body: act.reply }), 'reply')
    return
  }
  const agent = { ...ctx, actor: await agentNamed(today, site, act.by) }
  if ('take' in act) done(await takeDossier(agent, key), 'take')
  else if ('note' in act) done(await addNote(agent, { ...key, body: act.note }), 'note')
  else done(await performAction(agent, { ...key, actionId: act.action, text: act.text }), act.action)
}

/** @throws AppError `invalid library.request` when nobody has that address there. */
async function agentNamed(ctx: Context, site: Site, email: string): Promise<Actor> {
  const agent = await findAgent(ctx, site, email)
  if (!agent) throw new AppError('invalid', 'library.request', { detail: `no agent ${email}` })
  return agent
}

/** With the roles of today: an act of last week is played by somebody who arrives now. */
export async function findAgent(ctx: Context, site: Site, email: string): Promise<Actor | undefined> {
  const agents = await listAgents(ctx, site.id)
  const agent = agents.find((one) => one.email === email)
  if (!agent) return undefined
  const { accountId, givenName, familyName } = agent
  const roles = await findRoles(ctx, { collectivityId: site.id, accountId })
  return { kind: 'agent', accountId, name: `${givenName} ${familyName}`, collectivityId: site.id, roles }
}
