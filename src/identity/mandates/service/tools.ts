import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Value } from 'typebox/value'
import { emailKey, getAccount, namesOf } from '#identity/accounts'
import { answersFor, assuranceOf, isCertified, organisationsOf } from '#identity/organisations'
import type { Actor } from '#kernel/actor'
import { AppError } from '#kernel/errors'
import { projectRoot } from '#platform/config'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import type { Standing } from '../policy.ts'
import { Catalogue, type Mandate, type Package } from '../schema.ts'

/** @throws AppError `forbidden mandates.account` for anybody who is not a person signed in. */
export function accountOf({ actor }: Pick<Context, 'actor'>): Extract<Actor, { kind: 'account' }> {
  if (actor.kind === 'account') return actor
  throw new AppError('forbidden', 'mandates.account')
}

/** What somebody is to mandates, in one transaction. */
export async function standingOf(tx: Tx, account: { readonly id: string; readonly email: string }): Promise<Standing> {
  const mine = await organisationsOf(tx, account.id)
  const directs = mine.flatMap(({ organisation, links }) => {
    const link = links.find(answersFor)
    if (!link) return []
    const certified = links.find(isCertified) ?? link
    const assurance = assuranceOf(certified.knownBy)
    return [[organisation.id, { isCertified: isCertified(certified), linkId: certified.id, assurance }] as const]
  })
  return { accountId: account.id, emailKey: emailKey(account.email), directs: new Map(directs) }
}

/** Who acts, with her address. */
export const meOf = (ctx: Context) => getAccount(ctx, accountOf(ctx).accountId)

/**
 * Rights and packages of the territory.
 * @throws AppError `invalid mandates.catalogue` when the file is not what it should be.
 */
export async function readCatalogue(): Promise<Catalogue> {
  const read: unknown = JSON.parse(await readFile(join(projectRoot, 'data/mandates/packages.json'), 'utf8'))
  if (!Value.Check(Catalogue, read)) throw new AppError('invalid', 'mandates.catalogue')
  const known = new Set(read.rights.map(({ id }) => id))
  const wrong = read.packages.find(({ rights }) => !rights.every((right) => known.has(right)))
  if (wrong) throw new AppError('invalid', 'mandates.catalogue', { detail: wrong.id })
  return read
}

export const packageOf = (catalogue: Catalogue, id: string): Package | undefined =>
  catalogue.packages.find((each) => each.id === id)

/** Names of everybody in a mandate, for pages and mails. */
export interface MandateNames {
  readonly principal: string
  readonly holder: string
  readonly asker: string
}

export async function namesIn(
  tx: Tx,
  rows: readonly Mandate[],
  organisationNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<ReadonlyMap<string, MandateNames>> {
  const accounts = rows.flatMap((row) => [row.principalAccountId, row.holderAccountId, row.askedBy])
  const bodies = rows.flatMap((row) => [row.principalOrganisationId, row.holderOrganisationId])
  const present = (ids: readonly (string | null)[]): string[] => [...new Set(ids.filter((id) => id !== null))]
  const [people, organisations] = await Promise.all([
    namesOf(tx, present(accounts)),
    organisationNames(present(bodies)),
  ])
  const person = (id: string | null): string | undefined => {
    const name = id === null ? undefined : people.get(id)
    return name && `${name.givenName} ${name.familyName}`
  }
  const nameOf = (organisationId: string | null, accountId: string | null): string | undefined =>
    organisationId === null ? person(accountId) : organisations.get(organisationId)
  return new Map(
    rows.map((row) => [
      row.id,
      {
        principal: nameOf(row.principalOrganisationId, row.principalAccountId) ?? row.principalEmailKey ?? '',
        holder: nameOf(row.holderOrganisationId, row.holderAccountId) ?? '',
        asker: person(row.askedBy) ?? '',
      },
    ]),
  )
}
