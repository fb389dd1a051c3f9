import {
  type DepositedFile,
  findDossierFor,
  type Handed,
  type HandingInput,
  partnerName,
  tellHanded,
} from '#counter/dossiers'
import { AppError } from '#kernel/errors'
import { systemContext } from '#platform/context'
import type { Tx } from '#platform/db'
import type { Arrived, Said } from '../contract.ts'
import { hear, isOpen } from '../domain.ts'
import type { Handover, HandoverKey } from '../schema.ts'
import { findHandoverRow } from '../store/handovers.ts'
import { markDone, nextToHear } from '../store/messages.ts'
import { findPartnerRow, listMatterRows } from '../store/partners.ts'
import { fetchFiles } from './fetching.ts'
import { fileOffered } from './filing.ts'
import { answersText, type Heard } from './heard.ts'
import { changeAndSay, type ToSay } from './saying.ts'
import { toldOf } from './deciding.ts'
import type { HandoverTools } from './tools.ts'

/**
 * Carries out what the other side said about one request, in order. Each message is done in the transaction that says it is done: a process that
 * dies between two lines leaves it to do, and a message done twice finds itself done.
 */
export async function hearAll(tools: HandoverTools, key: HandoverKey): Promise<void> {
  for (;;) {
    const heard = await tools.db.readCollectivity(key.collectivityId, async (tx): Promise<Heard | undefined> => {
      const [handover, message] = await Promise.all([findHandoverRow(tx, key), nextToHear(tx, key)])
      if (!handover || !message) return undefined
      const partner = await findPartnerRow(tx, { collectivityId: key.collectivityId, partnerId: handover.partnerId })
      // It was checked when it came in.
      const arrived = { type: message.type, data: message.data } as Arrived
      return partner && { handover, partner, message, arrived }
    })
    if (!heard) return
    await hearOne(tools, heard)
  }
}

async function hearOne(tools: HandoverTools, heard: Heard): Promise<void> {
  const { handover, arrived } = heard
  if (arrived.type === 'handover.offered') return hearOffer(tools, heard)
  if (handover.dossierId === null) return justDone(tools, heard)
  const files = await fetchFiles(tools, heard.partner, filesIn(arrived))
  await tell(tools, heard, { dossierId: handover.dossierId, files })
}

async function hearOffer(tools: HandoverTools, heard: Heard): Promise<void> {
  const { handover, arrived } = heard
  if (arrived.type !== 'handover.offered') return undefined
  const { collectivityId } = handover
  const matters = await tools.db.readCollectivity(collectivityId, (tx) =>
    listMatterRows(tx, { collectivityId, partnerId: handover.partnerId }),
  )
  const theirs = arrived.data.case.procedure.id
  const matter = matters.find((each) => each.direction === 'take' && each.theirs === theirs)
  if (!matter) return refuseAtOnce(tools, heard, 'Cette démarche n’est pas reprise ici.')
  const filed = await fileOffered(tools, heard, { given: arrived.data.case, ours: matter.ours })
  if (!filed.ok) return refuseAtOnce(tools, heard, filed.refusal)
  const { dossierId, number } = filed.value
  const note = noteOf(arrived.data.case, arrived.data.note, filed.value.besides)
  return tell(
    tools,
    { ...heard, handover: { ...handover, dossierId } },
    {
      dossierId,
      files: [],
      first: { number, note },
    },
  )
}

/** What could not be done here: the giver keeps the request. */
const refuseAtOnce = (tools: HandoverTools, heard: Heard, reason: string): Promise<void> =>
  finish(tools, heard, () => ({ after: { state: 'refused' }, say: [{ type: 'handover.refused', body: { reason } }] }))

const justDone = (tools: HandoverTools, heard: Heard): Promise<void> =>
  finish(tools, heard, (before) => ({ after: { state: hear(before.role, before.state, heard.arrived.type) }, say: [] }))

async function finish(
  tools: HandoverTools,
  heard: Heard,
  change: (before: Handover) => { after: Partial<Handover>; say: readonly ToSay[] },
): Promise<void> {
  const { collectivityId } = heard.handover
  await tools.db.withCollectivity(collectivityId, (tx) => done(tools, tx, heard, change))
}

async function done(
  tools: HandoverTools,
  tx: Tx,
  { handover, message }: Heard,
  change: (before: Handover) => { after: Partial<Handover>; say: readonly ToSay[] },
): Promise<void> {
  const key = { collectivityId: handover.collectivityId, handoverId: handover.id }
  const now = tools.clock.now()
  await changeAndSay(tx, key, now, change)
  const isFirst = await markDone(tx, key, { direction: 'in', sequence: message.sequence, at: now })
  // Another process carried it out meanwhile: this one leaves no trace.
  if (!isFirst) throw new AppError('conflict', 'handover.done_already')
}

interface How {
  readonly dossierId: string
  readonly files: readonly DepositedFile[]
  /** The first message: what was filed for it. */
  readonly first?: { readonly number: string; readonly note: string }
}

/** Writes what was said in the request, with the hand-over’s own row. */
async function tell(tools: HandoverTools, heard: Heard, how: How): Promise<void> {
  const { handover, message, partner, arrived } = heard
  const { collectivityId, id } = handover
  const found = await tools.db.readCollectivity(collectivityId, (tx) =>
    findDossierFor(tx, { collectivityId, dossierId: how.dossierId }),
  )
  if (!found) return justDone(tools, heard)
  const state = how.first ? 'requested' : hear(handover.role, handover.state, arrived.type)
  const reference = referenceIn(arrived) ?? handover.reference
  const handed: Handed = { id, role: handover.role, partner: partner.name, state, reference }
  const expected = found.dossier.handed?.id ?? null
  const isOver = !isOpen(state)
  // It was cut from the request already: what comes late is kept as a note.
  const isCut = !how.first && expected !== id
  const input: HandingInput = {
    collectivityId,
    dossierId: how.dossierId,
    idempotencyKey: `handover:${id}:in:${message.sequence}`,
    handed: isCut ? found.dossier.handed : isOver ? null : handed,
    expected,
    told: toldOf(handed, toldState(arrived, { before: handover.state, state, isFirst: how.first !== undefined })),
    ...textOf(heard, how, isCut),
    ...(isCut ? {} : effectsOf(heard, state)),
  }
  const say: ToSay[] = how.first ? [{ type: 'handover.received', body: { reference: how.first.number } }] : []
  const told = await tellHanded(systemContext(tools, partnerName), input, (tx, _dossier, version) =>
    done(tools, tx, heard, (before) => ({
      after: {
        dossierId: how.dossierId,
        state: how.first ? 'requested' : hear(before.role, before.state, arrived.type),
        reference,
        ...(arrived.type === 'handover.status' && { news: arrived.data.label }),
        ...(how.first && { relayed: version }),
      },
      say,
    })),
  )
  // Moved between the look and the lock: the job looks again.
  if (!told.ok) throw new AppError('conflict', 'handover.moved_meanwhile')
}

function toldState(
  { type }: Arrived,
  { before, state, isFirst }: { readonly before: string; readonly state: string; readonly isFirst: boolean },
): string {
  if (isFirst) return 'requested'
  return type === 'handover.message' || type === 'handover.answers' || type === 'handover.status' || before === state
    ? 'message'
    : state
}

function effectsOf(
  { handover, partner, arrived }: Heard,
  state: Handover['state'],
): Pick<HandingInput, 'ends' | 'clock'> {
  if (arrived.type === 'handover.taken_back') return { ends: 'closed' }
  if (arrived.type === 'handover.settled' && state === 'settled') return { ends: arrived.data.outcome }
  const isBack = handover.role === 'giver' && isOpen(handover.state) && (state === 'refused' || state === 'returned')
  return isBack && partner.clock === 'paused' ? { clock: 'resume' } : {}
}

const filesIn = (arrived: Arrived) => {
  if (arrived.type === 'handover.message') return arrived.data.message.files
  return arrived.type === 'handover.settled' ? arrived.data.files : []
}

const referenceIn = (arrived: Arrived): string | undefined =>
  arrived.type === 'handover.accepted' || arrived.type === 'handover.received'
    ? (arrived.data.reference ?? undefined)
    : undefined

/** What was written, for whom it is: the person reads what the taker writes to her; the rest is for agents. */
function textOf(heard: Heard, { files, first }: How, isCut: boolean): Pick<HandingInput, 'text'> {
  const { arrived, partner, handover } = heard
  const note: Noting = (body) => ({ text: { direction: 'note', body, files, by: partner.name } })
  if (first) return note(first.note)
  if (arrived.type === 'handover.message') {
    const said = arrived.data.message
    if (isCut) return note(`${said.author} : ${said.body}`)
    return handover.role === 'giver'
      ? { text: { direction: 'to_applicant', body: said.body, files, by: `${partner.name}, ${said.author}` } }
      : ofThePerson(said, files, note)
  }
  if (arrived.type === 'handover.settled' && !isCut) {
    return { text: { direction: 'to_applicant', body: arrived.data.text, files, by: partner.name } }
  }
  const body = bodyForAgents(arrived)
  return body === undefined ? {} : note(body)
}

type Noting = (body: string) => Pick<HandingInput, 'text'>

function bodyForAgents(arrived: Arrived): string | undefined {
  switch (arrived.type) {
    case 'handover.settled':
      return arrived.data.text
    case 'handover.answers':
      return `Réponses corrigées :\n${answersText(arrived.data.answers)}`
    case 'handover.refused':
    case 'handover.returned':
    case 'handover.taken_back':
      return arrived.data.reason
    case 'handover.status':
      return arrived.data.label
    case 'handover.message':
    case 'handover.offered':
    case 'handover.received':
    case 'handover.accepted':
      return undefined
  }
}

/** What the giver's agents wrote to the person is told to the taker as a note. */
const ofThePerson = (said: Said, files: readonly DepositedFile[], note: Noting): Pick<HandingInput, 'text'> =>
  said.from === 'applicant'
    ? { text: { direction: 'from_applicant', body: said.body, files, by: said.author } }
    : note(`${said.author} : ${said.body}`)

/** What the form here does not ask is for agents to read: who asks, how to reach her, the answers without a question. */
function noteOf(
  given: Extract<Arrived, { type: 'handover.offered' }>['data']['case'],
  note: string | undefined,
  besides: string,
): string {
  const { applicant, number, messages, dueOn } = given
  const reach = [applicant.email, applicant.phone].filter((each) => each !== null && each !== '').join(', ')
  return [
    `Demande ${number}, promise pour le ${dueOn.split('-').toReversed().join('/')}.`,
    `${applicant.name}${reach === '' ? '' : ` (${reach})`}${given.actingFor === undefined ? '' : `, pour ${given.actingFor}`}.`,
    'Vos messages lui parviennent par la plateforme où elle a déposé sa demande.',
    note ?? '',
    besides === '' ? '' : `Autres réponses :\n${besides}`,
    messages.length === 0
      ? ''
      : `Échanges jusqu’ici :\n${messages.map((each) => `${each.author} : ${each.body}`).join('\n')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}
