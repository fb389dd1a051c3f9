import { startParticulierStandIn } from './server.ts'

/*
 * The stand-in as a process of its own: `PARTICULIER_PORT=… PARTICULIER_TOKEN=… node standins/api-particulier/main.ts`.
 * The demonstration starts it beside the platform.
 */
const standIn = await startParticulierStandIn({
  port: Number(process.env['PARTICULIER_PORT'] ?? 0),
  token: process.env['PARTICULIER_TOKEN'] ?? 'demonstration',
})
const end = (): void => void standIn.close().finally(() => process.exit(0))
process.on('SIGTERM', end)
process.on('disconnect', end)
process.send?.('ready')
if (!process.send) process.stdout.write(`API Particulier, stand-in: ${standIn.url}\n`)
