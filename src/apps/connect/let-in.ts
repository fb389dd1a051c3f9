import { listGroups } from '#identity/accounts'
import type { AccessRule } from '#identity/provider'
import type { Locale } from '#kernel/localized'
import { type Context, systemContext } from '#platform/context'
import { catalogue, formats } from '#platform/i18n'
import { listCollectivities } from '#territory/collectivities'

/** A group whose members an application lets in. */
export interface GroupLetIn {
  readonly name: string
  /** The collectivity whose administrators put people in it. */
  readonly place: string
}

/** The groups that a rule names, as people know them; those that were closed are left out, since nobody can join them. */
export async function groupsLetIn(base: Omit<Context, 'actor'>, rules: AccessRule): Promise<GroupLetIn[]> {
  if (rules.kind !== 'groups') return []
  const { groups } = rules
  const platform = systemContext(base, 'rules of applications')
  const wanted = new Set(groups.map(({ collectivityId }) => collectivityId))
  const places = (await listCollectivities(base.db)).filter(({ id }) => wanted.has(id))
  const each = await Promise.all(
    places.map(async ({ id, name: place }) => {
      const named = new Set(groups.flatMap(({ collectivityId, group }) => (collectivityId === id ? [group] : [])))
      const known = await listGroups(platform, id)
      return known.filter((group) => named.has(group.id)).map(({ name }) => ({ name, place }))
    }),
  )
  return each.flat()
}

const letInTexts = catalogue({
  fr: {
    rule: (groups: string, count: number) =>
      count === 1
        ? `Cette application est réservée aux membres du groupe ${groups}.`
        : `Cette application est réservée aux membres de ces groupes : ${groups}.`,
    givers: (places: string) => `Pour y entrer, demandez à l’administration des comptes (${places}) de vous y ajouter.`,
  },
  en: {
    rule: (groups, count) =>
      count === 1
        ? `This application is kept for the members of the group ${groups}.`
        : `This application is kept for the members of these groups: ${groups}.`,
    givers: (places) => `To enter it, ask those who administer accounts (${places}) to add you.`,
  },
})

/** Which groups an application is kept for, and who puts people in them, in words; nothing when no group can be named. */
export function wordsOfGroups(
  locale: Locale,
  groups: readonly GroupLetIn[],
): { readonly rule: string; readonly givers: string } | undefined {
  if (groups.length === 0) return undefined
  const t = letInTexts(locale)
  const format = formats(locale)
  const names = format.list(groups.map(({ name, place }) => `${name} (${place})`))
  const places = format.list([...new Set(groups.map(({ place }) => place))])
  return { rule: t.rule(names, groups.length), givers: t.givers(places) }
}
