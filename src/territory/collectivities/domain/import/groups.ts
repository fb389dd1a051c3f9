import { accepted } from '#kernel/outcome'
import type { CollectivityKind } from '../../schema.ts'
import { fits, type ReadCommune } from './communes.ts'
import { type Description, readJson } from './description.ts'
import { faulty, type Reading } from './problem.ts'
import { isSiren } from './siren.ts'

export interface ReadGroup {
  readonly code: string
  readonly kind: CollectivityKind
  readonly name: string
  /** INSEE codes of its communes in this territory. */
  readonly members: readonly string[]
  /** Members that the territory does not have. */
  readonly elsewhere: number
}

type DescribedGroup = NonNullable<Description['groups']>[number]

/** Who belongs to each group. `texts` holds the files that the groups name. */
export function readGroups(
  description: Description,
  communes: readonly ReadCommune[],
  texts: ReadonlyMap<string, string>,
): Reading<readonly ReadGroup[]> {
  const groups: ReadGroup[] = []
  for (const group of description.groups ?? []) {
    const wrong = wrongCode(group.code, groups)
    if (wrong) return faulty([{ file: 'territory.json', reason: wrong, value: group.code }])
    const codes = memberCodes(group, communes, texts)
    if (!codes.ok) return codes
    const known = new Set(communes.map(({ insee }) => insee))
    const members = [...new Set(codes.value)].filter((code) => known.has(code))
    if (members.length === 0) return faulty([{ file: 'territory.json', reason: 'no_member', value: group.name }])
    const { code, kind, name } = group
    groups.push({ code, kind, name, members, elsewhere: new Set(codes.value).size - members.length })
  }
  return accepted(groups)
}

function wrongCode(code: string, before: readonly ReadGroup[]): 'bad_group_code' | 'duplicate_group' | undefined {
  if (before.some((group) => group.code === code)) return 'duplicate_group'
  return isSiren(code) || /^[a-z][a-z0-9-]*$/.test(code) ? undefined : 'bad_group_code'
}

function memberCodes(
  group: DescribedGroup,
  communes: readonly ReadCommune[],
  texts: ReadonlyMap<string, string>,
): Reading<readonly string[]> {
  const { members } = group
  if ('codes' in members) return accepted(members.codes)
  if ('where' in members) {
    return accepted(communes.filter(({ row }) => fits(row, members.where)).map(({ insee }) => insee))
  }
  const json = readJson(members.file, texts.get(members.file) ?? '')
  if (!json.ok) return json
  const all = Array.isArray(json.value) ? (json.value as { code?: unknown; membres?: unknown }[]) : []
  const membres = all.find((one) => one?.code === group.code)?.membres
  if (!Array.isArray(membres)) return faulty([{ file: members.file, reason: 'no_members_in_file', value: group.code }])
  return accepted((membres as { code?: unknown }[]).map((member) => String(member?.code)))
}
