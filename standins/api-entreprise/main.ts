import { startRegisterStandIn } from './server.ts'

/*
 * The stand-in as a process of its own: `REGISTER_PORT=… REGISTER_TOKEN=… node standins/api-entreprise/main.ts`.
 * The demonstration starts it beside the platform.
 */
const standIn = await startRegisterStandIn({
  port: Number(process.env['REGISTER_PORT'] ?? 0),
  token: process.env['REGISTER_TOKEN'] ?? 'demonstration',
})
const end = (): void => void standIn.close().finally(() => process.exit(0))
process.on('SIGTERM', end)
process.on('disconnect', end)
process.send?.('ready')
if (!process.send) process.stdout.write(`API Entreprise, stand-in: ${standIn.url}\n`)
