import { revokeConsent } from '#counter/connectors'
import { savePage } from '#counter/dossiers'
import type { Page } from '#counter/procedures'
import type { App } from '../../../../app.ts'
import type { FormState } from '../state.ts'
import { stateDataOf } from './load.ts'
import { stateEntries } from './wanted.ts'

interface TakingBack {
  readonly page: Page
  readonly datumId: string
  readonly deviceSecret: string | undefined
}

/** Her word on a datum of the State ends: what came is forgotten, and goes from the boxes where she left it as it came. */
export async function takeBack(app: App, state: FormState, { page, datumId, deviceSecret }: TakingBack): Promise<void> {
  const { who, draft } = state
  if (!draft) return
  const data = await stateDataOf(app, state)
  const told = stateEntries(page, new Map([...data].filter(([id]) => id === datumId)))
  const collectivityId = who.site.id
  await revokeConsent(who.context, { collectivityId, subjectId: draft.id, datum: datumId })
  const typed = draft.entries[page.id] ?? {}
  const left = Object.entries(typed).map(([input, value]) => [input, told[input] === value ? '' : value])
  const entries = Object.fromEntries(left)
  await savePage(who.context, {
    collectivityId,
    draftId: draft.id,
    deviceSecret,
    pageId: page.id,
    entries,
    seenVersion: draft.version,
  })
}
