import type { Config } from '#platform/config'
import type { App } from '../app.ts'
import { openForCommand, upgrade } from './installation.ts'

/** Puts an `App` together; given by the composition root, since commands stand below it. */
type Compose = (config: Config, databaseUrl: string) => Promise<App>

let compose: Compose | undefined

/** Called once, by the entry of the command line. */
export const composeWith = (given: Compose): void => {
  compose = given
}

/** Works on a migrated database, then gives its connections back. */
export async function withApp<T>(config: Config, databaseUrl: string, work: (app: App) => Promise<T>): Promise<T> {
  if (!compose) throw new Error('composeWith was not called')
  const app = await compose(config, databaseUrl)
  try {
    return await work(app)
  } finally {
    app.mailer.close()
    await app.db.close()
  }
}

/** The same for one command: beside the running platform when there is one, alone otherwise. */
export async function withInstallation<T>(config: Config, work: (app: App) => Promise<T>): Promise<T> {
  const installation = await openForCommand(config)
  try {
    await upgrade(installation.databaseUrl)
    return await withApp(config, installation.databaseUrl, work)
  } finally {
    await installation.close()
  }
}
