import { AppError } from '#kernel/errors'
import type { Value } from '#kernel/expression'
import { accepted } from '#kernel/outcome'
import { type CallStep, type Errand, getRevision, type NamedValues, renderTemplate, waitOf } from '#counter/workflows'
import { getSite } from '#territory/collectivities'
import { type Context, systemContext } from '#platform/context'
import { enqueue } from '#platform/jobs'
import type { Outbound } from '#platform/outbound'
import type { DossierKey } from '../domain/journal.ts'
import { escapedWords } from '../domain/shown.ts'
import { runErrand } from '../jobs.ts'
import type { DepositedFile } from '../schema.ts'
import { type ErrandRow, findErrandRow, updateErrandRow } from '../store/circuit.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { giftOf } from './errand-gifts.ts'
import { circuitWords } from './circuit-words.ts'
import { endWait } from './moving.ts'
import { act, type Decision } from './progress.ts'

/** Work that leaves the database. Each errand may run more than once: who does it keeps it one by its id. */

export interface ErrandAbout {
  readonly collectivityId: string
  readonly dossierId: string
  /** The same at each try. */
  readonly errandId: string
}

export type ErrandAnswer =
  | {
      readonly state: 'done'
      readonly value?: Value
      readonly fields?: NamedValues
      /** A document that was made: it goes with the case. */
      readonly file?: MadeFile
      /** A request that was filed. */
      readonly linked?: LinkedTo
      /** A word on it for agents: what could not be done as it should. */
      readonly remark?: string
    }
  | { readonly state: 'failed'; readonly way: FailedWay; readonly detail: string }

export interface MadeFile extends DepositedFile {
  readonly readBy: 'applicant' | 'agents'
}

interface LinkedTo extends DossierKey {
  readonly number: string
}

type FailedWay = 'rejected' | 'failed' | 'timed_out'

/** Does one kind of errand: plugged in by the composition root, by the houses that can. */
export type ErrandPort<W extends Errand['work']> = (
  about: ErrandAbout,
  errand: Extract<Errand, { work: W }>,
) => Promise<ErrandAnswer>

export type ErrandPorts = { readonly [W in Exclude<Errand['work'], 'call'>]?: ErrandPort<W> }

export interface ErrandTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  readonly errands: ErrandPorts
  /** The way out to the network, which keeps away from this machine and its neighbours. */
  readonly outbound: Pick<Outbound, 'fetch'>
}

/** Does an errand and tells its dossier. One whose work nobody does here is told as such: the case does not wait for it. */
export async function doErrand(
  tools: ErrandTools,
  { collectivityId, errandId }: { readonly collectivityId: string; readonly errandId: string },
): Promise<void> {
  const row = await tools.db.readCollectivity(collectivityId, (tx) => findErrandRow(tx, collectivityId, errandId))
  if (row?.state !== 'asked') return
  const about = { collectivityId, dossierId: row.dossierId, errandId }
  if (row.errand.work === 'call') return doCall(tools, about, row)
  const port = tools.errands[row.errand.work] as ErrandPort<Errand['work']> | undefined
  const answer = await port?.(about, row.errand)
  await settle(tools, about, row, answer ?? 'unavailable')
}

async function doCall(tools: ErrandTools, about: ErrandAbout, row: ErrandRow): Promise<void> {
  const ready = await readyCall(tools, about, row)
  if (!ready) return settle(tools, about, row, { state: 'failed', way: 'failed', detail: 'the case has moved on' })
  const answer = await call(tools, ready, about.errandId)
  if (answer.state === 'failed') {
    const policy = { rejected: ready.step.on4xx, failed: ready.step.on5xx, timed_out: ready.step.onTimeout }[answer.way]
    if (row.tries < (policy.retries ?? 0)) return tryAgain(tools, about, row, policy.everyMinutes ?? 1)
  }
  await settle(tools, about, row, answer)
}

interface ReadyCall {
  readonly step: CallStep
  readonly url: string
  readonly body: NamedValues
}

/** The call as it goes out; undefined when the dossier no longer waits for it. */
async function readyCall(
  { db, clock }: ErrandTools,
  { collectivityId, dossierId }: ErrandAbout,
  { errand, step: stepId, entered }: ErrandRow,
): Promise<ReadyCall | undefined> {
  if (errand.work !== 'call') return undefined
  const { name: collectivity } = await getSite(db, { id: collectivityId })
  return db.readCollectivity(collectivityId, async (tx) => {
    const dossier = await findDossierRow(tx, collectivityId, dossierId)
    if (dossier?.entered !== entered) return undefined
    const { workflow } = await getRevision(tx, dossier.workflowSlug, dossier.workflowRevision)
    const step = waitOf(workflow, dossier.status, stepId, 'call')
    if (!step) return undefined
    const words = await circuitWords(tx, dossier, { collectivity, now: clock.now(), locale: 'fr' })
    return { step, url: renderTemplate(errand.url, escapedWords(words)), body: errand.body }
  })
}

async function call(
  { outbound }: ErrandTools,
  { step, url, body }: ReadyCall,
  errandId: string,
): Promise<ErrandAnswer> {
  const hasBody = step.method !== 'GET' && step.method !== 'DELETE'
  try {
    const answer = await outbound.fetch(url, {
      method: step.method,
      headers: {
        accept: 'application/json',
        'idempotency-key': errandId,
        ...(hasBody && { 'content-type': 'application/json' }),
      },
      ...(hasBody && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout((step.timeoutSeconds ?? 10) * 1000),
    })
    if (answer.status >= 500) return { state: 'failed', way: 'failed', detail: `HTTP ${answer.status}` }
    if (answer.status >= 300) return { state: 'failed', way: 'rejected', detail: `HTTP ${answer.status}` }
    return { state: 'done', fields: await keptOf(step, answer) }
  } catch (error) {
    if (error instanceof AppError || error instanceof TypeError)
      return { state: 'failed', way: 'timed_out', detail: error.message }
    throw error
  }
}

async function keptOf(step: CallStep, answer: Response): Promise<NamedValues> {
  if (!step.into) return {}
  const json: unknown = await answer.json().catch(() => null)
  return Object.fromEntries(step.into.map(({ field, path }) => [field, valueAt(json, path.split('.'))]))
}

/** `data.url`, or `data_url` as circuits written for Publik say it, where nothing bears that very name. */
function valueAt(json: unknown, [name, ...rest]: readonly string[]): Value {
  if (name === undefined) return asValue(json)
  if (typeof json !== 'object' || json === null) return null
  const held = json as Record<string, unknown>
  if (Object.hasOwn(held, name)) return valueAt(held[name], rest)
  const starts = Object.keys(held).filter((key) => name.startsWith(`${key}_`))
  for (const start of starts) {
    const found = valueAt(held[start], [name.slice(start.length + 1), ...rest])
    if (found !== null) return found
  }
  return null
}

function asValue(json: unknown): Value {
  if (json === null || typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean') return json
  if (Array.isArray(json) && json.every((item) => typeof item === 'string')) return json
  return json === undefined ? null : JSON.stringify(json)
}

async function tryAgain(
  { db, clock }: ErrandTools,
  { collectivityId, errandId }: ErrandAbout,
  row: ErrandRow,
  everyMinutes: number,
): Promise<void> {
  const runAt = new Date(clock.now().getTime() + everyMinutes * 60_000 * 2 ** row.tries)
  await db.withCollectivity(collectivityId, async (tx) => {
    const change = { state: 'asked' as const, tries: row.tries + 1, at: null, detail: null }
    await updateErrandRow(tx, collectivityId, errandId, change)
    await enqueue(tx, runErrand, { collectivityId, errandId }, { runAt })
  })
}

async function settle(
  tools: ErrandTools,
  { collectivityId, dossierId, errandId }: ErrandAbout,
  row: ErrandRow,
  answer: ErrandAnswer | 'unavailable',
): Promise<void> {
  const { step, errand, intoField, tries, entered } = row
  const state = answer === 'unavailable' ? answer : answer.state
  const detail = answer !== 'unavailable' && answer.state === 'failed' ? answer.detail : null
  await act(
    systemContext(tools, 'Circuit'),
    { collectivityId, dossierId, idempotencyKey: `errand:${errandId}` },
    {
      mayAct: () => true,
      decide: async (acting) => {
        const payload = { errandId, step, work: errand.work, state, ...remarkOf(answer) }
        const line: Decision['events'][number] = { kind: 'errand.settled', payload }
        const way = answer !== 'unavailable' && answer.state === 'failed' ? answer.way : 'done'
        const fields = fieldsOf(answer, intoField)
        const end = { step, way, entered, because: 'call' as const, fields }
        const moved = errand.work === 'call' ? await endWait(acting, end) : undefined
        const move: Partial<Decision> = moved?.ok ? moved.value : {}
        const gift = await giftOf(acting, errandId, answer)
        const change = { state, tries: tries + 1, at: acting.now, detail }
        return accepted({
          ...move,
          events: [line, ...gift.events, ...(move.events ?? [])],
          writings: [...gift.writings, ...(move.writings ?? [])],
          fields,
          besides: () => [...gift.rows(), updateErrandRow(acting.tx, collectivityId, errandId, change)],
        })
      },
    },
  )
}

const remarkOf = (answer: ErrandAnswer | 'unavailable'): { readonly remark?: string } => {
  if (answer === 'unavailable') return {}
  const remark = answer.state === 'failed' ? answer.detail : answer.remark
  return remark === undefined ? {} : { remark: remark.slice(0, 300) }
}

function fieldsOf(answer: ErrandAnswer | 'unavailable', intoField: string | null): NamedValues {
  if (answer === 'unavailable' || answer.state !== 'done') return {}
  const own = intoField === null || answer.value === undefined ? {} : { [intoField]: answer.value }
  return { ...answer.fields, ...own }
}
