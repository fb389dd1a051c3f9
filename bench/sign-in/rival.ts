import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { chmodSync, createWriteStream, mkdtempSync } from 'node:fs'
import { chown, rm, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Daemon, idOf } from '../../tests/support/daemon.ts'
import { type Directory, startDirectory } from '../../tests/support/ldap.ts'
import { type LemonPortal, lemonUser, startLemonLdap } from '../../tests/support/lemonldap.ts'
import { freePort } from '../../tests/support/platform.ts'
import type { Provider } from './walk.ts'

/** LemonLDAP::NG with as many people and sessions, whose passwords are the same hashes in OpenLDAP. */
export interface Rival {
  readonly provider: Provider
  /** Its processes now, for the time that they compute. */
  daemons(): readonly Daemon[]
  /** Starts its portal again with so many workers; people and sessions stay. */
  useWorkers(count: number): Promise<void>
  /** Adds live sessions to those there are, in the form that the portal itself gives them. */
  addSessions(count: number): Promise<void>
  close(): Promise<void>
}

export interface RivalOptions {
  readonly people: number
  /** Argon2 hash of the password of each of them, in PHC form. */
  readonly passwordHash: string
}

interface RivalClient {
  readonly id: string
  readonly secret: string
  readonly redirectUri: string
}

export async function openRival({ people, passwordHash }: RivalOptions): Promise<Rival> {
  const folder = mkdtempSync(join(tmpdir(), 'traboule-rival-'))
  // The portal's own user must reach its folder.
  chmodSync(folder, 0o755)
  const directory = await startDirectory({
    folder: join(folder, 'ldap'),
    port: await freePort(),
    writeEntries: (path, base) => writePeople(path, base, { people, passwordHash }),
  })
  const client = { id: 'bench', secret: randomBytes(24).toString('hex'), redirectUri: 'http://localhost:9/back' }
  const place = { folder: join(folder, 'portal'), port: await freePort() }
  const configuration = configurationOf(directory, client)
  let portal: LemonPortal | undefined
  return {
    provider: {
      origin: `http://127.0.0.1:${place.port}`,
      host: `auth.localhost:${place.port}`,
      authorize: '/oauth2/authorize',
      token: '/oauth2/token',
      introspect: '/oauth2/introspect',
      clientId: client.id,
      clientSecret: client.secret,
      redirectUri: client.redirectUri,
      fields: { name: 'user', password: 'password' },
    },
    daemons: () => (portal ? [portal.fastcgi, portal.nginx, directory.daemon] : []),
    useWorkers: async (workers) => {
      await portal?.stop()
      portal = await startLemonLdap({ ...place, workers, configuration })
    },
    addSessions: (count) => writeSessions(join(place.folder, 'sessions'), count),
    close: async () => {
      await portal?.stop()
      await directory.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Its people in the directory, one relying party that skips consent, tokens signed by RSA as ours. */
function configurationOf(directory: Directory, client: RivalClient): Record<string, unknown> {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return {
    authentication: 'LDAP',
    userDB: 'LDAP',
    passwordDB: 'Null',
    registerDB: 'Null',
    portalDisplayRegister: 0,
    portalDisplayResetPassword: 0,
    ldapServer: directory.url,
    ldapBase: directory.base,
    ldapVersion: 3,
    ldapFilter: '(uid=$user)',
    ldapExportedVars: { cn: 'cn', mail: 'mail', uid: 'uid' },
    managerDn: '',
    managerPassword: '',
    issuerDBOpenIDConnectActivation: 1,
    oidcServicePrivateKeySig: keys.privateKey,
    oidcServicePublicKeySig: keys.publicKey,
    oidcServiceKeyIdSig: 'bench',
    oidcRPMetaDataOptions: {
      bench: {
        oidcRPMetaDataOptionsClientID: client.id,
        oidcRPMetaDataOptionsClientSecret: client.secret,
        oidcRPMetaDataOptionsRedirectUris: client.redirectUri,
        oidcRPMetaDataOptionsIDTokenSignAlg: 'RS256',
        oidcRPMetaDataOptionsBypassConsent: 1,
        oidcRPMetaDataOptionsRequirePKCE: 1,
        oidcRPMetaDataOptionsUserIDAttr: 'uid',
      },
    },
    oidcRPMetaDataExportedVars: { bench: { email: 'mail', name: 'cn', preferred_username: 'uid' } },
  }
}

async function writePeople(path: string, base: string, of: { people: number; passwordHash: string }): Promise<void> {
  const file = createWriteStream(path)
  file.write(`dn: ${base}\nobjectClass: dcObject\nobjectClass: organization\no: exemple\ndc: exemple\n\n`)
  for (let index = 0; index < of.people; index++) {
    const name = `p${index}`
    const isRoom = file.write(
      `dn: uid=${name},${base}\nobjectClass: inetOrgPerson\nuid: ${name}\nsn: Exemple\ncn: ${name} Exemple\n` +
        `mail: ${name}@exemple.fr\nuserPassword: {ARGON2}${of.passwordHash}\n\n`,
    )
    if (!isRoom) await once(file, 'drain')
  }
  file.end()
  await once(file, 'close')
}

/** One file each, as Apache::Session::File keeps them: the form was read from a session that the portal opened. */
async function writeSessions(folder: string, count: number): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  const day = new Date().toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')
  const owner = process.getuid?.() === 0 ? idOf('-u', lemonUser) : undefined
  for (let from = 0; from < count; from += 500) {
    const batch = Array.from({ length: Math.min(500, count - from) }, async (_, index) => {
      const id = randomBytes(32).toString('hex')
      const name = `p${from + index}`
      const session = {
        _session_id: id,
        _session_kind: 'SSO',
        _utime: now,
        _lastAuthnUTime: now,
        _startTime: day,
        _updateTime: day,
        authenticationLevel: 2,
        _whatToTrace: name,
        _user: name,
        uid: name,
        cn: `${name} Exemple`,
        mail: `${name}@exemple.fr`,
        _dn: `uid=${name},dc=exemple,dc=fr`,
        _auth: 'LDAP',
        _userDB: 'LDAP',
        _language: 'en',
        ipAddr: '127.0.0.1',
        hGroups: {},
        groups: '',
      }
      const path = join(folder, id)
      await writeFile(path, JSON.stringify(session), { mode: 0o600 })
      if (owner !== undefined) await chown(path, owner, owner)
    })
    await Promise.all(batch)
  }
}
