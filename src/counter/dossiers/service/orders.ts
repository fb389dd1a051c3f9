import type { Tx } from '#platform/db'
import { publish } from '#platform/events'
import { enqueue } from '#platform/jobs'
import type { Orders } from '../domain/orders.ts'
import { runErrand, sendCircuitText } from '../jobs.ts'
import { outsideAsked } from '../outside.ts'
import type { Dossier } from '../schema.ts'
import { dropTimerRows, insertErrandRows, insertRequestRows, insertTimerRows, setFieldRows } from '../store/circuit.ts'

/**
 * Keeps what a move of the circuit asks for, in the transaction of the move: moments, requests, errands, fields, texts, and
 * the jobs and events of those that leave the database.
 * @param entered whether the dossier entered a status: what the one before was waiting for is dropped.
 */
export function saveOrders(
  tx: Tx,
  dossier: Dossier,
  orders: Orders,
  { by, at, entered }: { readonly by: string; readonly at: Date; readonly entered: boolean },
): Promise<void>[] {
  const { collectivityId, id: dossierId } = dossier
  const { timers, requests, errands, fields, writings } = orders
  const when = { entered: dossier.entered, at }
  return [
    ...(entered ? [dropTimerRows(tx, dossier)] : []),
    ...(timers.length > 0 ? [insertTimerRows(tx, dossier, dossier.entered, timers)] : []),
    ...(fields.length > 0 ? [setFieldRows(tx, dossier, fields, { name: by, at })] : []),
    ...(requests.length > 0 ? [insertRequestRows(tx, dossier, requests, when)] : []),
    ...requests.map(({ id: requestId, service, parameters }) =>
      publish(tx, outsideAsked, { collectivityId, requestId, dossierId, service, parameters }),
    ),
    ...(errands.length > 0 ? [insertErrandRows(tx, dossier, errands, when)] : []),
    ...errands.map(({ id: errandId }) => enqueue(tx, runErrand, { collectivityId, errandId })),
    ...writings.map(({ eventId, effect }) =>
      enqueue(tx, sendCircuitText, {
        collectivityId,
        dossierId,
        eventId,
        channel: effect.kind === 'send' ? effect.channel : 'comment',
        to: effect.kind === 'send' ? effect.to : { kind: effect.to },
        body: effect.body,
        ...(effect.kind === 'send' && effect.subject && { subject: effect.subject }),
      }),
    ),
  ]
}
