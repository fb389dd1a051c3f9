import { listStoppedExports } from '#counter/exports'
import { listLateBoxes } from '#counter/mailbox'
import { listEverySubscription } from '#platform/webhooks'
import { listCollectivities } from '#territory/collectivities'
import type { App } from '../../app.ts'

/** What waits longer than it should, in every collectivity, by its name; never whose requests they are. */
export interface Late {
  readonly boxes: readonly { readonly place: string; readonly name: string; readonly since: Date }[]
  readonly receivers: readonly Receiver[]
  readonly exports: readonly { readonly place: string; readonly count: number; readonly since: Date }[]
}

/** Another program that no longer takes what it is told. */
export interface Receiver {
  readonly place: string
  readonly label: string
  readonly waiting: number
  readonly dead: number
}

/** The failures in a row from which a receiver is said not to answer. */
const someFailures = 3

export async function readLate(app: App, accountId: string): Promise<Late> {
  const [boxes, every, stopped, sites] = await Promise.all([
    listLateBoxes(app, accountId),
    listEverySubscription(app.db, accountId),
    listStoppedExports(app, accountId),
    listCollectivities(app.db),
  ])
  const names = new Map(sites.map(({ id, name }) => [id, name]))
  const placed = <Row extends { readonly collectivityId: string }>(row: Row) => ({
    ...row,
    place: names.get(row.collectivityId) ?? '',
  })
  return {
    boxes: boxes.map(placed),
    receivers: every
      .filter(({ dead, failures, waiting }) => dead > 0 || (failures >= someFailures && waiting > 0))
      .map(placed),
    exports: stopped.map(placed),
  }
}
