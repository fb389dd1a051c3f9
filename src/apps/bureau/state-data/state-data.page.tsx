import type { VNode } from 'preact'
import type { AccessRefusal, AccessView, Datum } from '#counter/connectors'
import { type Locale, localize } from '#kernel/localized'
import {
  Actions,
  Button,
  Checkbox,
  DataTable,
  ErrorSummary,
  Form,
  Notice,
  PageHead,
  Panel,
  SectionHead,
  TextInput,
  Toast,
  type Tone,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { stateDataTexts } from './texts.ts'

export interface StateDataPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/donnees-de-l-etat` */
  readonly base: string
  readonly access: AccessView
  readonly data: readonly Datum[]
  readonly isSaved: boolean
  /** What was refused, and what was typed then. */
  readonly refused:
    | { readonly reason: AccessRefusal; readonly recipient: string; readonly acceptsTyped: boolean }
    | undefined
}

/** The key by which a collectivity asks the State, whether it works, and what it opens. */
export function StateDataPage(props: StateDataPageProps): VNode {
  const { locale, isSaved, refused } = props
  const t = stateDataTexts(locale)
  return (
    <>
      {isSaved && Toast({ children: t.saved })}
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        {refused &&
          ErrorSummary({
            title: t.errors,
            errors: [{ fieldId: refused.reason === 'token' ? 'cle' : 'siret', message: t[`error_${refused.reason}`] }],
          })}
        {Key(props)}
        {Trial(props)}
        {Catalogue(props)}
      </div>
    </>
  )
}

function Key({ locale, base, access, refused }: StateDataPageProps): VNode {
  const t = stateDataTexts(locale)
  const common = access.hasCommonKey ? ` ${t.key_common}` : ''
  return Form({
    action: base,
    children: (
      <>
        {TextInput({
          id: 'cle',
          name: 'cle',
          type: 'password',
          label: t.key,
          hint: access.hasToken ? t.key_kept : `${t.key_none}${common}`,
          error: refused?.reason === 'token' ? t.error_token : undefined,
          autoComplete: 'off',
          isExact: true,
        })}
        {TextInput({
          id: 'siret',
          name: 'siret',
          label: t.recipient,
          hint: t.recipient_hint,
          error: refused?.reason === 'recipient' ? t.error_recipient : undefined,
          value: refused?.recipient ?? access.recipient,
          inputMode: 'numeric',
          width: 'medium',
          isRequired: true,
        })}
        {Checkbox({
          id: 'etat-civil-tape',
          name: 'etat-civil-tape',
          label: t.acceptsTyped,
          hint: t.acceptsTyped_hint,
          isChecked: refused?.acceptsTyped ?? access.acceptsTyped,
        })}
        {Actions({ children: Button({ children: t.save }) })}
      </>
    ),
  })
}

const tones: Readonly<Record<string, Tone>> = { works: 'ok', busy: 'warn', unreachable: 'warn' }

function Trial({ locale, base, access }: StateDataPageProps): VNode {
  const t = stateDataTexts(locale)
  const { testedAt, testedOutcome } = access
  return Panel({
    title: t.test,
    children: (
      <div class="stack">
        {testedAt === null || testedOutcome === null ? (
          <p>{t.never}</p>
        ) : (
          Notice({
            tone: tones[testedOutcome] ?? 'bad',
            children: (
              <>
                {t[`outcome_${testedOutcome}`]} {t.testedAt(formats(locale).dateTime(testedAt))}
              </>
            ),
          })
        )}
        {Form({
          action: `${base}/essai`,
          children: (
            <>
              {Actions({ children: Button({ kind: 'quiet', icon: 'plug', children: t.try }) })}
              <p class="meta">{t.try_hint}</p>
            </>
          ),
        })}
      </div>
    ),
  })
}

function Catalogue({ locale, data }: StateDataPageProps): VNode {
  const t = stateDataTexts(locale)
  return (
    <section aria-labelledby="catalogue-title" class="stack">
      {SectionHead({ title: t.catalogue, id: 'catalogue-title' })}
      <p>{t.catalogue_lead}</p>
      {DataTable<Datum>({
        caption: t.catalogue,
        rows: data,
        columns: [
          { title: t.datum, isHeading: true, onCard: 'title', cell: ({ title }) => localize(title, locale) },
          { title: t.holder, onCard: 'line', cell: ({ holder }) => localize(holder, locale) },
          { title: t.piece, onCard: 'line', cell: ({ piece }) => localize(piece, locale) },
        ],
      })}
    </section>
  )
}
