import { after } from 'node:test'
import { createRegister } from '#identity/organisations'
import type { Actor } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { createSecrets } from '#platform/crypto'
import { silentLog } from '#platform/log'
import { createOutbound } from '#platform/outbound'
import { openTestDatabase } from '#platform/testing'
import { createConnectors } from './index.ts'

interface StandIn {
  readonly url: string
  close(): Promise<void>
}

/** A collectivity with its key, and the State's two interfaces as stand-ins: what the tests of this house begin with. */
export async function openTrial<P extends StandIn, R extends StandIn>({
  particulier,
  register,
}: {
  particulier: P
  register: R
}) {
  const { db, sql } = await openTestDatabase()
  const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
  const outbound = createOutbound({ allowPrivate: true, timeout: 400 })
  after(() => Promise.all([outbound.close(), particulier.close(), register.close()]))
  const secrets = createSecrets('a secret for tests, long enough to be one')
  const collectivityId = newId()
  await sql(
    `insert into collectivities.collectivity (id, slug, code, kind, name, normalised_name, siret)
     values ('${collectivityId}', 'exemple', '69999', 'commune', 'Exemple', 'exemple', '10000001700010')`,
  )
  const connectors = createConnectors({
    secrets,
    register: createRegister({ url: register.url, token: 'trial', recipient: '10000001700010', reach: outbound.fetch }),
    particulier: { url: particulier.url, token: undefined, reach: outbound.fetch },
  })
  const as = (actor: Actor): Context => ({ db, clock, log: silentLog, actor })
  const roles = [{ role: 'administrator', serviceId: null }] as const
  const administrator = as({ kind: 'agent', accountId: newId(), name: 'Administration', collectivityId, roles })
  const access = { collectivityId, token: 'trial-key', recipient: '100 000 017 00010', acceptsTyped: true }
  const saved = await connectors.saveAccess(administrator, access)
  if (!saved.ok) throw new Error(saved.refusal)
  const anonymous = as({ kind: 'anonymous' })
  return { db, sql, clock, connectors, collectivityId, administrator, anonymous, as, particulier, register }
}
