import type { ActingFor } from '#counter/dossiers'
import type { Capacity } from '#identity/mandates'
import { AppError } from '#kernel/errors'
import type { SiteVisitor } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { type Fields, lastOf } from './body.ts'
import type { FormState } from './state.ts'
import { surerNeeded } from './texts.ts'

/** Name of the choice on the first page of a form; `moi` is who writes. */
export const actsForName = 'page-acts-for'
export const myself = 'moi'

/** What must be held to file for somebody else. */
const right = 'file_requests'

export interface ActsForChoice {
  readonly value: string
  /** Why the choice that is kept does not do. */
  readonly error: string | undefined
  readonly choices: readonly { readonly key: string; readonly name: string; readonly number: string | null }[]
}

const numberOf = (capacity: Capacity): string | null =>
  capacity.kind === 'organisation' ? (capacity.siren ?? capacity.rna) : null

/** For whom a form may be filled, asked on its first page; undefined when she acts for nobody else. */
export async function actsForChoice(
  app: App,
  state: FormState,
  pageId: string,
  error?: string,
): Promise<ActsForChoice | undefined> {
  const { account, context } = state.who
  if (!account || state.definition.form.pages[0]?.id !== pageId) return undefined
  const all = await app.mandates.listCapacities(context, account.accountId)
  const able = all.filter(({ rights }) => rights.includes(right))
  if (able.length === 0) return undefined
  const choices = able.map((capacity) => ({ key: capacity.key, name: capacity.name, number: numberOf(capacity) }))
  return { value: state.draft?.actingFor?.key ?? myself, error, choices }
}

/**
 * What the page says of it: undefined when it was not asked, null for herself.
 * @throws AppError `forbidden mandates.right_missing` for a capacity that she does not have.
 */
export async function readActsFor(app: App, who: SiteVisitor, fields: Fields): Promise<ActingFor | null | undefined> {
  const key = lastOf(fields, actsForName)
  if (key === '' || !who.account) return undefined
  if (key === myself) return null
  const { accountId } = who.account
  const capacity = await app.mandates.findCapacity(who.context, { accountId, key, right })
  if (!capacity) throw new AppError('forbidden', 'mandates.right_missing')
  const { kind, name, as, mandateId } = capacity
  return { kind, key, name, number: numberOf(capacity), as, mandateId }
}

/** Why the choice kept on the first page does not do here: the service asks for a surer right. Asked again when it is filed. */
export async function actsForFault(app: App, state: FormState, pageId: string): Promise<string | undefined> {
  const { draft, who, offer, definition } = state
  const minimum = offer.options.minimumAssurance ?? 0
  if (!draft?.actingFor || !who.account || minimum === 0 || definition.form.pages[0]?.id !== pageId) return undefined
  const { key, name } = draft.actingFor
  const capacity = await app.mandates.findCapacity(who.context, { accountId: who.account.accountId, key, right })
  return capacity && capacity.assurance >= minimum ? undefined : surerNeeded(who.locale, { name, minimum })
}
