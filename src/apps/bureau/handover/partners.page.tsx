import type { VNode } from 'preact'
import type { Partner, PartnerFault } from '#counter/handover'
import {
  Actions,
  Button,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  NumberInput,
  PageHead,
  Panel,
  Radios,
  StateChip,
  TextInput,
} from '#platform/html'
import type { Locale } from '#platform/i18n'
import { handoverTexts, type HandoverTexts } from './texts.ts'

/** What is typed of a partner, as it was typed. */
export interface TypedPartner {
  readonly name: string
  readonly mode: string
  readonly address: string
  readonly secret: string
  readonly jurisdiction: string
  readonly clock: string
  readonly patience: string
}

export type Fault = PartnerFault | 'patience'

export const blank: TypedPartner = {
  name: '',
  mode: 'push',
  address: '',
  secret: '',
  jurisdiction: '',
  clock: 'runs',
  patience: '5',
}

interface PartnersProps {
  readonly locale: Locale
  /** `/bureau/corbas/partenaires` */
  readonly base: string
  readonly partners: readonly Partner[]
  readonly typed: TypedPartner
  readonly fault: Fault | undefined
}

export function PartnersPage({ locale, base, partners, typed, fault }: PartnersProps): VNode {
  const t = handoverTexts(locale)
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        {fault && FaultSummary({ t, fault })}
        {partners.length === 0
          ? EmptyState({ icon: 'share-2', level: 2, title: t.none, children: <p>{t.none_body}</p> })
          : DataTable<Partner>({
              caption: t.title,
              rows: partners,
              columns: [
                { title: t.partner, isHeading: true, cell: ({ id, name }) => <a href={`${base}/${id}`}>{name}</a> },
                { title: t.state, onCard: 'top', cell: (each) => partnerChip(each, t) },
                {
                  title: t.mode,
                  onCard: 'line',
                  cell: ({ mode }) => t[`mode_${mode}`],
                },
              ],
            })}
        <p>
          <a href={`${base}/open311`}>{t.door_link}</a>
        </p>
        {Panel({
          title: t.add,
          children: Form({
            action: base,
            children: (
              <>
                {PartnerFields({ t, typed, fault, isNew: true })}
                {Actions({ children: Button({ icon: 'plus', children: t.add_do }) })}
              </>
            ),
          }),
        })}
      </div>
    </>
  )
}

export function partnerChip({ isActive, mode, address }: Partner, t: HandoverTexts): VNode {
  if (!isActive) return StateChip({ tone: 'calm', icon: 'circle-pause', label: t.inactive })
  return mode === 'push' && address === null
    ? StateChip({ tone: 'warn', icon: 'triangle-alert', label: t.no_address })
    : StateChip({ tone: 'ok', icon: 'circle-check', label: t.active })
}

const fieldOf: Readonly<Record<Fault, string>> = {
  no_name: 'nom',
  bad_address: 'adresse',
  bad_secret: 'secret',
  no_key: 'secret',
  patience: 'patience',
}

export const FaultSummary = ({ t, fault }: { readonly t: HandoverTexts; readonly fault: Fault }): VNode =>
  ErrorSummary({ title: t.errors, errors: [{ fieldId: fieldOf[fault], message: t[`error_${fault}`] }] })

interface FieldsProps {
  readonly t: HandoverTexts
  readonly typed: TypedPartner
  readonly fault: Fault | undefined
  readonly isNew: boolean
}

export function PartnerFields({ t, typed, fault, isNew }: FieldsProps): VNode {
  const isServer = typed.mode === 'open311'
  const errorAt = (field: string) => (fault && fieldOf[fault] === field ? t[`error_${fault}`] : undefined)
  return (
    <>
      {TextInput({
        id: 'nom',
        name: 'nom',
        label: t.name,
        hint: t.name_hint,
        value: typed.name,
        error: errorAt('nom'),
        maxLength: 120,
        isRequired: true,
      })}
      {isNew &&
        Radios({
          id: 'mode',
          name: 'mode',
          legend: t.mode,
          value: typed.mode,
          choices: [
            { value: 'push', label: t.mode_push, hint: t.mode_push_hint },
            { value: 'pull', label: t.mode_pull, hint: t.mode_pull_hint },
            { value: 'open311', label: t.mode_open311, hint: t.mode_open311_hint },
          ],
        })}
      {TextInput({
        id: 'adresse',
        name: 'adresse',
        label: t.address,
        hint: t.address_hint,
        value: typed.address,
        error: errorAt('adresse'),
        isExact: true,
        inputMode: 'url',
        maxLength: 400,
      })}
      {TextInput({
        id: 'secret',
        name: 'secret',
        label: !isNew && isServer ? t.key : t.secret,
        hint: isNew ? t.key_or_secret_hint : isServer ? t.key_hint : t.secret_replace_hint,
        value: typed.secret,
        error: errorAt('secret'),
        isExact: true,
        autoComplete: 'off',
        maxLength: 120,
      })}
      {(isNew || isServer) &&
        TextInput({
          id: 'juridiction',
          name: 'juridiction',
          label: t.jurisdiction,
          hint: t.jurisdiction_hint,
          value: typed.jurisdiction,
          isExact: true,
          maxLength: 120,
        })}
      {Radios({
        id: 'delai',
        name: 'delai',
        legend: t.clock,
        value: typed.clock,
        choices: [
          { value: 'runs', label: t.clock_runs },
          { value: 'paused', label: t.clock_paused },
        ],
      })}
      {NumberInput({
        id: 'patience',
        name: 'patience',
        label: t.patience,
        value: typed.patience,
        error: errorAt('patience'),
        isRequired: true,
      })}
    </>
  )
}
