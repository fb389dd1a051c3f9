import { connectorData, connectorDisclosures } from '#counter/connectors'
import { contactData } from '#counter/contacts'
import { appointmentData } from '#counter/appointments'
import { dossierData, dossierDisclosures } from '#counter/dossiers'
import { accessData, accountData, type DisclosureSource, type PersonalData, securityData } from '#identity/accounts'
import { federationData, federationDisclosures } from '#identity/federation'
import { mandateData } from '#identity/mandates'
import { organisationData } from '#identity/organisations'
import { consentData, consentDisclosures } from '#identity/provider'
import { walletData, walletDisclosures } from '#counter/wallet'
import { getSite } from '#territory/collectivities'
import { everyClaimsSource } from './claims.ts'

/** Every house that holds something of a person by her account: what is exported, moved by a merge, erased at the end. */
export const everyPersonalData: readonly PersonalData[] = [
  accountData,
  securityData,
  accessData(async ({ db }, id) => (await getSite(db, { id })).name),
  dossierData,
  connectorData,
  walletData,
  appointmentData,
  contactData,
  organisationData,
  mandateData,
  federationData,
  consentData,
]

/** Every house by which a person's data reach somebody else. */
export const everyDisclosureSource: readonly DisclosureSource[] = [
  dossierDisclosures,
  connectorDisclosures,
  walletDisclosures,
  federationDisclosures,
  consentDisclosures(everyClaimsSource),
]
