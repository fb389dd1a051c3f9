import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { createAppointments } from '#counter/appointments'
import { createDossiers } from '#counter/dossiers'
import { createLetters } from '#counter/letters'
import { createAccounts } from '#identity/accounts'
import { createMandates, readCatalogue } from '#identity/mandates'
import type { CertifiedIdentity } from '#identity/organisations'
import { createNationalIdentities } from '#identity/state'
import { type Clock, systemClock } from '#kernel/clock'
import { readConfig } from '#platform/config'
import { createPasswords, createSecrets, openBreachedPasswords } from '#platform/crypto'
import type { Database } from '#platform/db'
import { openLocalStore } from '#platform/files'
import { buildAssets } from '#platform/html'
import { silentLog } from '#platform/log'
import { openMailer } from '#platform/mail'
import type { App } from './app.ts'
import { composeArchives } from './archives.ts'
import { readBrowserModules } from './assets.ts'
import { certifiedIdentityOf } from './national-identity.ts'
import { composeConnectors } from './connectors.ts'
import { composeOrganisations } from './organisations.ts'
import { composeFederation } from './federation.ts'
import { composePayments } from './payments.ts'
import { composeProvider } from './provider.ts'
import { composeSms } from './sms.ts'
import { composeHandovers } from './handover.ts'
import { composeWebhooks } from './webhooks.ts'
import { everyDisclosureSource, everyPersonalData } from './personal-data.ts'

export interface TestAppOptions {
  readonly clock?: Clock
  readonly environment?: Readonly<Record<string, string>>
  /** Whom the State knows; nobody unless given. */
  readonly certifiedIdentity?: CertifiedIdentity
}

/** The platform as `main.ts` composes it, on a test database, with a folder of its own that goes when the tests end. */
export async function composeTestApp(db: Database, options: TestAppOptions = {}): Promise<App> {
  const folder = mkdtempSync(join(tmpdir(), 'traboule-app-'))
  const config = readConfig({ TRABOULE_DATA: folder, ...options.environment })
  const clock = options.clock ?? systemClock
  const secrets = createSecrets('a secret for tests, long enough to be one')
  const mailer = openMailer({ db, clock, log: silentLog, smtpUrl: undefined, from: config.mailFrom })
  after(() => {
    mailer.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const nationalIdentities = createNationalIdentities({ secrets, ...config })
  const mandates = createMandates(await readCatalogue())
  const organisations = await composeOrganisations({
    config,
    secrets,
    certifiedIdentity:
      options.certifiedIdentity ?? ((accountId) => certifiedIdentityOf({ db, nationalIdentities }, accountId)),
  })
  const provider = composeProvider({ config, db, clock, log: silentLog, secrets, mandates })
  const files = await openLocalStore({ folder: join(folder, 'files'), key: secrets.keyFor('files at rest') })
  const dossiers = createDossiers({
    secrets,
    filingFaultOf: (tx, asked) => mandates.faultOf(tx, { ...asked, right: 'file_requests' }),
  })
  const webhooks = composeWebhooks({ config, db, clock, log: silentLog, secrets })
  return {
    config,
    db,
    clock,
    log: silentLog,
    secrets,
    files,
    letters: createLetters({ files, officeCommand: config.officeCommand }),
    archives: await composeArchives(folder, secrets),
    assets: buildAssets(await readBrowserModules()),
    accounts: createAccounts({
      secrets,
      passwords: createPasswords({ concurrency: 2 }),
      breached: await openBreachedPasswords([]),
    }),
    nationalIdentities,
    sms: composeSms(config),
    dossiers,
    appointments: createAppointments(secrets),
    payments: composePayments({ config, db, secrets }),
    mandates,
    organisations,
    connectors: composeConnectors({ config, secrets, register: organisations.tools.register }),
    provider,
    federation: composeFederation({ config, secrets, provider }),
    personalData: [...everyPersonalData, nationalIdentities.personalData],
    disclosures: everyDisclosureSource,
    mailer,
    webhooks,
    handovers: composeHandovers({ config, db, clock, log: silentLog, secrets, webhooks, files, dossiers }),
  }
}
