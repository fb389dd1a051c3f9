import type { TextOfFile } from '#counter/dossiers'
import { refused } from '#kernel/outcome'
import { extractText, wayOf } from '#platform/extraction'
import type { App } from './app.ts'

/** What files that requests keep say, for those who look for a word of them. */
export const textOfFile = ({ files }: Pick<App, 'files'>): TextOfFile => ({
  isReadable: (mediaType) => wayOf(mediaType) !== undefined,
  read: async ({ digest, mediaType }) => {
    const said = await extractText(await files.open(digest), mediaType)
    return said.ok ? said : refused(said.refusal === 'too_much' ? 'too_much' : 'unreadable')
  },
})
