import { namesOf } from '#identity/accounts'
import {
  answersFor,
  assuranceOf,
  isCertified,
  isLinked,
  listOrganisationsByIds,
  type Organisation,
  organisationsOf,
} from '#identity/organisations'
import { type Day, dayOf } from '#kernel/calendar'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { effectOf } from '../domain/delegation.ts'
import type { Capacity, Catalogue, Mandate } from '../schema.ts'
import { isHeld, listAbove, listHeld } from '../store/mandates.ts'

/** For whom an account may act besides itself, on the day of the clock. */
export const listCapacities =
  (catalogue: Catalogue) =>
  async (ctx: Pick<Context, 'db' | 'clock'>, accountId: string): Promise<Capacity[]> => {
    const day = dayOf(ctx.clock.now())
    // Most people act for nobody else: one question, at each of their sign-ins, settles it.
    const either = await ctx.db.lookUp((tx) => Promise.all([isLinked(tx, accountId), isHeld(tx, accountId, day)]))
    return either.includes(true) ? ctx.db.readTerritory((tx) => capacitiesIn(tx, { accountId, day, catalogue })) : []
  }

/**
 * What keeps somebody from doing something by a capacity, asked inside the transaction that does it: the right is not hers (any
 * more), or is not known surely enough. Plugged in by the composition root.
 */
export const faultOf =
  (catalogue: Catalogue) =>
  async (
    tx: Tx,
    asked: {
      readonly accountId: string
      readonly key: string
      readonly right: string
      readonly at: Date
      /** 0 to 3, as the service asks. */
      readonly minimumAssurance: number
    },
  ): Promise<'right_lost' | 'assurance_missing' | undefined> => {
    const all = await capacitiesIn(tx, { accountId: asked.accountId, day: dayOf(asked.at), catalogue })
    const found = all.find(({ key, rights }) => key === asked.key && rights.includes(asked.right))
    if (!found) return 'right_lost'
    return found.assurance < asked.minimumAssurance ? 'assurance_missing' : undefined
  }

/**
 * One capacity as it stands now, or nothing: what a service asks again when something is really done.
 * @param key as `listCapacities` gave it.
 * @param right needed for what is done.
 */
export const findCapacity =
  (catalogue: Catalogue) =>
  async (
    ctx: Pick<Context, 'db' | 'clock'>,
    asked: { readonly accountId: string; readonly key: string; readonly right: string },
  ): Promise<Capacity | undefined> => {
    const all = await listCapacities(catalogue)(ctx, asked.accountId)
    return all.find(({ key, rights }) => key === asked.key && rights.includes(asked.right))
  }

interface Asked {
  readonly accountId: string
  readonly day: Day
  readonly catalogue: Catalogue
}

async function capacitiesIn(tx: Tx, { accountId, day, catalogue }: Asked): Promise<Capacity[]> {
  const mine = await organisationsOf(tx, accountId)
  const directed = mine.flatMap(({ organisation, links }) => {
    const link = links.find(isCertified) ?? links.find(answersFor)
    return link ? [{ organisation, assurance: assuranceOf(link.knownBy) }] : []
  })
  const directs = directed.map(({ organisation }) => organisation.id)
  const held = await listHeld(tx, { accountId, directs }, day)
  const above = await listAbove(tx, held)
  const [organisations, names] = await Promise.all([
    listOrganisationsByIds(tx, [...new Set(held.flatMap(({ principalOrganisationId: id }) => id ?? []))]),
    namesOf(tx, [...new Set(held.flatMap(({ principalAccountId: id }) => id ?? []))]),
  ])
  const every = catalogue.rights.map(({ id }) => id)
  const byMandate = held.flatMap((mandate): Capacity[] => {
    const effect = effectOf(mandate, above, day)
    if (!effect) return []
    const by = { ...effect, mandate }
    const organisation = organisations.find(({ id }) => id === mandate.principalOrganisationId)
    if (organisation) return [forOrganisation(organisation, by)]
    const name = mandate.principalAccountId === null ? undefined : names.get(mandate.principalAccountId)
    return name ? [forPerson(`${name.givenName} ${name.familyName}`, by)] : []
  })
  return [...directed.map(({ organisation, assurance }) => asDirector(organisation, assurance, every)), ...byMandate]
}

const facts = ({ id, name, seatSiret, siren, rna }: Organisation) => ({
  kind: 'organisation' as const,
  organisationId: id,
  name,
  siret: seatSiret,
  siren,
  rna,
})

const asDirector = (organisation: Organisation, assurance: number, rights: readonly string[]): Capacity => ({
  ...facts(organisation),
  key: `d-${organisation.id}`,
  as: 'director',
  mandateId: null,
  rights,
  assurance,
  until: null,
})

interface By {
  readonly mandate: Mandate
  readonly rights: readonly string[]
  readonly until: Day
}

const forOrganisation = (organisation: Organisation, { mandate, rights, until }: By): Capacity => ({
  ...facts(organisation),
  key: `m-${mandate.id}`,
  as: 'mandate',
  mandateId: mandate.id,
  rights,
  assurance: mandate.assurance,
  until,
})

const forPerson = (name: string, { mandate, rights, until }: By): Capacity => ({
  kind: 'person',
  key: `m-${mandate.id}`,
  accountId: mandate.principalAccountId ?? '',
  name,
  as: 'mandate',
  mandateId: mandate.id,
  rights,
  assurance: mandate.assurance,
  until,
})
