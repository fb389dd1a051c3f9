import type { Cents } from '#kernel/money'
import type { Outcome } from '#kernel/outcome'
import type { News } from './domain/attempt.ts'
import type { Mode } from './schema.ts'

/** What is asked of a provider for one attempt. */
export interface Order {
  readonly clientNumber: string
  readonly mode: Mode
  readonly reference: string
  /** Letters, digits and spaces. */
  readonly purpose: string
  readonly amount: Cents
  /** The year of the accounts it belongs to. */
  readonly year: number
  readonly payerEmail: string
  /** Where the provider tells a program that something happened. */
  readonly noticeUrl: string
  /** Where it sends the person back. */
  readonly returnUrl: string
}

export type ProviderRefusal =
  /** It answered, and does not want this: its code, and its words for the log and the administrator. */
  | { readonly reason: 'refused'; readonly code: string; readonly said: string }
  /** It did not answer, or not in a way that one understands. */
  | { readonly reason: 'unavailable'; readonly detail: string }

/** Who takes the money. One for the platform; `payfip/` is the one of the DGFiP. */
export interface PaymentProvider {
  /** Opens an operation: nothing is paid yet. */
  open(order: Order): Promise<Outcome<{ readonly operationId: string }, ProviderRefusal>>
  /** What became of an operation. Asking changes nothing. */
  look(operationId: string): Promise<Outcome<News, ProviderRefusal>>
  /** Who is behind a number, in the provider's words. */
  describe(clientNumber: string): Promise<Outcome<{ readonly name: string }, ProviderRefusal>>
  /** Where the person goes to pay. */
  payAt(operationId: string): string
}
