import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAppointments } from '#counter/appointments'
import { createDossiers } from '#counter/dossiers'
import { createLetters } from '#counter/letters'
import { createAccounts } from '#identity/accounts'
import { createNationalIdentities } from '#identity/state'
import { createMandates, readCatalogue } from '#identity/mandates'
import { systemClock } from '#kernel/clock'
import { type Config, projectRoot } from '#platform/config'
import { createPasswords, createSecrets, openBreachedPasswords, readOrCreateSecret } from '#platform/crypto'
import { openDatabase } from '#platform/db'
import { openClamdScanner, openLocalStore } from '#platform/files'
import { buildAssets } from '#platform/html'
import { createLog } from '#platform/log'
import { openMailer } from '#platform/mail'
import type { App } from './apps/app.ts'
import { composeArchives } from './apps/archives.ts'
import { readBrowserModules } from './apps/assets.ts'
import { certifiedIdentityOf } from './apps/national-identity.ts'
import { composeConnectors } from './apps/connectors.ts'
import { composeOrganisations } from './apps/organisations.ts'
import { composeFederation } from './apps/federation.ts'
import { composePayments } from './apps/payments.ts'
import { composeProvider } from './apps/provider.ts'
import { composeSms } from './apps/sms.ts'
import { composeHandovers } from './apps/handover.ts'
import { composeWebhooks } from './apps/webhooks.ts'
import { everyDisclosureSource, everyPersonalData } from './apps/personal-data.ts'

/** Puts the platform together on a database that is migrated. The one place where everything is known. */
export async function compose(config: Config, databaseUrl: string): Promise<App> {
  const log = createLog(config.logLevel)
  const secrets = createSecrets(config.secret ?? (await readOrCreateSecret(join(config.dataFolder, 'secret'))))
  const db = openDatabase({
    url: databaseUrl,
    connections: config.databaseConnections,
    onError: (error) => log.warn({ error: error.message }, 'database connection lost'),
  })
  const clock = systemClock
  const nationalIdentities = createNationalIdentities({ secrets, ...config })
  const mandates = createMandates(await readCatalogue())
  const organisations = await composeOrganisations({
    config,
    secrets,
    certifiedIdentity: (accountId) => certifiedIdentityOf({ db, nationalIdentities }, accountId),
  })
  const provider = composeProvider({ config, db, clock, log, secrets, mandates })
  const files = await openLocalStore({
    folder: join(config.dataFolder, 'files'),
    key: secrets.keyFor('files at rest'),
    ...(config.scannerUrl ? { scanner: openClamdScanner(config.scannerUrl) } : {}),
  })
  const dossiers = createDossiers({
    secrets,
    filingFaultOf: (tx, asked) => mandates.faultOf(tx, { ...asked, right: 'file_requests' }),
  })
  const webhooks = composeWebhooks({ config, db, clock, log, secrets })
  return {
    config,
    db,
    clock,
    log,
    secrets,
    files,
    letters: createLetters({ files, officeCommand: config.officeCommand }),
    archives: await composeArchives(config.dataFolder, secrets),
    assets: buildAssets(await readBrowserModules()),
    accounts: createAccounts({
      secrets,
      passwords: createPasswords(),
      breached: await openBreachedPasswords(await readCommonPasswords(), config.breachedPasswords),
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
    mailer: openMailer({ db, clock, log, smtpUrl: config.smtpUrl, from: config.mailFrom }),
    webhooks,
    handovers: composeHandovers({ config, db, clock, log, secrets, webhooks, files, dossiers }),
  }
}

/** One a line: those that people take first when twelve characters are asked. */
async function readCommonPasswords(): Promise<string[]> {
  const text = await readFile(join(projectRoot, 'data/passwords/common.txt'), 'utf8')
  return text.split('\n').filter((line) => line !== '')
}
