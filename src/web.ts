import { readConfig } from '#platform/config'
import { addRoutes, closeServer, createServer } from '#platform/http'
import { complain, serveUnderParent } from '#platform/process'
import { sentenceOf } from './apps/cli/sentences.ts'
import { packAssets } from './apps/assets.ts'
import { createHostDirectory } from './apps/hosts.ts'
import { answerFailure } from './apps/failures.ts'
import { compose } from './main.ts'
import { everyRoute } from './routes.ts'

/** The process that serves the sites. Any number may run against one database. */
try {
  const config = readConfig()
  if (!config.databaseUrl) throw new Error('DATABASE_URL is missing: start the platform with `traboule start`')
  const app = await compose(config, config.databaseUrl)
  const hosts = await createHostDirectory(app)
  const server = await createServer({
    log: app.log,
    behindProxy: config.behindProxy,
    rewriteUrl: hosts.rewrite,
    answerFailure: answerFailure(app),
  })
  addRoutes(server, everyRoute(app))
  // The system shares connections out among the processes that listen together; Node's option, which Fastify hands on.
  const listening = { host: config.host, port: config.port, reusePort: config.webProcesses > 1 }
  await server.listen(listening)
  void packAssets(app)
  serveUnderParent(async () => {
    hosts.stop()
    await closeServer(server)
    await app.db.close()
  })
} catch (error) {
  complain(sentenceOf(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)))
  process.exit(1)
}
