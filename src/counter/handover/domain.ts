import type { HandedState } from '#counter/dossiers'
import type { MessageType } from './contract.ts'
import type { Partner } from './schema.ts'

type Role = 'giver' | 'taker'

const open: ReadonlySet<HandedState> = new Set(['offered', 'requested', 'accepted'])

/** Whether its list is compared with ours: it answers, and is not stopped. */
export const isCompared = ({ mode, address, isActive }: Partner): boolean =>
  isActive && mode === 'push' && address !== null

/** Whether both sides still have something to do. */
export const isOpen = (state: HandedState): boolean => open.has(state)

const bySender: Readonly<Record<MessageType, Role | 'both'>> = {
  'handover.offered': 'giver',
  'handover.taken_back': 'giver',
  'handover.answers': 'giver',
  'handover.received': 'taker',
  'handover.accepted': 'taker',
  'handover.refused': 'taker',
  'handover.status': 'taker',
  'handover.settled': 'taker',
  'handover.returned': 'taker',
  'handover.message': 'both',
}

/** Whether the other side may say this to who has this role. */
export const mayHear = (role: Role, type: MessageType): boolean => bySender[type] === 'both' || bySender[type] !== role

/**
 * Where a hand-over stands once one side heard a message of the other. Messages may cross: one that comes too late changes nothing, and
 * what the giver takes back is taken back, whatever the taker said at the same moment, so that both end with the same.
 */
export function hear(role: Role, state: HandedState, type: MessageType): HandedState {
  if (!mayHear(role, type)) return state
  if (role === 'taker') return type === 'handover.taken_back' ? 'taken_back' : state
  const next = giverHears[type]
  return next?.from.includes(state) === true ? next.to : state
}

const stillOpen: readonly HandedState[] = ['offered', 'requested', 'accepted']

const giverHears: {
  readonly [T in MessageType]?: { readonly from: readonly HandedState[]; readonly to: HandedState }
} = {
  'handover.received': { from: ['offered'], to: 'requested' },
  'handover.accepted': { from: stillOpen, to: 'accepted' },
  'handover.refused': { from: ['offered', 'requested'], to: 'refused' },
  'handover.settled': { from: stillOpen, to: 'settled' },
  'handover.returned': { from: stillOpen, to: 'returned' },
}

export type Decision = 'accept' | 'refuse' | 'return' | 'take_back'

const from: Readonly<
  Record<Decision, { readonly role: Role; readonly states: readonly HandedState[]; readonly to: HandedState }>
> = {
  accept: { role: 'taker', states: ['offered', 'requested'], to: 'accepted' },
  refuse: { role: 'taker', states: ['offered', 'requested'], to: 'refused' },
  return: { role: 'taker', states: ['accepted'], to: 'returned' },
  take_back: { role: 'giver', states: ['offered', 'requested', 'accepted'], to: 'taken_back' },
}

/** What somebody may decide of a hand-over. */
export const decisionsOf = (role: Role, state: HandedState): readonly Decision[] =>
  (Object.keys(from) as Decision[]).filter((each) => from[each].role === role && from[each].states.includes(state))

export const decide = (role: Role, state: HandedState, decision: Decision): HandedState | undefined =>
  decisionsOf(role, state).includes(decision) ? from[decision].to : undefined

/** What is done with the next message of the other side: each place is heard once, in order. */
export function placeOf(received: number, sequence: number): 'next' | 'known' | 'gap' {
  if (sequence <= received) return 'known'
  return sequence === received + 1 ? 'next' : 'gap'
}
