import type { Cents } from '#kernel/money'

/** How a régie works with the provider: false cards, one real payment that opens the service, or every day. */
export const modes = ['test', 'activation', 'production'] as const
export type Mode = (typeof modes)[number]

/** Where the money of some procedures goes; known to the provider by a number. */
export interface Regie {
  readonly id: string
  readonly name: string
  /** Six digits, given by the DGFiP. */
  readonly clientNumber: string
  readonly mode: Mode
  /** A closed one takes no new payment. */
  readonly isOpen: boolean
  /** When the provider was last asked about the number, and what it said. */
  readonly checkedAt: Date | null
  readonly checkedName: string | null
  readonly checkedFault: string | null
}

export type PaymentState = 'created' | 'pending' | 'paid' | 'refused' | 'abandoned' | 'expired'

/** A sum that somebody is asked for. */
export interface Payment {
  readonly collectivityId: string
  readonly id: string
  /** Of who asks, who will be told what became of it. */
  readonly requestId: string
  readonly dossierId: string | null
  /** What it pays, in the words of who asks. */
  readonly purpose: string
  readonly amount: Cents
  /** Ours; each attempt adds its number to it. */
  readonly reference: string
  readonly regieId: string | null
  readonly state: PaymentState
  readonly payerEmail: string | null
  readonly createdAt: Date
  /** After this moment, nobody may begin to pay. */
  readonly expiresAt: Date
  readonly settledAt: Date | null
}

export type AttemptState = 'asked' | 'open' | 'paid' | 'refused' | 'abandoned' | 'expired'
export type Means = 'card' | 'direct_debit'

/** One visit to the provider. */
export interface Attempt {
  readonly id: string
  readonly paymentId: string
  readonly number: number
  /** What the provider and the accountant know it by. */
  readonly reference: string
  readonly regieId: string
  readonly clientNumber: string
  readonly mode: Mode
  readonly amount: Cents
  readonly state: AttemptState
  /** The provider's own name for it; null until it answered. */
  readonly operationId: string | null
  readonly openedAt: Date
  readonly lookedAt: Date | null
  readonly looks: number
  readonly nextLookAt: Date | null
  readonly means: Means | null
  readonly authorisation: string | null
  readonly transactedAt: Date | null
  readonly mismatch: string | null
}
