import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { type Applications, createFederation, type Federation, selfSignedCertificate } from '#identity/federation'
import { accepted } from '#kernel/outcome'
import type { App } from './app.ts'

/** Everybody enters, and nothing is noted, until the register of applications is plugged. */
const openToAll: Applications = {
  find: (_ctx, name) => Promise.resolve({ id: name, clientId: name, name: hostOf(name), isOpen: true, homeUrl: null }),
  mayEnter: () => Promise.resolve(accepted(null)),
  noteFault: () => Promise.resolve(),
}

const hostOf = (name: string): string => (URL.canParse(name) ? new URL(name).hostname : name)

/** SAML and CAS with what they ask of other houses. */
export const composeFederation = ({ config, secrets }: Pick<App, 'config' | 'secrets'>): Federation => {
  let made: ReturnType<typeof makeKey> | undefined
  const key = () => (made ??= makeKey())
  return createFederation({
    secrets,
    publicUrl: config.publicUrl,
    applications: openToAll,
    keys: {
      current: () => Promise.resolve(key()),
      published: () => Promise.resolve([key().certificate]),
    },
  })
}

function makeKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const from = new Date(0)
  const until = new Date(from)
  until.setUTCFullYear(2100)
  const about = { commonName: 'traboule', from, until, serial: randomBytes(8) }
  return { privateKey, certificate: selfSignedCertificate(privateKey, about) }
}
