import type { Dossiers } from '#counter/dossiers'
import type { Secrets } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { FileStore } from '#platform/files'
import type { Outbound } from '#platform/outbound'
import type { Stream } from '../schema.ts'

/** What the composition root gives to this house. */
export interface HubeeTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  readonly secrets: Secrets
  readonly files: Pick<FileStore, 'put' | 'open'>
  /** Takes files of 20 MB. */
  readonly outbound: Pick<Outbound, 'fetch'>
  readonly fileFor: Dossiers['fileFor']
  readonly addresses: {
    /** Without trailing slash; `/teledossiers/v1` comes after it. */
    readonly api: string
    readonly token: string
  }
}

/** Who brings what comes where it goes. */
export const systemName = 'service-public.fr'

const purpose = 'hubee.client_secret'

type Place = Pick<Stream, 'collectivityId' | 'id'>

export const sealClientSecret = (secrets: Secrets, { collectivityId, id }: Place, secret: string): string =>
  secrets.seal(purpose, secret, `${collectivityId} ${id}`)

/** Empty when the installation's secret is not the one that it was sealed with. */
export const openClientSecret = (secrets: Secrets, { collectivityId, id, clientSecret }: Stream): string =>
  secrets.open(purpose, clientSecret, `${collectivityId} ${id}`) ?? ''
