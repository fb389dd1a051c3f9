import { AppError } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { readPrefix } from '../domain/cas/service-address.ts'
import { type MetadataFault, readMetadata } from '../domain/saml/metadata.ts'
import { canRegister } from '../policy.ts'
import type { CasService, SpMetadata, SpSettings } from '../schema.ts'
import { findProvider, saveCasService, saveProvider } from '../store/providers.ts'

/** What a SAML application is given until its operator says otherwise: who she is to it, her address and her name. */
export const defaultSettings: SpSettings = {
  nameIdFormat: 'persistent',
  attributes: [
    { claim: 'email', name: 'mail' },
    { claim: 'given_name', name: 'givenName' },
    { claim: 'family_name', name: 'sn' },
  ],
  wantsSignedRequests: false,
  signsResponse: false,
  encrypts: false,
  startsHere: false,
}

function allow(ctx: Context): void {
  if (!canRegister(ctx.actor)) throw new AppError('forbidden', 'federation.register')
}

export type RegisterRefusal = MetadataFault | 'taken'

/**
 * Registers a SAML application by its metadata, or takes new ones; settings that are not given stay as they were.
 * @throws AppError `forbidden federation.register`.
 */
export async function registerServiceProvider(
  ctx: Context,
  input: {
    readonly applicationId: string
    readonly metadata: string
    readonly metadataUrl?: string | null
    readonly settings?: SpSettings
  },
): Promise<Outcome<SpMetadata, RegisterRefusal>> {
  allow(ctx)
  const now = ctx.clock.now()
  const metadata = readMetadata(input.metadata, { now })
  if (!metadata.ok) return metadata
  const { applicationId } = input
  const isSaved = await ctx.db.withTerritory(async (tx) => {
    const former = await findProvider(tx, applicationId)
    return saveProvider(tx, {
      applicationId,
      metadata: metadata.value,
      settings: input.settings ?? former?.settings ?? defaultSettings,
      metadataUrl: input.metadataUrl === undefined ? (former?.metadataUrl ?? null) : input.metadataUrl,
      metadataReadAt: now,
    })
  })
  return isSaved ? accepted(metadata.value) : refused('taken')
}

/**
 * Registers a CAS application by the beginning of its addresses.
 * @throws AppError `forbidden federation.register`.
 */
export async function registerCasService(
  ctx: Context,
  service: CasService,
): Promise<Outcome<CasService, 'unsafe_address' | 'taken'>> {
  allow(ctx)
  const prefix = readPrefix(service.prefix)
  if (prefix === undefined) return refused('unsafe_address')
  const kept = { ...service, prefix }
  return (await ctx.db.withTerritory((tx) => saveCasService(tx, kept))) ? accepted(kept) : refused('taken')
}
