import type { ArchiveTools } from '#counter/archives'
import type { Connectors } from '#counter/connectors'
import type { Appointments } from '#counter/appointments'
import type { Dossiers } from '#counter/dossiers'
import type { Handovers } from '#counter/handover'
import type { Letters } from '#counter/letters'
import type { Payments } from '#counter/payments'
import type { Accounts, DisclosureSource, PersonalData } from '#identity/accounts'
import type { Mandates } from '#identity/mandates'
import type { Organisations } from '#identity/organisations'
import type { NationalIdentities } from '#identity/state'
import type { Federation } from '#identity/federation'
import type { IdentityProvider } from '#identity/provider'
import type { Clock } from '#kernel/clock'
import type { Secrets } from '#platform/crypto'
import type { Config } from '#platform/config'
import type { Context } from '#platform/context'
import type { Database } from '#platform/db'
import type { FileStore } from '#platform/files'
import type { Assets } from '#platform/html'
import type { Log } from '#platform/log'
import type { Mailer } from '#platform/mail'
import type { SmsSender } from '#platform/sms'
import type { Webhooks } from '#platform/webhooks'

/** What the sites are built on, put together in `main.ts`. */
export interface App {
  readonly config: Config
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly secrets: Secrets
  readonly files: FileStore
  readonly assets: Assets
  readonly accounts: Accounts
  readonly nationalIdentities: NationalIdentities
  readonly dossiers: Dossiers
  /** What the State is asked in a person's place. */
  readonly connectors: Connectors
  readonly appointments: Appointments
  /** Absent where the operator has no gateway for text messages. */
  readonly sms: SmsSender | undefined
  readonly letters: Letters
  /** What was put away, sealed: a store of its own. */
  readonly archives: ArchiveTools
  readonly payments: Payments
  readonly organisations: Organisations
  readonly federation: Federation
  readonly provider: IdentityProvider
  readonly mandates: Mandates
  /** See `personal-data.ts`. */
  readonly personalData: readonly PersonalData[]
  readonly disclosures: readonly DisclosureSource[]
  readonly mailer: Mailer
  /** Requests that other authorities' tools settle, or that came from them. */
  readonly handovers: Handovers
  /** Signed messages to other programs. */
  readonly webhooks: Webhooks
}

/** The context of a use case for somebody who comes through a site. */
export const contextFor = (app: App, actor: Context['actor']): Context => ({
  db: app.db,
  clock: app.clock,
  log: app.log,
  actor,
})
