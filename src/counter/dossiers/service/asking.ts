import { type Agent, listWorking } from '#identity/accounts'
import { type Day, dayOf } from '#kernel/calendar'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { publish } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { listServices, type Service } from '#territory/collectivities'
import { askedOf, type HandParameters, isByHand, parametersOf, pausesClock } from '../domain/asking.ts'
import type { OutsideService } from '../domain/orders.ts'
import { notifyApplicant } from '../jobs.ts'
import { signatureTemplate } from '../asked-mails.ts'
import { outsideAsked } from '../outside.ts'
import { mayHandle, mayReadAt } from '../policy.ts'
import type { Attachment, DepositedFile, Dossier } from '../schema.ts'
import { insertAskedRow, withdrawAskedRow } from '../store/asking.ts'
import { insertAttachmentRows, listAttachmentRows } from '../store/attachments.ts'
import { findRequestRow } from '../store/circuit.ts'
import { clockOnceSettled, nameInJournal } from './asked-answer.ts'
import { turnAskedClock } from './asked-clock.ts'
import {
  type Act,
  act,
  type Acted,
  type ActInput,
  type ActRefusal,
  type Decision,
  readableBody,
  write,
  type Writing,
} from './progress.ts'

/** Opinions and signatures that an agent asks at once, on any open case, apart from its circuit. */

export type AskTarget =
  | { readonly kind: 'colleague'; readonly accountId: string }
  | { readonly kind: 'service'; readonly serviceId: string }
  | { readonly kind: 'outside'; readonly name: string; readonly email: string }
  /** Who filed the case: she signs, on the page of her request. */
  | { readonly kind: 'person'; readonly isCertified: boolean }

export interface AskInput extends ActInput {
  readonly what: 'opinion' | 'signature'
  readonly to: AskTarget
  readonly question: string
  /** Fields of the form whose answers may be read. */
  readonly fields: readonly string[]
  /** Files of the case that may be read, or that are signed. */
  readonly files: readonly string[]
  /** Made to be signed, already in the file store. */
  readonly document?: DepositedFile | undefined
  readonly wishedOn: Day | null
  readonly pauses: boolean
  readonly isTold: boolean
}

export type AskRefusal =
  | 'closed'
  /** No question. */
  | 'empty'
  | 'unknown_colleague'
  | 'is_herself'
  | 'unknown_service'
  | 'no_address'
  | 'no_name'
  | 'past_day'
  | 'no_document'
  /** The person cannot be reached: no address, no account. */
  | 'no_person'

const longestQuestion = 4000
const mostFiles = 20

/**
 * Asks an opinion or a signature. Whoever is asked reads the question and what was chosen of the case, nothing else; nothing
 * moves when she answers.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export async function askByHand(ctx: Context, input: AskInput): Promise<Outcome<Acted, ActRefusal<AskRefusal>>> {
  const services = await listServices(ctx.db, input.collectivityId)
  return act(ctx, input, {
    mayAct: (dossier) => mayHandle(ctx.actor, dossier),
    mayActAt: (dossier, workflow) => mayReadAt(ctx.actor, dossier, workflow),
    isHers: () => true,
    deed: 'note',
    decide: async (acting): Promise<Outcome<Decision, AskRefusal>> => {
      const question = readableBody(input.question)?.slice(0, longestQuestion)
      if (acting.dossier.closedAt !== null || acting.dossier.joinedTo !== null) return refused('closed')
      const whom = whoIsAsked(acting, input, { services, agents: await agentsBeside(acting) })
      if (!whom.ok) return whom
      if (question === undefined) return refused('empty')
      if (input.wishedOn !== null && input.wishedOn < dayOf(acting.now)) return refused('past_day')
      const shared = await sharedFiles(acting, input)
      if (input.what === 'signature' && shared.ids.length === 0) return refused('no_document')
      return accepted(await asking(acting, input, { whom: whom.value, question, shared }))
    },
  })
}

/** Those who work in the collectivity now; elected members give opinions and sign as well. */
const agentsBeside = ({ tx, dossier, now }: Act): Promise<readonly Agent[]> =>
  listWorking(tx, dossier.collectivityId, now)

interface Whom {
  readonly service: OutsideService
  readonly toAccount: string | null
  readonly toService: string | null
  /** As the journal and the page of the case say it. */
  readonly name: string
  readonly parameters: Pick<HandParameters, 'name' | 'email' | 'kind'>
}

const address = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

function whoIsAsked(
  { ctx, dossier }: Act,
  { to, what }: AskInput,
  known: { readonly services: readonly Service[]; readonly agents: readonly Agent[] },
): Outcome<Whom, AskRefusal> {
  const service = what === 'signature' ? 'visa' : 'colleague'
  // A signature is somebody's own: a colleague's, or the person's.
  if (what === 'signature' && to.kind === 'service') return refused('unknown_service')
  if (what === 'signature' && to.kind === 'outside') return refused('no_address')
  switch (to.kind) {
    case 'colleague':
      return aColleague(ctx, to.accountId, { service, agents: known.agents })
    case 'service': {
      const found = known.services.find(({ id }) => id === to.serviceId)
      if (!found) return refused('unknown_service')
      return accepted({ service, toAccount: null, toService: found.id, name: found.name.fr, parameters: {} })
    }
    case 'outside':
      return somebodyOutside(to)
    case 'person':
      return thePerson(dossier, to.isCertified, what)
  }
}

function aColleague(
  { actor }: Act['ctx'],
  accountId: string,
  { service, agents }: { readonly service: OutsideService; readonly agents: readonly Agent[] },
): Outcome<Whom, AskRefusal> {
  const found = agents.find((each) => each.accountId === accountId)
  if (!found) return refused('unknown_colleague')
  if (actor.kind === 'agent' && actor.accountId === accountId) return refused('is_herself')
  const name = `${found.givenName} ${found.familyName}`
  return accepted({ service, toAccount: accountId, toService: null, name, parameters: {} })
}

function somebodyOutside(to: Extract<AskTarget, { kind: 'outside' }>): Outcome<Whom, AskRefusal> {
  const [name, email] = [to.name.trim().slice(0, 120), to.email.trim().slice(0, 200)]
  if (name === '') return refused('no_name')
  if (!address.test(email)) return refused('no_address')
  return accepted({ service: 'expert', toAccount: null, toService: null, name, parameters: { name, email } })
}

function thePerson(dossier: Dossier, isCertified: boolean, what: AskInput['what']): Outcome<Whom, AskRefusal> {
  const { applicantEmail, applicantName: name, accountId } = dossier
  // To prove who she is, she needs an account; without an address nobody tells her that she is waited for.
  if (what !== 'signature' || applicantEmail === '' || (isCertified && accountId === null)) return refused('no_person')
  const kind = isCertified ? 'certified' : 'drawn'
  return accepted({ service: 'signature', toAccount: null, toService: null, name, parameters: { kind } })
}

/** What may be read of the case, and what is written in it so that it can. */
interface Shared {
  readonly ids: readonly string[]
  readonly rows: readonly Attachment[]
  readonly writing: Writing | undefined
}

/**
 * A document that was made goes in the case first. What the person signs is one of the documents that she reads: what came with a
 * note or a message is joined again beside her answers.
 */
async function sharedFiles(acting: Act, { to, files, document }: AskInput): Promise<Shared> {
  const { tx, dossier, now } = acting
  const all = await listAttachmentRows(tx, dossier.collectivityId, dossier.id)
  const chosen = all.filter(({ id }) => files.includes(id)).slice(0, mostFiles)
  if (to.kind === 'person') {
    const made = document ? [{ ...document, id: newId(), fieldId: null, messageId: null, at: now }] : []
    const again = chosen.filter(({ messageId }) => messageId !== null)
    const rows = [...again.map((each) => ({ ...each, id: newId(), fieldId: null, messageId: null, at: now })), ...made]
    const hers = chosen.filter(({ messageId }) => messageId === null)
    return { ids: [...hers, ...rows].map(({ id }) => id), rows, writing: undefined }
  }
  const writing = document && write(acting, 'note', document.name, [document])
  const written = writing?.attachments ?? []
  return { ids: [...chosen, ...written].map(({ id }) => id), rows: [], writing }
}

interface Asking {
  readonly whom: Whom
  readonly question: string
  readonly shared: Shared
}

async function asking(acting: Act, input: AskInput, { whom, question, shared }: Asking): Promise<Decision> {
  const { ctx, tx, dossier, actor, now } = acting
  const { collectivityId, id: dossierId } = dossier
  const { wishedOn, pauses, isTold } = input
  const id = newId()
  const { service, toAccount, toService } = whom
  const parameters = parametersOf({
    question,
    fields: input.fields.slice(0, 200),
    files: shared.ids,
    pauses,
    isTold,
    ...whom.parameters,
  })
  const clock = pauses ? await turnAskedClock(acting, true) : { state: {}, events: [] }
  const askedBy = ctx.actor.kind === 'agent' && !ctx.actor.program ? ctx.actor.accountId : null
  const row = { id, dossierId, service, parameters, toAccount, toService, wishedOn, collectivityId, askedBy }
  const name = toAccount === null && toService === null ? null : whom.name
  const line = { requestId: id, service, to: askedOf(row), name, wishedOn, pauses }
  const { writing, rows: attachments } = shared
  const uploaded = { collectivityId, draftId: null, dossierId, uploadedBy: actor, attachments }
  return {
    state: clock.state,
    events: [
      { kind: 'asked.by_hand', payload: line },
      ...(writing ? [{ kind: 'note.added' as const, payload: writing.payload }] : []),
      ...clock.events,
    ],
    ...(writing && { writings: [writing] }),
    besides: () => [
      insertAskedRow(tx, { ...row, askedByName: actor.name, at: now }),
      insertAttachmentRows(tx, uploaded),
      publish(tx, outsideAsked, { collectivityId, requestId: id, dossierId, service, parameters }),
      // Circuits have mails of their own for it; asked by hand, the person is written to.
      ...(service === 'signature'
        ? [enqueue(tx, notifyApplicant, { collectivityId, dossierId, eventId: id, template: signatureTemplate })]
        : []),
    ],
  }
}

/**
 * Takes back what an agent asked: nobody may answer any more, and the clocks that waited go on.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export const withdrawByHand = (
  ctx: Context,
  input: ActInput & { readonly requestId: string },
): Promise<Outcome<Acted, ActRefusal<'already_settled'>>> =>
  act(ctx, input, {
    mayAct: (dossier) => mayHandle(ctx.actor, dossier),
    mayActAt: (dossier, workflow) => mayReadAt(ctx.actor, dossier, workflow),
    isHers: () => true,
    deed: 'note',
    decide: async (acting): Promise<Outcome<Decision, 'already_settled'>> => {
      const { tx, dossier, now } = acting
      const { collectivityId, requestId } = input
      const request = await findRequestRow(tx, collectivityId, requestId)
      const isHere = request?.dossierId === dossier.id && isByHand(request)
      if (!isHere || request.state !== 'requested') return refused('already_settled')
      const { service } = request
      const clock = pausesClock(request) ? await clockOnceSettled(acting, request) : { state: {}, events: [] }
      const payload = { requestId, service, to: askedOf(request), name: nameInJournal(request, null) }
      return accepted({
        state: clock.state,
        events: [{ kind: 'asked.withdrawn', payload }, ...clock.events],
        besides: () => [withdrawAskedRow(tx, collectivityId, requestId, now)],
      })
    },
  })
