import type { Ring } from '#identity/provider'
import type { Config } from '#platform/config'
import { systemContext } from '#platform/context'
import type { App } from '../app.ts'
import { withInstallation } from './app.ts'

const rings: Readonly<Record<Ring, string>> = { es256: 'jetons, ES256', rs256: 'jetons, RS256', saml: 'SAML' }
const states = { active: 'signe', next: 'annoncée', retired: 'retirée, encore publiée' } as const
const everyRing = Object.keys(rings) as Ring[]

async function show(app: App, ring: Ring): Promise<void> {
  const keys = await app.provider.keysOf(ring)
  const lines = keys.map(({ id, state, retiredAt, activatedAt, createdAt }) => {
    const since = (retiredAt ?? activatedAt ?? createdAt).toISOString().slice(0, 16)
    return `  ${id}  ${states[state]}, depuis ${since}Z`
  })
  process.stdout.write(`${[`${ring} (${rings[ring]})`, ...lines].join('\n')}\n`)
}

/** `traboule cles`: the rings of signing keys and the state of each key. */
export async function listKeys(config: Config, args: readonly string[]): Promise<number> {
  if (args.length > 0) {
    process.stderr.write(`« ${args[0]} » n’est pas une commande : cles, ou cles turn ANNEAU.\n`)
    return 2
  }
  return withInstallation(config, async (app) => {
    for (const ring of everyRing) await show(app, ring)
    return 0
  })
}

/** `traboule cles turn ANNEAU`: the next key signs now, the one of before stays published, another is announced. */
export async function turnRing(config: Config, args: readonly string[]): Promise<number> {
  const ring = everyRing.find((each) => each === args[0])
  if (!ring) {
    process.stderr.write(
      `Indiquez l’anneau à tourner : ${everyRing.join(', ')}. Celui de SAML est épinglé par ses applications.\n`,
    )
    return 2
  }
  return withInstallation(config, async (app) => {
    await app.provider.turnKeys(systemContext(app, 'cles turn'), [ring])
    process.stdout.write('La clé suivante signe, une autre est annoncée.\n')
    await show(app, ring)
    return 0
  })
}
