import type { Deed } from '#counter/batches'
import type { CommonAction } from '#counter/dossiers'
import { type Locale, localize } from '#kernel/localized'
import { accepted, type Outcome } from '#kernel/outcome'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import type { ChoosePageProps, Typed } from './choose.page.tsx'
import { batchTexts } from './texts.ts'

export const typedOf = (body: FormBody): Typed =>
  Object.fromEntries(Object.keys(body).map((name) => [name, typedIn(body, name)]))

/** What a deed was typed as, to change it. */
export function typedFrom(deed: Deed | null): Typed {
  if (deed === null) return {}
  switch (deed.kind) {
    case 'entrust':
      return { action: 'entrust', agent: deed.accountId }
    case 'transfer':
      return { action: 'transfer', service: deed.serviceId, note: deed.note }
    case 'act':
      return { action: `act:${deed.actionId}`, [`texte-${deed.actionId}`]: deed.text }
    case 'message':
      return { action: 'message', message: deed.body, anglais: deed.english ?? '' }
    case 'hold':
      return { action: 'hold', raison: deed.reason }
    case 'take':
    case 'release':
      return { action: deed.kind }
  }
}

type Fault = ChoosePageProps['errors'][number]

const missing = (
  fieldId: string,
  message: string,
): { readonly ok: false; readonly refusal: Fault & { reason: string } } => ({
  ok: false,
  refusal: { reason: 'missing', fieldId, message },
})

interface Choices {
  readonly locale: Locale
  readonly actions: readonly CommonAction[]
  readonly agents: readonly { readonly value: string }[]
  readonly services: readonly { readonly value: string }[]
}

/** The deed that a form says, or what is missing from it. */
export function readDeed(typed: Typed, choices: Choices): Outcome<Deed, Fault & { reason: string }> {
  const t = batchTexts(choices.locale)
  const field = (name: string): string => typed[name]?.trim() ?? ''
  const isAmong = (options: readonly { readonly value: string }[], value: string): boolean =>
    options.some((each) => each.value === value)
  const kind = field('action')
  switch (kind) {
    case 'take':
    case 'release':
      return accepted({ kind })
    case 'entrust':
      if (!isAmong(choices.agents, field('agent'))) return missing('agent', t.noAgent)
      return accepted({ kind, accountId: field('agent') })
    case 'transfer':
      if (!isAmong(choices.services, field('service'))) return missing('service', t.noService)
      return accepted({ kind, serviceId: field('service'), note: field('note') })
    case 'message':
      if (field('message') === '') return missing('message', t.noText(t.messageText))
      return accepted({ kind, body: field('message'), ...(field('anglais') !== '' && { english: field('anglais') }) })
    case 'hold':
      if (field('raison') === '') return missing('raison', t.noText(t.holdReason))
      return accepted({ kind, reason: field('raison') })
    default:
      return readAction(kind, field, choices)
  }
}

function readAction(
  kind: string,
  field: (name: string) => string,
  { locale, actions }: Choices,
): Outcome<Deed, Fault & { reason: string }> {
  const t = batchTexts(locale)
  const action = actions.find(({ id }) => kind === `act:${id}`)
  if (!action) return missing('action', t.noDeed)
  const name = `texte-${action.id}`
  if (action.asks?.required === true && field(name) === '')
    return missing(name, t.noText(localize(action.asks.label, locale)))
  return accepted({ kind: 'act', actionId: action.id, label: action.label, text: field(name) })
}
