import type { Candidate, Decision, HolderReason, HolderRule, Standing } from '../schema.ts'

/** Somebody who works for the collectivity now. */
export interface Colleague {
  readonly accountId: string
  readonly name: string
  /** Services whose requests she works on by a role of theirs; null: of the whole collectivity. */
  readonly services: readonly (string | null)[]
  readonly groups: readonly string[]
  /** Somebody from outside: given requests by name or in a group only. */
  readonly isGuest: boolean
  readonly isAbsent: boolean
  /** Open requests that she follows. */
  readonly load: number
  /** When a rule last gave her one, in ISO 8601. */
  readonly lastGivenAt: string | null
}

/** Who takes what is for somebody who is away. */
export interface Substitution {
  readonly absentId: string
  readonly accountId: string
  readonly serviceIds: readonly string[] | null
  readonly procedureIds: readonly string[] | null
  readonly newCases: 'substitute' | 'team'
}

export interface Choosing {
  readonly serviceId: string | null
  readonly procedureId: string
  readonly colleagues: readonly Colleague[]
  readonly substitutions: readonly Substitution[]
}

interface Chosen {
  readonly holder: Decision['holder']
  readonly because: HolderReason
  readonly among: readonly Candidate[]
  readonly insteadOf?: string
}

const reaches = ({ services }: Colleague, serviceId: string | null): boolean =>
  services.includes(null) || (serviceId !== null && services.includes(serviceId))

/** Who is given a request, and why: nobody who is away, nor beyond her ceiling, nor who does not reach its service. */
export function chooseHolder(rule: HolderRule | undefined, around: Choosing): Chosen {
  if (rule === undefined) return { holder: null, because: 'not_asked', among: [] }
  return rule.kind === 'agent' ? named(rule.accountId, around) : among(rule, around)
}

const given = ({ accountId, name }: Colleague) => ({ accountId, name })

function named(accountId: string, around: Choosing): Chosen {
  const { colleagues, serviceId } = around
  const wanted = colleagues.find((each) => each.accountId === accountId)
  if (!wanted || !reaches(wanted, serviceId)) return { holder: null, because: 'nobody_free', among: [] }
  if (!wanted.isAbsent) return { holder: given(wanted), because: 'named', among: [] }
  const substitute = substituteOf(accountId, around)
  if (!substitute) {
    return { holder: null, because: 'nobody_free', among: [candidate(wanted, 'absent')] }
  }
  return { holder: given(substitute), because: 'substitute', among: [], insteadOf: wanted.name }
}

/** One step only: a substitute who is away herself sends nothing further. */
function substituteOf(absentId: string, { colleagues, substitutions, serviceId, procedureId }: Choosing) {
  const fitting = substitutions.filter(
    (each) =>
      each.absentId === absentId &&
      each.newCases === 'substitute' &&
      (each.serviceIds === null || (serviceId !== null && each.serviceIds.includes(serviceId))) &&
      (each.procedureIds === null || each.procedureIds.includes(procedureId)),
  )
  return colleagues.find(
    (each) =>
      !each.isAbsent && reaches(each, serviceId) && fitting.some(({ accountId }) => accountId === each.accountId),
  )
}

type Sharing = Extract<HolderRule, { kind: 'least_loaded' | 'in_turn' }>

const candidate = ({ accountId, name, load }: Colleague, standing: Standing): Candidate => ({
  accountId,
  name,
  standing,
  load,
})

function among(rule: Sharing, { colleagues, serviceId }: Choosing): Chosen {
  const team = colleagues.filter((each) => isInTeam(each, rule, serviceId))
  const candidates = team.map((each) => candidate(each, standingOf(each, rule, serviceId)))
  const free = team.filter((each) => standingOf(each, rule, serviceId) === 'present')
  const [chosen] = free.toSorted(rule.kind === 'least_loaded' ? byLoad : byTurn)
  if (!chosen) return { holder: null, because: 'nobody_free', among: candidates }
  return { holder: given(chosen), because: rule.kind, among: candidates }
}

/** A group, or those who hold a role of the service itself: who administers everything is not part of each team. */
const isInTeam = ({ groups, services, isGuest }: Colleague, { groupId }: Sharing, serviceId: string | null): boolean =>
  groupId === undefined ? !isGuest && serviceId !== null && services.includes(serviceId) : groups.includes(groupId)

function standingOf(each: Colleague, { skills = [], ceiling }: Sharing, serviceId: string | null): Standing {
  if (!reaches(each, serviceId)) return 'elsewhere'
  if (each.isAbsent) return 'absent'
  if (skills.some((skill) => !each.groups.includes(skill))) return 'unskilled'
  return ceiling !== undefined && each.load >= ceiling ? 'full' : 'present'
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
const turnOf = ({ lastGivenAt }: Colleague): string => lastGivenAt ?? ''

/** Who waits the longest first; then by name of account, so that the same facts always give the same. */
const byTurn = (left: Colleague, right: Colleague): number =>
  compare(turnOf(left), turnOf(right)) || compare(left.accountId, right.accountId)

const byLoad = (left: Colleague, right: Colleague): number => left.load - right.load || byTurn(left, right)
