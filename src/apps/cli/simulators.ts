import { readFile, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Config, projectRoot } from '#platform/config'
import { systemContext } from '#platform/context'
import type { Log } from '#platform/log'
import { type Child, keepAlive } from '#platform/process'
import { listCollectivities } from '#territory/collectivities'
import type { App } from '../app.ts'

interface Options {
  readonly plan: SimulatorPlan
  readonly config: Config
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly log: Log
}

/** Where the simulators will be, and what ProConnect's knows our provider of identities by. */
export interface SimulatorPlan {
  readonly ports: Remembered
  readonly clientId: string
  readonly clientSecret: string
}

interface Simulators {
  readonly child: Child
  /** What tells the sites where they are. */
  readonly environment: Readonly<Record<string, string>>
}

/** What stays the same from one start to the next: an identity is known by the address of who certified it. */
interface Remembered {
  readonly franceConnect: number
  readonly proConnect: number
}

/**
 * Plans the simulators of FranceConnect and of ProConnect beside a demonstration that has neither configured and is looked
 * at from this machine, and registers ProConnect's with us: our agents enter services of the State by their account here.
 */
export async function planSimulators(app: App): Promise<SimulatorPlan | undefined> {
  const { config } = app
  const { hostname } = new URL(config.publicUrl)
  const isConfigured = config.franceConnect !== undefined || config.proConnect !== undefined
  if (!config.demo || isConfigured || hostname !== 'localhost') return undefined
  const ports = await choosePorts(join(config.dataFolder, 'simulators.json'))
  return { ports, ...(await registerFederator(app, ports.proConnect)) }
}

const clientId = 'proconnect-simulateur'

/** ProConnect as a service of ours, in the words of `docs/operate/franceconnect.md`; a new secret at each start. */
async function registerFederator(
  app: App,
  port: number,
): Promise<{ readonly clientId: string; readonly clientSecret: string }> {
  const ctx = systemContext(app, 'start')
  const { clients, findClient } = app.provider
  const redirectUris = [`http://localhost:${port}/api/v2/oidc-callback`]
  const there = await findClient(clientId)
  if (there) {
    await clients.change(ctx, there.id, { redirectUris })
    return { clientId, clientSecret: (await clients.rotateSecret(ctx, there.id, 0)).secret }
  }
  const open = await listCollectivities(app.db, { isOpen: true })
  const made = await clients.create(ctx, {
    clientId,
    name: 'ProConnect (simulateur)',
    protocol: 'oidc',
    isFirstParty: true,
    subjectType: 'public',
    authMethod: 'client_secret_post',
    redirectUris,
    isUserinfoSigned: true,
    scopes: elevenScopes,
    rules: { kind: 'agents', collectivities: open.map(({ id }) => id) },
    settings: { withoutPkce: true },
  })
  if (!made.ok) throw new Error(`ProConnect’s simulator was not registered: ${JSON.stringify(made.refusal)}`)
  return { clientId, clientSecret: made.value.secret ?? '' }
}

/** What ProConnect asks of each provider of identities, whatever it has. */
const elevenScopes = [
  'openid',
  'given_name',
  'usual_name',
  'email',
  'uid',
  'siret',
  'siren',
  'organizational_unit',
  'belonging_population',
  'phone',
  'chorusdt',
]

/** Starts them. They listen on this machine only; the sites know them by their address alone, as the real ones. */
export async function startSimulators({ plan, config, environment, log }: Options): Promise<Simulators> {
  const { ports } = plan
  const secret = randomBytes(32).toString('hex')
  const given = {
    FRANCECONNECT_ISSUER: `http://localhost:${ports.franceConnect}/api/v2`,
    FRANCECONNECT_CLIENT_ID: 'traboule',
    FRANCECONNECT_CLIENT_SECRET: secret,
    PROCONNECT_ISSUER: `http://localhost:${ports.proConnect}/api/v2`,
    PROCONNECT_CLIENT_ID: 'traboule',
    PROCONNECT_CLIENT_SECRET: secret,
    PROCONNECT_SCOPES: 'organization_label roles',
  }
  const own = {
    ...given,
    SIMULATED_FOR: config.publicUrl,
    PROVIDER_CLIENT_ID: plan.clientId,
    PROVIDER_CLIENT_SECRET: plan.clientSecret,
  }
  const inherited = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const child = await keepAlive({
    name: 'simulators',
    entry: join(projectRoot, 'standins/main.ts'),
    environment: { ...Object.fromEntries(inherited), ...own },
    execArgv: ['--max-old-space-size=128', '--max-semi-space-size=4'],
    log,
  })
  return { child, environment: given }
}

async function choosePorts(file: string): Promise<Remembered> {
  const known = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Partial<Remembered>,
    () => ({}) as Partial<Remembered>,
  )
  const franceConnect = await freePort(known.franceConnect)
  const proConnect = await freePort(known.proConnect)
  const chosen = { franceConnect, proConnect }
  await writeFile(file, JSON.stringify(chosen))
  return chosen
}

/** The wished port while nobody holds it, else any free one. */
function freePort(wished = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error) => (wished === 0 ? reject(error) : resolve(freePort())))
    probe.listen(wished, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
