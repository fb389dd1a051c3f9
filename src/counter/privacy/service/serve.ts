import { AppError } from '#kernel/errors'
import { endOfDay } from '#kernel/calendar'
import { type Locale, localize } from '#kernel/localized'
import { type Context, systemContext } from '#platform/context'
import { formats } from '#platform/i18n'
import { handleJob, type JobHandler } from '#platform/jobs'
import { zipped } from '#platform/sheets'
import { listCollectivities } from '#territory/collectivities'
import { copyDays } from '../domain.ts'
import { derivedId } from '../ids.ts'
import { serveRequest, sweepCopies, tellPerson } from '../jobs.ts'
import { privacyMail } from '../mails.ts'
import type { Request } from '../schema.ts'
import {
  expireRows,
  findNamedRows,
  findRequestRow,
  insertEventRow,
  lockRequestRow,
  progressRow,
  saveRequestRow,
} from '../store.ts'
import { subjectOf } from './requests.ts'
import type { PrivacyTools } from './tools.ts'

/** The background work of this house, for the worker; each may run more than once, and goes on from where it stopped. */
export const privacyJobHandlers = (tools: PrivacyTools): JobHandler[] => [
  handleJob(serveRequest, (key) => serve(tools, key)),
  handleJob(tellPerson, ({ what, locale, ...key }) => tellDelay(tools, key, { what, locale })),
  handleJob(sweepCopies, () => sweep(tools)),
]

interface Key {
  readonly collectivityId: string
  readonly requestId: string
}

const largestCopy = 500 * 1024 ** 2
const day = 86_400_000

/** The copy first: what is erased afterwards is in it. */
async function serve(tools: PrivacyTools, { collectivityId, requestId }: Key): Promise<void> {
  const { db } = tools
  const ctx = systemContext(tools, 'Données personnelles')
  const request = await db.readCollectivity(collectivityId, (tx) => findRequestRow(tx, collectivityId, requestId))
  if (!request) return
  // Already done by a job that could not say so: the mail has an id of its own.
  if (request.state === 'serving') {
    const copy = request.decision?.copy === true ? await keepCopy(tools, ctx, request) : undefined
    await eraseAll(tools, ctx, request)
    await finish(tools, request, copy)
  }
  await tell(tools, request)
}

interface Kept {
  readonly digest: string
  readonly size: number
}

/** Written on the request before anything is erased: a worker that dies later does not copy what is gone. */
async function keepCopy(tools: PrivacyTools, ctx: Context, request: Request): Promise<Kept> {
  if (request.digest !== null && request.size !== null) return { digest: request.digest, size: request.size }
  const { collectivityId } = request
  const { holders } = tools
  const parts: { name: string; title: string; content: unknown }[] = []
  for (const holder of holders) {
    const content = await holder.copy(ctx, subjectOf(request))
    parts.push({ name: holder.name, title: localize(holder.title, 'fr'), content })
    const steps = { made: parts.length, total: holders.length }
    await tools.db.withCollectivity(collectivityId, (tx) => progressRow(tx, request, steps))
  }
  const file = {
    format: 'traboule.personal-data/1',
    request: request.number,
    madeFor: request.name,
    ...Object.fromEntries(parts.map(({ name, content }) => [name, content])),
  }
  const page = tools.readable({ title: `${request.number} : ${request.name}`, locale: 'fr', parts })
  const entries = [
    { name: 'donnees.json', content: [Buffer.from(JSON.stringify(file, null, 2))] },
    { name: 'a-lire.html', content: [Buffer.from(page)] },
  ]
  const limits = { name: `${request.number}.zip`, maxBytes: largestCopy, made: { mediaType: 'application/zip' } }
  const stored = await tools.files.put(zipped(entries), limits)
  if (!stored.ok) throw new AppError('too_large', 'sheets.too_large', { detail: stored.refusal })
  const { digest, size } = stored.value
  const expiresAt = new Date(tools.clock.now().getTime() + copyDays * day)
  await tools.db.withCollectivity(collectivityId, async (tx) => {
    const locked = await lockRequestRow(tx, collectivityId, request.id)
    if (locked?.state === 'serving' && locked.digest === null)
      await saveRequestRow(tx, { ...locked, digest, size, expiresAt })
  })
  return { digest, size }
}

async function eraseAll(tools: PrivacyTools, ctx: Context, request: Request): Promise<void> {
  const because = `RGPD, art. 17 (${request.number})`
  for (const { id, label } of request.decision?.erase ?? []) {
    let isGone = false
    for (const holder of tools.holders)
      isGone ||= (await holder.erase?.(ctx, { id, subject: subjectOf(request), because })) ?? false
    await tools.db.withCollectivity(request.collectivityId, (tx) =>
      insertEventRow(tx, request.collectivityId, {
        id: derivedId(request.id, id),
        requestId: request.id,
        kind: isGone ? 'erased' : 'kept',
        detail: label,
        actorId: null,
        actorName: 'Traboule',
        at: tools.clock.now(),
      }),
    )
  }
}

async function finish(tools: PrivacyTools, request: Request, copy: Kept | undefined): Promise<void> {
  const { collectivityId, id } = request
  const at = tools.clock.now()
  await tools.db.withCollectivity(collectivityId, async (tx) => {
    const locked = await lockRequestRow(tx, collectivityId, id)
    if (locked?.state !== 'serving') return
    await saveRequestRow(tx, { ...locked, state: 'answered', answeredAt: at })
    const detail = copy ? 'copy' : ''
    await insertEventRow(tx, collectivityId, {
      id: derivedId(id, 'served'),
      requestId: id,
      kind: 'served',
      detail,
      actorId: null,
      actorName: 'Traboule',
      at,
    })
  })
}

async function tellDelay(
  { db, sendMail, ownHref }: PrivacyTools,
  { collectivityId, requestId }: Key,
  { what, locale }: { readonly what: 'filed' | 'extended'; readonly locale: Locale },
): Promise<void> {
  const request = await db.readCollectivity(collectivityId, (tx) => findRequestRow(tx, collectivityId, requestId))
  if (!request || request.email === '') return
  const { number, email: to, dueOn, extendedWhy } = request
  const due = formats(locale).date(endOfDay(dueOn))
  const about = { id: derivedId(requestId, what), collectivityId, to, locale, number, href: ownHref }
  await sendMail(privacyMail(about, what === 'filed' ? { what, due } : { what, due, why: extendedWhy ?? '' }))
}

async function tell({ sendMail, ownHref }: PrivacyTools, request: Request): Promise<void> {
  const { id, collectivityId, email: to, number } = request
  if (to === '' || request.accountId === null) return
  const about = { id: derivedId(id, 'mail'), collectivityId, to, locale: 'fr' as const, number, href: ownHref }
  await sendMail(privacyMail(about, { what: 'answered' }))
}

async function sweep({ db, clock, forget }: PrivacyTools): Promise<void> {
  const now = clock.now()
  for (const { id } of await listCollectivities(db))
    await db.withCollectivity(id, async (tx) => forget(tx, await expireRows(tx, id, now), now))
}

/** Which of these contents is a copy that somebody may still fetch, in any commune: for who takes contents out of the file store. */
export const namedCopies = (db: Context['db'], digests: readonly string[]): Promise<ReadonlySet<string>> =>
  db.throughDoor({ name: 'unnamed-copies', accountId: null, subject: `${digests.length} contents` }, (tx) =>
    findNamedRows(tx, digests),
  )
