import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CertifiedIdentity,
  createOrganisations,
  createRegister,
  type Organisations,
  type PlaceNames,
  type RegisterAccess,
} from '#identity/organisations'
import { type Config, projectRoot } from '#platform/config'
import type { Secrets } from '#platform/crypto'
import { createOutbound } from '#platform/outbound'

interface Surroundings {
  readonly config: Pick<Config, 'register'>
  readonly secrets: Secrets
  readonly certifiedIdentity: CertifiedIdentity
}

/** The house of organisations, with its way to the State's register and the names of places of birth. */
export async function composeOrganisations({ config, ...tools }: Surroundings): Promise<Organisations> {
  const register = createRegister(config.register && accessOf(config.register))
  return createOrganisations({ ...tools, register, placeNames: await readPlaceNames() })
}

/** The register answers in seconds or not at all: nobody waits longer in front of a page. */
function accessOf(register: NonNullable<Config['register']>): RegisterAccess {
  const isLocal = ['localhost', '127.0.0.1'].includes(new URL(register.url).hostname)
  return { ...register, reach: createOutbound({ allowPrivate: isLocal, timeout: 6000 }).fetch }
}

/** Kept as the text that it is, forty thousand lines: it is asked once for each director. */
async function readPlaceNames(): Promise<PlaceNames> {
  const text = await readFile(join(projectRoot, 'data/places/communes.csv'), 'utf8')
  return (code) => (/^\d[\dAB]\d{3}$/.test(code) ? namesIn(text, code) : [])
}

function namesIn(text: string, code: string): string[] {
  const lines = text.matchAll(new RegExp(`^${code},(.+)$`, 'gm'))
  return Array.from(lines, ([, name = '']) => name)
}
