import { readConfig } from '#platform/config'
import { watchBoxes } from '#counter/mailbox'
import { startWorker } from '#platform/jobs'
import { complain, serveUnderParent } from '#platform/process'
import { sentenceOf } from './apps/cli/sentences.ts'
import { mailboxTools } from './apps/mailboxes.ts'
import { compose } from './main.ts'
import { everyHandler, everyMinute, nightly } from './handlers.ts'

/** The process that does what pages do not wait for: mails, indexes, clean-up. Any number may run against one database. */
try {
  const config = readConfig()
  if (!config.databaseUrl) throw new Error('DATABASE_URL is missing: start the platform with `traboule start`')
  const app = await compose(config, config.databaseUrl)
  const worker = await startWorker({
    url: config.databaseUrl,
    handlers: everyHandler(app),
    concurrency: 4,
    log: app.log,
    nightly,
    everyMinute,
  })
  const watch = watchBoxes(mailboxTools(app))
  serveUnderParent(async () => {
    await watch.stop()
    await worker.stop()
    await app.webhooks.close()
    app.mailer.close()
    await app.db.close()
  })
} catch (error) {
  complain(sentenceOf(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)))
  process.exit(1)
}
