import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { MandateState } from '../schema.ts'

/** What may happen to a mandate. */
export type Act = 'notify' | 'see' | 'approve' | 'refuse' | 'expire' | 'withdraw' | 'revoke'

/** Waiting for an answer. */
export const openStates: readonly MandateState[] = ['asked', 'notified', 'seen']

const moves: Readonly<Record<MandateState, Partial<Readonly<Record<Act, MandateState>>>>> = {
  asked: {
    notify: 'notified',
    see: 'seen',
    approve: 'approved',
    refuse: 'refused',
    expire: 'expired',
    withdraw: 'withdrawn',
  },
  notified: { see: 'seen', approve: 'approved', refuse: 'refused', expire: 'expired', withdraw: 'withdrawn' },
  seen: { approve: 'approved', refuse: 'refused', expire: 'expired', withdraw: 'withdrawn' },
  approved: { revoke: 'revoked' },
  refused: {},
  expired: {},
  withdrawn: {},
  revoked: {},
}

/** Where an act leads; `too_late` when the mandate is no longer where that may happen. */
export function after(state: MandateState, act: Act): Outcome<MandateState, 'too_late'> {
  const next = moves[state][act]
  return next === undefined ? refused('too_late') : accepted(next)
}

export const isOpen = (state: MandateState): boolean => openStates.includes(state)
