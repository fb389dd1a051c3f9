import { type Static, Type } from 'typebox'

/** `active`: sent to; `paused`: what comes waits; `gone`: the receiver answered 410, nothing new is kept for it. */
export type SubscriptionState = 'active' | 'paused' | 'gone'

/** Somebody's program that takes messages. */
export interface Subscription {
  readonly collectivityId: string
  readonly id: string
  /** The house that keeps it: `handover`, `api`. */
  readonly owner: string
  readonly label: string
  readonly url: string
  /** `case.submitted`, or `case.*` for a family; none: it takes only what is sent to it by name. */
  readonly topics: readonly string[]
  readonly state: SubscriptionState
  /** Until when the secret before also signs. */
  readonly previousUntil: Date | null
  /** Failures in a row. */
  readonly failures: number
  /** Nothing is tried until then. */
  readonly quietUntil: Date | null
  readonly createdAt: Date
}

export interface SubscriptionKey {
  readonly collectivityId: string
  readonly subscriptionId: string
}

/** What is told. The same `id` told twice is one message. */
export interface Message {
  readonly id: string
  /** `case.submitted` */
  readonly type: string
  /** Messages about one subject reach each receiver in the order of their places. */
  readonly subject?: string | undefined
  readonly place?: number | undefined
  readonly at: Date
  readonly data: unknown
}

export const deliveryStates = ['waiting', 'delivered', 'dead'] as const
export type DeliveryState = (typeof deliveryStates)[number]

export interface Delivery {
  readonly collectivityId: string
  readonly subscriptionId: string
  readonly id: string
  readonly type: string
  readonly subject: string | null
  readonly createdAt: Date
  readonly state: DeliveryState
  readonly attempts: number
  readonly nextAt: Date
  readonly settledAt: Date | null
  readonly lastStatus: number | null
  readonly lastError: string | null
}

export interface Attempt {
  readonly number: number
  readonly at: Date
  readonly milliseconds: number
  readonly status: number | null
  /** `timeout`, `unreachable`, `redirect`, `too_large`, `status`. */
  readonly error: string | null
  readonly answer: string | null
}

/** What an attempt came to. */
export interface Answered {
  readonly status: number | null
  readonly error: string | null
  readonly answer: string | null
  /** Asked by the receiver, in seconds. */
  readonly retryAfter: number | undefined
}

/** A message that leaves, with what was counted of it. */
export interface Leaving {
  readonly id: string
  readonly type: string
  readonly subject: string | null
  readonly body: string
  readonly attempts: number
  readonly tries: number
}

export const SubscriptionPayload = Type.Object({
  collectivityId: Type.String({ format: 'uuid' }),
  subscriptionId: Type.String({ format: 'uuid' }),
})
export type SubscriptionPayload = Static<typeof SubscriptionPayload>
