import { notFound } from '#kernel/errors'
import type { Context } from '#platform/context'
import { acrOf } from '../domain/assurance.ts'
import { type Review, reviewRights } from '../domain/review.ts'
import { canReviewAccess } from '../policy.ts'
import type { Acr } from '../schema.ts'
import type { GroupOf, PeopleFilter, Person, Right } from '../access-schema.ts'
import { ownAddressesOf } from '../store/access-rules.ts'
import { namesOf } from '../store/accounts.ts'
import { type AccessEventRow, listAccessEvents } from '../store/access-events.ts'
import { groupsIn } from '../store/groups.ts'
import {
  findPersonRow,
  findSuspension,
  listPeopleRows,
  listRightRows,
  pageOfPeople,
  sessionsOf,
} from '../store/people.ts'
import { allow } from './roles.ts'

export interface PeoplePage {
  readonly people: readonly Person[]
  readonly hasMore: boolean
}

/**
 * Who works for a collectivity, was elected or is invited there, by name, fifty at a time.
 * @throws AppError `forbidden accounts.roles`.
 */
export async function listPeople(ctx: Context, collectivityId: string, filter: PeopleFilter): Promise<PeoplePage> {
  allow(canReviewAccess(ctx.actor, collectivityId))
  const rows = await ctx.db.readCollectivity(collectivityId, (tx) =>
    listPeopleRows(tx, collectivityId, ctx.clock.now(), filter),
  )
  return { people: rows.slice(0, pageOfPeople).map(withEnd), hasMore: rows.length > pageOfPeople }
}

function withEnd(person: Omit<Person, 'endsAt'>): Person {
  const ends = person.roles.flatMap(({ endsAt }) => endsAt?.getTime() ?? [])
  // Something without an end is left after the nearest one: the person stays.
  const stays = ends.length < person.roles.length || ends.length === 0
  return { ...person, endsAt: stays ? null : new Date(Math.max(...ends)) }
}

/** One person, as the page about her accesses shows her. */
export interface PersonFile extends Person {
  readonly groups: readonly GroupOf[]
  readonly suspension:
    | { readonly reason: string; readonly suspendedAt: Date; readonly byName: string | null }
    | undefined
  /** Sessions open now, in any collectivity: they are of the person. */
  readonly sessions: number
  /** The highest level that she reached lately; undefined when she was not seen. */
  readonly reached: Acr | undefined
  readonly history: readonly (AccessEventRow & { readonly actorName: string | null })[]
}

/**
 * A person and what happened to her accesses.
 * @throws AppError `forbidden accounts.roles`; `not_found accounts.account` for who never had anything there.
 */
export async function getPerson(
  ctx: Context,
  of: { readonly collectivityId: string; readonly accountId: string },
): Promise<PersonFile> {
  allow(canReviewAccess(ctx.actor, of.collectivityId))
  const now = ctx.clock.now()
  const file = await ctx.db.readCollectivity(of.collectivityId, async (tx) => {
    const [person, groups, suspension, sessions, history] = await Promise.all([
      findPersonRow(tx, of, now),
      groupsIn(tx, of.accountId, now),
      findSuspension(tx, of),
      sessionsOf(tx, of.accountId, now),
      listAccessEvents(tx, of),
    ])
    const actors = [...history.map(({ actorId }) => actorId), suspension?.by ?? null, ...sponsorsIn(history)]
    const names = await namesOf(tx, [...new Set(actors.flatMap((id) => id ?? []))])
    const nameOf = (id: string | null) => {
      const name = id === null ? undefined : names.get(id)
      return name ? `${name.givenName} ${name.familyName}` : null
    }
    return person && { person, groups, suspension, sessions, history, nameOf }
  })
  if (!file) throw notFound('accounts.account', of.accountId)
  const { person, groups, suspension, sessions, history, nameOf } = file
  return {
    ...withEnd(person),
    groups,
    suspension: suspension && { ...suspension, byName: nameOf(suspension.by) },
    sessions: sessions.count,
    reached: sessions.methods
      .map(acrOf)
      .toSorted((a, b) => a.localeCompare(b))
      .at(-1),
    history: history.map((event) => ({
      ...event,
      detail: { ...event.detail, sponsor: nameOf(event.detail['sponsorId'] ?? null) },
      actorName: nameOf(event.actorId),
    })),
  }
}

const sponsorsIn = (history: readonly AccessEventRow[]) => history.map(({ detail }) => detail['sponsorId'] ?? null)

/**
 * Every right of a collectivity that is not over: what its export holds.
 * @throws AppError `forbidden accounts.roles`.
 */
export async function listRights(ctx: Context, collectivityId: string): Promise<Right[]> {
  allow(canReviewAccess(ctx.actor, collectivityId))
  return ctx.db.readCollectivity(collectivityId, (tx) => listRightRows(tx, collectivityId, ctx.clock.now()))
}

/**
 * What deserves a look among them.
 * @throws AppError `forbidden accounts.roles`.
 */
export async function reviewAccess(ctx: Context, collectivityId: string): Promise<Review> {
  allow(canReviewAccess(ctx.actor, collectivityId))
  const now = ctx.clock.now()
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const [rights, own] = await Promise.all([
      listRightRows(tx, collectivityId, now),
      ownAddressesOf(tx, collectivityId),
    ])
    return reviewRights(rights, own, now)
  })
}
