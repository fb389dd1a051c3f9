/** Who acts. Every use case takes one; the journal keeps it. */
export type Actor =
  | { readonly kind: 'anonymous' }
  /** A resident or professional, with or without roles as an agent elsewhere. */
  | { readonly kind: 'account'; readonly accountId: string; readonly name: string }
  /** Somebody who proved that she knows a case's tracking code and e-mail address. */
  | { readonly kind: 'tracker'; readonly dossierId: string; readonly name: string }
  /** An agent at work for one collectivity. */
  | {
      readonly kind: 'agent'
      readonly accountId: string
      readonly name: string
      readonly collectivityId: string
      readonly roles: readonly AgentRole[]
      /** It is a program that came in by a key: `name` is the key's, and the account is that of who answers for it. */
      readonly program?: { readonly keyId: string }
    }
  /** The operator of the platform (the syndicate, a village secretary): sees the machine, not the cases. */
  | { readonly kind: 'operator'; readonly accountId: string; readonly name: string }
  /** The platform itself: a job, a timer, a command-line tool. */
  | { readonly kind: 'system'; readonly name: string }

/**
 * One role of an agent in a collectivity. A role bound to a service reaches the cases of that service;
 * without a service it reaches the whole collectivity. An `elected` member reads and does nothing else.
 */
export interface AgentRole {
  readonly role: 'agent' | 'supervisor' | 'administrator' | 'elected'
  readonly serviceId: string | null
  /** Somebody from outside, whom an agent answers for. */
  readonly isGuest?: true
}
