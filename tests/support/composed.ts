import { join } from 'node:path'
import { readConfig } from '#platform/config'
import { type Context, systemContext } from '#platform/context'
import { databaseOf, runningEmbedded } from '#platform/db'
import type { App } from '../../src/apps/app.ts'
import { compose } from '../../src/main.ts'
import type { TestPlatform } from './platform.ts'

/** The address of the database of a platform that runs: as the owner of its tables. */
export function databaseUrlOf({ folder }: TestPlatform): string {
  const server = runningEmbedded(join(folder, 'postgres'))
  if (server === undefined) throw new Error('the platform has no database of its own')
  return databaseOf(server, 'traboule')
}

/** Does something beside a platform that runs, on its own database and with its own secret, as a command of its would. */
export async function beside<T>(platform: TestPlatform, work: (app: App, ctx: Context) => Promise<T>): Promise<T> {
  const config = readConfig({ TRABOULE_DATA: platform.folder, TRABOULE_URL: platform.url })
  const app = await compose(config, databaseUrlOf(platform))
  try {
    return await work(app, systemContext(app, 'beside'))
  } finally {
    app.mailer.close()
    await app.db.close()
  }
}
