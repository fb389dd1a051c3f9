import { randomBytes } from 'node:crypto'
import { complain, serveUnderParent } from '#platform/process'
import { startFranceConnect } from './franceconnect/server.ts'
import { startProConnect } from './proconnect/server.ts'
import { createTrialService } from './proconnect/service.ts'

/** The process of the demonstration's simulators, started beside its sites. */
const setting = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is missing`)
  return value
}

/** What a service says of itself when it is registered. */
const clientOf = (prefix: 'FRANCECONNECT' | 'PROCONNECT', callback: string) => {
  const service = setting('SIMULATED_FOR')
  return {
    clientId: setting(`${prefix}_CLIENT_ID`),
    secret: setting(`${prefix}_CLIENT_SECRET`),
    redirectUris: [service + callback],
    postLogoutRedirectUris: [`${service}/deconnexion/retour`],
  }
}

const portOf = (prefix: 'FRANCECONNECT' | 'PROCONNECT'): number => Number(new URL(setting(`${prefix}_ISSUER`)).port)

try {
  const franceConnect = await startFranceConnect({
    port: portOf('FRANCECONNECT'),
    clients: [clientOf('FRANCECONNECT', '/connexion/franceconnect/retour')],
  })
  const proConnect = await startProConnect({
    port: portOf('PROCONNECT'),
    clients: [clientOf('PROCONNECT', '/connexion/proconnect/retour')],
    providers: [
      {
        key: 'territoire',
        title: 'le territoire',
        issuer: `${setting('SIMULATED_FOR')}/oidc`,
        clientId: setting('PROVIDER_CLIENT_ID'),
        secret: setting('PROVIDER_CLIENT_SECRET'),
      },
    ],
    trial: createTrialService(setting('PROCONNECT_ISSUER'), randomBytes(32).toString('hex')),
  })
  serveUnderParent(async () => {
    await Promise.all([franceConnect.close(), proConnect.close()])
  })
} catch (error) {
  complain(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
