import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { addDays, dayOf } from '#kernel/calendar'
import { AppError } from '#kernel/errors'
import { projectRoot } from '#platform/config'
import type { Context } from '#platform/context'
import { days } from '../domain/durations.ts'
import { emailKey } from '../domain/fields.ts'
import { canCreateAccounts } from '../policy.ts'
import type { RoleName } from '../schema.ts'
import { findByEmail } from '../store/accounts.ts'
import { listGiven } from '../store/roles.ts'
import { insertPrepared } from './creation.ts'
import { inviteGuest } from './guests.ts'
import { giveRole } from './roles.ts'
import type { Tools } from './tools.ts'

const person = {
  givenName: Type.String({ minLength: 1 }),
  familyName: Type.String({ minLength: 1 }),
  email: Type.String({ minLength: 3 }),
}

const DemoPeople = Type.Object(
  {
    /** The same for everybody, printed at the start: a demonstration keeps no secret. */
    password: Type.String({ minLength: 12 }),
    operator: Type.Object(person, { additionalProperties: false }),
    residents: Type.Array(Type.Object(person, { additionalProperties: false })),
    agents: Type.Array(
      Type.Object(
        {
          ...person,
          collectivity: Type.String(),
          role: Type.Union([Type.Literal('agent'), Type.Literal('supervisor'), Type.Literal('administrator')]),
          /** Slug of the service; the whole collectivity when absent. */
          service: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
    ),
    elected: Type.Array(
      Type.Object(
        { ...person, collectivity: Type.String(), office: Type.String(), service: Type.Optional(Type.String()) },
        { additionalProperties: false },
      ),
    ),
    guests: Type.Array(
      Type.Object(
        {
          ...person,
          collectivity: Type.String(),
          service: Type.String(),
          organisation: Type.String(),
          reason: Type.String(),
          /** Address of the agent who answers for her. */
          sponsor: Type.String(),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
/** The plainly fictitious people of the demonstration. */
export type DemoPeople = Static<typeof DemoPeople>

/** Collectivities of the demonstration, by slug, with their services by slug. */
export type DemoPlaces = ReadonlyMap<string, { readonly id: string; readonly services: ReadonlyMap<string, string> }>

/** @throws AppError `invalid accounts.demo_people` when the file is not what it should be. */
export async function readDemoPeople(): Promise<DemoPeople> {
  const people: unknown = JSON.parse(await readFile(join(projectRoot, 'data/demo/people.json'), 'utf8'))
  if (Value.Check(DemoPeople, people)) return people
  const [first] = Value.Errors(DemoPeople, people)
  throw new AppError('invalid', 'accounts.demo_people', { detail: `${first?.instancePath} ${first?.message}` })
}

interface DemoAgent extends Omit<DemoPeople['agents'][number], 'role'> {
  readonly role: RoleName
  readonly office?: string
  readonly endsAt?: Date
}

/**
 * Makes the people of the demonstration and gives them their roles. Whoever exists already is left as she is, and a role
 * once given is not given again, so that it may run at each start. Agents of a collectivity or of a service
 * that is not there are left out.
 * @returns how many accounts and roles are new.
 */
export const loadDemoPeople =
  (tools: Tools) =>
  async (ctx: Context, places: DemoPlaces): Promise<{ accounts: number; roles: number }> => {
    if (!canCreateAccounts(ctx.actor)) throw new AppError('forbidden', 'accounts.create')
    const { password, operator, residents, agents, elected, guests } = await readDemoPeople()
    // A mandate of six years, from the first time the demonstration is loaded.
    const endsAt = new Date(ctx.clock.now().getTime() + 6 * 365 * days)
    const mandates = elected.map((one) => ({ ...one, role: 'elected' as const, endsAt }))
    const placed = [...agents, ...mandates].filter((agent) => isPlaced(agent, places))
    const invited = guests.filter((guest) => isPlaced(guest, places))
    const everybody = [operator, ...residents, ...placed, ...invited]
    const made = await makeMissing(tools, ctx, { everybody, password, operator: operator.email })
    let roles = 0
    for (const [slug, colleagues] of Map.groupBy(placed, ({ collectivity }) => collectivity)) {
      const place = places.get(slug)
      if (place) roles += await giveDemoRoles(ctx, place, colleagues, made.ids)
    }
    for (const guest of invited) await inviteDemoGuest(ctx, guest, { places, ids: made.ids })
    return { accounts: made.count, roles }
  }

/** Half a year under somebody's eyes; who is a guest already stays as she is. */
async function inviteDemoGuest(
  ctx: Context,
  guest: DemoPeople['guests'][number],
  { places, ids }: { readonly places: DemoPlaces; readonly ids: ReadonlyMap<string, string> },
): Promise<void> {
  const place = places.get(guest.collectivity)
  const sponsorId = ids.get(guest.sponsor)
  if (!place || sponsorId === undefined) return
  const serviceId = place.services.get(guest.service) ?? null
  const until = addDays(dayOf(ctx.clock.now()), 180)
  await inviteGuest(ctx, { ...guest, collectivityId: place.id, sponsorId, serviceId, until, groupIds: [] })
}

function isPlaced(agent: Pick<DemoAgent, 'collectivity' | 'service'>, places: DemoPlaces): boolean {
  const place = places.get(agent.collectivity)
  return place !== undefined && (agent.service === undefined || place.services.has(agent.service))
}

async function makeMissing(
  { passwords }: Tools,
  ctx: Context,
  people: { everybody: readonly DemoPeople['residents'][number][]; password: string; operator: string },
): Promise<{ ids: Map<string, string>; count: number }> {
  // One hash for all, made before the transaction: the password is known to everybody anyway.
  const hash = await passwords.hash(people.password)
  if (!hash.ok) throw new AppError('unavailable', 'accounts.busy')
  return ctx.db.withTerritory(async (tx) => {
    const ids = new Map<string, string>()
    let count = 0
    for (const { email, givenName, familyName } of people.everybody) {
      const known = await findByEmail(tx, emailKey(email))
      if (known) {
        ids.set(email, known.id)
        continue
      }
      const input = { email, givenName, familyName, isOperator: email === people.operator }
      const made = await insertPrepared(tx, ctx, input, { passwordHash: hash.value })
      if (!made.ok) continue
      ids.set(email, made.value.accountId)
      count += 1
    }
    return { ids, count }
  })
}

function giveDemoRoles(
  ctx: Context,
  place: { readonly id: string; readonly services: ReadonlyMap<string, string> },
  colleagues: readonly DemoAgent[],
  ids: ReadonlyMap<string, string>,
): Promise<number> {
  return ctx.db.withCollectivity(place.id, async (tx) => {
    const given = await listGiven(tx, place.id)
    let count = 0
    for (const { email, role, service, office, endsAt } of colleagues) {
      const accountId = ids.get(email)
      const serviceId = service === undefined ? null : (place.services.get(service) ?? null)
      const isGiven = given.some((g) => g.accountId === accountId && g.role === role && g.serviceId === serviceId)
      if (accountId === undefined || isGiven) continue
      const answer = await giveRole(tx, ctx, { collectivityId: place.id, accountId, role, serviceId, office, endsAt })
      if (answer.ok) count += 1
    }
    return count
  })
}
