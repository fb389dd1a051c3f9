import type { DepositedFile } from '../../../attachments/index.ts'
import type { Locale } from '#kernel/localized'
import type { Secrets } from '#platform/crypto'
import { formats } from '#platform/i18n'
import type { KeptFile } from './view.ts'

const purpose = 'bureau.kept_file'

/** Whose file it is, and for which case: a sealed one is of no use elsewhere. */
export interface KeptFor {
  readonly accountId: string
  readonly caseId: string
}

const about = ({ accountId, caseId }: KeptFor): string => `${accountId} ${caseId}`

/** A file that has arrived with a message that has not left, as its page keeps it. */
export const keep = (secrets: Secrets, file: DepositedFile, owner: KeptFor, locale: Locale): KeptFile => ({
  sealed: secrets.seal(purpose, JSON.stringify(file), about(owner)),
  name: file.name,
  note: formats(locale).fileSize(file.size),
})

/** What a page kept; anything that was not sealed for this agent and this case is nothing. */
export const keptIn = (secrets: Secrets, sealed: readonly string[], owner: KeptFor): DepositedFile[] =>
  sealed.flatMap((text) => {
    const opened = secrets.open(purpose, text, about(owner))
    return opened === undefined ? [] : [JSON.parse(opened) as DepositedFile]
  })
