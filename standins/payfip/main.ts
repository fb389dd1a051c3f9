import { startPayFipStandIn } from './server.ts'

/*
 * The stand-in as a process of its own: `PAYFIP_PORT=… node standins/payfip/main.ts`.
 * The demonstration starts it beside the platform.
 */
const standIn = await startPayFipStandIn({ port: Number(process.env['PAYFIP_PORT'] ?? 0) })
const end = (): void => void standIn.close().finally(() => process.exit(0))
process.on('SIGTERM', end)
process.on('disconnect', end)
process.send?.('ready')
if (!process.send) process.stdout.write(`PayFiP, stand-in: ${standIn.url}\n`)
