import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { beside, databaseUrlOf } from '../../tests/support/composed.ts'
import { startTestPlatform, type TestPlatform } from '../../tests/support/platform.ts'
import type { Provider } from './walk.ts'

/** The platform under measure, with as many people and live sessions as asked for. */
export interface Ours {
  readonly provider: Provider
  readonly platform: TestPlatform
  close(): Promise<void>
}

export interface OursOptions {
  readonly webProcesses: number
  readonly people: number
  readonly sessions: number
  /** Argon2 hash of the password of each of them, in PHC form. */
  readonly passwordHash: string
}

export async function openOurs({ webProcesses, people, sessions, passwordHash }: OursOptions): Promise<Ours> {
  const options = process.env['BENCH_NODE_OPTIONS']
  const platform = await startTestPlatform({
    environment: {
      ...(options === undefined ? {} : { NODE_OPTIONS: options }),
      LOG_LEVEL: 'error',
      // As a territory installs it: without the people of the demonstration on its pages, nor its simulators.
      TRABOULE_DEMO: '0',
      WEB_PROCESSES: String(webProcesses),
      // Each person comes from an address of her own, as a proxy in front says it.
      TRABOULE_BEHIND_PROXY: '1',
    },
  })
  const close = async (): Promise<void> => {
    await platform.stop()
    platform.remove()
  }
  try {
    await seed(databaseUrlOf(platform), { people, sessions, passwordHash })
    return { platform, close, provider: await register(platform) }
  } catch (error) {
    await close()
    throw error
  }
}

/** An application of the territory, which skips consent as the rival's does, and asks for the same algorithm. */
async function register(platform: TestPlatform): Promise<Provider> {
  const redirectUri = 'http://localhost:9/back'
  const made = await beside(platform, (app, ctx) =>
    app.provider.clients.create(ctx, {
      name: 'Mesure',
      protocol: 'oidc',
      isFirstParty: true,
      subjectType: 'public',
      signingAlgorithm: 'RS256',
      redirectUris: [redirectUri],
      scopes: ['openid', 'profile', 'email'],
    }),
  )
  if (!made.ok) throw new Error(JSON.stringify(made.refusal))
  return {
    origin: platform.url.replace('localhost', '127.0.0.1'),
    host: new URL(platform.url).host,
    authorize: '/oidc/autorisation',
    token: '/oidc/jeton',
    introspect: '/oidc/jeton/verification',
    clientId: made.value.client.clientId,
    clientSecret: made.value.secret ?? '',
    redirectUri,
    fields: { name: 'email', password: 'password' },
  }
}

/** Written by the owner of the tables: the same rows as a sign-up and a sign-in leave. */
async function seed(
  databaseUrl: string,
  of: { people: number; sessions: number; passwordHash: string },
): Promise<void> {
  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  try {
    await database.query(
      `insert into accounts.account
         (id, email, email_key, given_name, family_name, password_hash, email_confirmed_at, created_at)
       select gen_random_uuid(), 'p' || n || '@exemple.fr', 'p' || n || '@exemple.fr', 'P' || n, 'Exemple', $2, now(), now()
       from generate_series(0, $1::int - 1) n`,
      [of.people, of.passwordHash],
    )
    await database.query(
      `insert into accounts.session (id_hash, account_id, device, created_at, seen_at, expires_at)
       select sha256(convert_to($2 || a.email, 'utf8')), a.id, 'bench', now(), now(), now() + interval '12 hours'
       from accounts.account a where a.email like 'p%@exemple.fr' limit $1`,
      [of.sessions, randomBytes(16).toString('hex')],
    )
    await database.query('vacuum analyze accounts.account')
    await database.query('vacuum analyze accounts.session')
  } finally {
    await database.end()
  }
}
