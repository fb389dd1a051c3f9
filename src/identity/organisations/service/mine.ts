import { namesOf } from '#identity/accounts'
import { notFound } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { publish } from '#platform/events'
import { answersFor, holds, isCertified, ownDomain, surest } from '../domain/links.ts'
import { linkEnded } from '../events.ts'
import type { Link, Organisation } from '../schema.ts'
import { insertLinkEvent, listLinksBetween, listLinksOf, listPeopleRows, updateLinkRow } from '../store/links.ts'
import { findOrganisation, listOrganisations, setEmailDomains } from '../store/organisations.ts'
import { accountOf } from './tools.ts'

/** An organisation on somebody's account, and all the ways in which she is known to belong to it. */
export interface MyOrganisation {
  readonly organisation: Organisation
  /** The surest first. */
  readonly links: readonly Link[]
  readonly best: Link
}

/** The organisations that somebody added to her account, by name. */
export const myOrganisations = (ctx: Context): Promise<MyOrganisation[]> => {
  const { accountId } = accountOf(ctx)
  return ctx.db.readTerritory((tx) => organisationsOf(tx, accountId))
}

/** The same inside a transaction, for houses above. */
export async function organisationsOf(tx: Tx, accountId: string): Promise<MyOrganisation[]> {
  const links = await listLinksOf(tx, accountId)
  const organisations = await listOrganisations(tx, [...new Set(links.map(({ organisationId }) => organisationId))])
  return organisations.flatMap((organisation) => {
    const own = links.filter(({ organisationId }) => organisationId === organisation.id)
    const best = surest(own)
    return best ? [{ organisation, links: own, best }] : []
  })
}

/** @throws AppError `not_found organisations.organisation` for one that she has not added. */
export async function getMyOrganisation(ctx: Context, organisationId: string): Promise<MyOrganisation> {
  const { accountId } = accountOf(ctx)
  const mine = await ctx.db.readTerritory(async (tx) => {
    const [organisation, links] = await Promise.all([
      findOrganisation(tx, organisationId),
      listLinksBetween(tx, accountId, organisationId),
    ])
    const best = surest(links)
    return organisation && best ? { organisation, links, best } : undefined
  })
  if (!mine) throw notFound('organisations.organisation', organisationId)
  return mine
}

/** Takes an organisation off somebody's account: every link ends, with what it allowed. */
export async function leaveOrganisation(ctx: Context, organisationId: string): Promise<void> {
  const { accountId } = accountOf(ctx)
  await ctx.db.withTerritory(async (tx) => {
    for (const link of await listLinksBetween(tx, accountId, organisationId)) await endLink(tx, ctx, link)
  })
}

/** Ends one link, inside a transaction. */
export async function endLink(
  tx: Tx,
  ctx: Context,
  link: Link,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const now = ctx.clock.now()
  await updateLinkRow(tx, link.id, { endedAt: now })
  await insertLinkEvent(tx, { link, kind: 'ended', at: now, actor: ctx.actor, detail })
  const { id: linkId, organisationId, accountId } = link
  await publish(tx, linkEnded, { linkId, organisationId, accountId })
}

/** Somebody of an organisation, as its director sees her. */
export interface Person {
  readonly accountId: string
  readonly name: string
  readonly links: readonly Link[]
  readonly best: Link
}

/**
 * Who says or is known to belong to an organisation, for who answers for it.
 * @throws AppError `not_found organisations.organisation` for anybody else.
 */
export async function listPeople(ctx: Context, organisationId: string): Promise<Person[]> {
  const mine = await getMyOrganisation(ctx, organisationId)
  if (!mine.links.some(answersFor)) throw notFound('organisations.organisation', organisationId)
  return ctx.db.readTerritory(async (tx) => {
    const byAccount = Map.groupBy(await listPeopleRows(tx, organisationId), ({ accountId }) => accountId)
    const names = await namesOf(tx, [...byAccount.keys()])
    return [...byAccount].flatMap(([accountId, links]) => {
      const best = surest(links)
      const name = names.get(accountId)
      return best && name ? [{ accountId, name: `${name.givenName} ${name.familyName}`, links, best }] : []
    })
  })
}

export type DomainsRefusal =
  /** Only a director whom the State certified says which addresses are the firm's. */
  'certified_director_needed' | 'public_domain'

/** Says which mail domains are the firm's own: who has an address there is known to belong to it. */
export async function declareDomains(
  ctx: Context,
  { organisationId, domains }: { readonly organisationId: string; readonly domains: readonly string[] },
): Promise<Outcome<void, DomainsRefusal>> {
  const { links } = await getMyOrganisation(ctx, organisationId)
  const link = links.find(isCertified)
  if (!link) return refused('certified_director_needed')
  const read = domains.filter((domain) => domain.trim() !== '').map(ownDomain)
  const own = read.filter((domain) => domain !== undefined)
  if (own.length < read.length) return refused('public_domain')
  await ctx.db.withTerritory(async (tx) => {
    await setEmailDomains(tx, organisationId, [...new Set(own)].slice(0, 10))
    await insertLinkEvent(tx, {
      link,
      kind: 'domains',
      at: ctx.clock.now(),
      actor: ctx.actor,
      detail: { domains: own },
    })
  })
  return accepted(undefined)
}

/** Who may give rights in an organisation's name, for houses above. */
export interface Director {
  readonly accountId: string
  readonly linkId: string
  readonly isCertified: boolean
  readonly link: Link
}

export async function directorsOf(tx: Tx, organisationId: string): Promise<Director[]> {
  const people = Map.groupBy((await listPeopleRows(tx, organisationId)).filter(answersFor), (link) => link.accountId)
  return [...people].flatMap(([accountId, links]) => {
    const link = surest(links)
    return link ? [{ accountId, linkId: link.id, isCertified: isCertified(link), link }] : []
  })
}

/** Whether somebody belongs to an organisation, for houses above: a link of any kind that holds. */
export const belongsTo = async (tx: Tx, accountId: string, organisationId: string): Promise<boolean> =>
  (await listLinksBetween(tx, accountId, organisationId)).some(holds)

/** Names of organisations by id, for houses above. */
export const organisationNames = async (tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> =>
  new Map((await listOrganisations(tx, ids)).map(({ id, name }) => [id, name]))

/** Organisations by id, for houses above. */
export const listOrganisationsByIds = (tx: Tx, ids: readonly string[]): Promise<Organisation[]> =>
  listOrganisations(tx, ids)

/** Accounts of everybody who is known to belong to an organisation, however that is known. */
export const listPeopleIn = async (tx: Tx, organisationId: string): Promise<string[]> => [
  ...new Set((await listPeopleRows(tx, organisationId)).filter(holds).map(({ accountId }) => accountId)),
]
