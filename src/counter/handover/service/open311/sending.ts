import type { Row } from '#counter/open311'
import type { MessageData } from '../../contract.ts'
import type { Handover } from '../../schema.ts'
import { listMessageRows } from '../../store/messages.ts'
import { isNumberTaken, type There, updateThereRow } from '../../store/there.ts'
import { addressFor, type HandoverTools } from '../tools.ts'
import { ask, type Said, type Server } from './client.ts'
import { formOf, markOf, ticketFor } from './form.ts'
import { hearFor, noteFailure } from './hearing.ts'

export interface Going {
  readonly there: There
  readonly handover: Handover
}

/**
 * Posts a request. The standard has no key by which a server would know one that it has: before it is posted again, because no answer was
 * kept of the first time, it is looked for there by the reference in its text.
 */
export async function sendRequest(tools: HandoverTools, server: Server, going: Going): Promise<void> {
  const { there, handover } = going
  const { collectivityId, id: handoverId } = handover
  const [offered] = await tools.db.readCollectivity(collectivityId, (tx) =>
    listMessageRows(tx, { collectivityId, handoverId }, { direction: 'out', after: 0, limit: 1 }),
  )
  // It was checked when it was said.
  const data = offered?.data as MessageData<'handover.offered'> | undefined
  if (!data) return
  const mark = markOf(handoverId, data.case)
  if (there.attemptedAt !== null) {
    const found = await lookFor(tools, server, { code: data.case.procedure.id, mark, since: there.attemptedAt })
    if (found.why !== undefined) return noteFailure(tools, going, found.why)
    if (found.row !== undefined) return keepNumber(tools, going, found.row)
  }
  await tools.db.withCollectivity(collectivityId, (tx) =>
    updateThereRow(tx, { collectivityId, handoverId }, { attemptedAt: tools.clock.now(), isHeld: true }),
  )
  const said = await ask(tools, server, { path: 'requests', form: formFor(tools, { ...going, data, mark }) })
  await judge(tools, going, said)
}

function formFor(
  tools: HandoverTools,
  { handover, data, mark }: Going & { readonly data: MessageData<'handover.offered'>; readonly mark: string },
): Readonly<Record<string, string>> {
  const { collectivityId, id: handoverId, partnerId } = handover
  const picture = data.case.files.find(({ mediaType }) => mediaType.startsWith('image/'))
  const base = `${addressFor(tools, { collectivityId, id: partnerId })}/dossiers/${handoverId}`
  const ticket = picture && ticketFor(tools.secrets, { handoverId, fileId: picture.id }, tools.clock.now())
  const mediaUrl = picture && `${base}/fichiers/${picture.id}?jeton=${ticket}`
  return formOf(data.case, { mark, note: data.note, ...(mediaUrl !== undefined && { mediaUrl }) })
}

async function judge(tools: HandoverTools, going: Going, said: Said): Promise<void> {
  if (!said.ok) {
    if (said.fault === 'failed') return noteFailure(tools, going, said.why)
    return hearFor(tools, going, {
      says: [{ type: 'handover.refused', body: { reason: said.why } }],
      change: { endedAt: tools.clock.now(), lastError: null },
    })
  }
  const row = said.rows.find((each) => each['service_request_id'] !== undefined || each['token'] !== undefined)
  if (row === undefined) return noteFailure(tools, going, 'unreadable')
  return row['service_request_id'] === undefined ? keepToken(tools, going, row) : keepNumber(tools, going, row)
}

/** The one of ours that is there, if it is; or why the server does not say. */
async function lookFor(
  tools: HandoverTools,
  server: Server,
  { code, mark, since }: { readonly code: string; readonly mark: string; readonly since: Date },
): Promise<{ readonly row?: Row | undefined; readonly why?: string }> {
  const start = new Date(since.getTime() - 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z')
  const said = await ask(tools, server, { path: 'requests', query: { service_code: code, start_date: start } })
  // A server that lists nothing of this service has nothing of ours, as far as anybody can know.
  if (!said.ok) return said.fault === 'refused' ? {} : { why: said.why }
  const isOurs = (row: Row) => row['service_request_id'] !== undefined && row['description']?.includes(mark)
  return { row: said.rows.find(isOurs) }
}

/** How often a server is asked for news of one request. */
const newsMinutes = 10
export const nextNews = (now: Date): Date => new Date(now.getTime() + newsMinutes * 60_000)

async function keepToken(tools: HandoverTools, going: Going, row: Row): Promise<void> {
  const { collectivityId, id: handoverId } = going.handover
  const nextAt = new Date(tools.clock.now().getTime() + 30_000)
  await tools.db.withCollectivity(collectivityId, (tx) =>
    updateThereRow(
      tx,
      { collectivityId, handoverId },
      { token: (row['token'] ?? '').slice(0, 200), nextAt, tries: 0, lastError: null },
    ),
  )
}

/** The server has it: it is accepted there, under its number, unless it gave this number for another. */
export async function keepNumber(tools: HandoverTools, going: Going, row: Row): Promise<void> {
  const { collectivityId, id: handoverId, partnerId } = going.handover
  const reference = (row['service_request_id'] ?? '').slice(0, 80)
  const isTaken = await tools.db.readCollectivity(collectivityId, (tx) =>
    isNumberTaken(tx, { collectivityId, handoverId, partnerId }, reference),
  )
  if (isTaken) return noteFailure(tools, going, 'number_twice')
  await hearFor(tools, going, {
    says: [{ type: 'handover.accepted', body: { reference } }],
    change: { serviceRequestId: reference, nextAt: nextNews(tools.clock.now()), tries: 0, lastError: null },
  })
}
