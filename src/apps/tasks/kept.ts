import type { Secrets } from '#platform/crypto'
import type { DepositedFile } from '../attachments/index.ts'

/** A file that came with a page which was not accepted: the page keeps it sealed, for this case and step alone. */
export interface KeptUpload {
  readonly id: string
  /** The input it came by. */
  readonly input: string
  readonly file: DepositedFile
}

const purpose = 'tasks.kept_upload'
const about = (place: KeptPlace): string => `${place.dossierId} ${place.stepId}`

interface KeptPlace {
  readonly dossierId: string
  readonly stepId: string
}

export const seal = (secrets: Secrets, upload: KeptUpload, place: KeptPlace): string =>
  secrets.seal(purpose, JSON.stringify(upload), about(place))

/** What a page kept; anything that was not sealed for this case and step is nothing. */
export const unseal = (secrets: Secrets, sealed: readonly string[], place: KeptPlace): KeptUpload[] =>
  sealed.flatMap((text) => {
    const opened = secrets.open(purpose, text, about(place))
    return opened === undefined ? [] : [JSON.parse(opened) as KeptUpload]
  })
