import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addDays, dayOf } from '#kernel/calendar'
import { AppError } from '#kernel/errors'
import { projectRoot } from '#platform/config'
import type { Context } from '#platform/context'
import type { Presentation, Site } from '../schema.ts'
import { openCollectivity } from './presentation.ts'

/** A notice of the demonstration runs around the day it is loaded, so that there always is one. */
type DemoNotice = Omit<Presentation['notices'][number], 'from' | 'to'> & {
  readonly startsInDays: number
  readonly endsInDays: number
}

interface Demo {
  /** Services that each of the communes has. */
  readonly services: Presentation['services']
  readonly collectivities: readonly (Omit<Presentation, 'services' | 'notices'> & {
    readonly notices: readonly DemoNotice[]
  })[]
}

/**
 * Opens the communes of `data/demo/collectivities.json`, whose territory must be imported already. The others of the
 * territory stay listed, not open yet. Again: notices come back around the present day.
 */
export async function loadDemoCollectivities(ctx: Context): Promise<Site[]> {
  const demo = JSON.parse(await readFile(join(projectRoot, 'data/demo/collectivities.json'), 'utf8')) as Demo
  const today = dayOf(ctx.clock.now())
  const sites: Site[] = []
  for (const { notices, ...collectivity } of demo.collectivities) {
    const opened = await openCollectivity(ctx, {
      ...collectivity,
      services: demo.services,
      notices: notices.map(({ startsInDays, endsInDays, ...notice }) => ({
        ...notice,
        from: addDays(today, startsInDays),
        to: addDays(today, endsInDays),
      })),
    })
    if (!opened.ok) {
      const detail = `${collectivity.code}: ${JSON.stringify(opened.refusal)}`
      throw new AppError('invalid', 'collectivities.demo', { detail })
    }
    sites.push(opened.value)
  }
  return sites
}
