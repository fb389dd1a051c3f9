import type { Outcome } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { DepartureFault, RequestFault, TicketFault } from './schema.ts'
import type { SigningKey } from './domain/xml/signature.ts'

/** An application, as the register of applications holds it. */
export interface Application {
  readonly id: string
  /** As it names itself. */
  readonly clientId: string
  readonly name: string
  readonly isOpen: boolean
  /** Its own first page, to start again from. */
  readonly homeUrl: string | null
}

/** Why somebody may not enter an application: who may, and who can change it. */
export interface EntryRefusal {
  readonly reason: 'not_allowed'
  /** Groups that may enter, as people name them, each with its collectivity; empty when it is not a matter of groups. */
  readonly groups: readonly { readonly name: string; readonly place: string }[]
  /** Who to ask: an address or a telephone number. */
  readonly contact: string | null
}

/** The register of applications: what they are, who may enter, what went wrong with them. */
export interface Applications {
  /** By the name that it gives itself: entityID of SAML, beginning of the addresses of a CAS service. */
  find(ctx: Context, name: string): Promise<Application | undefined>
  mayEnter(
    ctx: Context,
    who: { readonly application: Application; readonly accountId: string },
  ): Promise<Outcome<null, EntryRefusal>>
  /** Keeps what was refused to an application, in words for who runs it. */
  noteFault(
    ctx: Context,
    noted: {
      readonly application: Application
      readonly code: string
      readonly fault: RequestFault | TicketFault | DepartureFault
    },
  ): Promise<void>
}

/** The key that signs what applications read, and the certificates that they may see soon. */
export interface SigningKeys {
  current(ctx: Context): Promise<SigningKey>
  /** Base64 of DER: the one that signs, and the next, so that applications know it before it does. */
  published(ctx: Context): Promise<readonly string[]>
}
