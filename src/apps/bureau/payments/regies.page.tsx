import type { VNode } from 'preact'
import { modes, type Regie, type RegieFault } from '#counter/payments'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Button,
  ButtonLink,
  Checkbox,
  DataTable,
  DescriptionList,
  EmptyState,
  ErrorSummary,
  Form,
  Notice,
  PageHead,
  Panel,
  Radios,
  StateChip,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { paymentDeskTexts } from './texts.ts'

type Texts = ReturnType<typeof paymentDeskTexts>

interface ListProps {
  readonly locale: Locale
  /** `/bureau/corbas/paiements` */
  readonly base: string
  readonly regies: readonly Regie[]
}

/** Where the money goes. */
export function RegiesPage({ locale, base, regies }: ListProps): VNode {
  const t = paymentDeskTexts(locale)
  const add = (
    <ButtonLink icon="plus" href={`${base}/regies/nouvelle`}>
      {t.add}
    </ButtonLink>
  )
  return (
    <>
      {PageHead({ title: t.regiesTitle, lead: t.regiesLead })}
      <div class="stack far">
        {regies.length === 0 ? (
          EmptyState({ icon: 'landmark', level: 2, title: t.regiesNone, children: t.regiesNoneBody, action: add })
        ) : (
          <>
            {DataTable<Regie>({
              caption: t.regiesTitle,
              rows: regies,
              columns: [
                { title: t.name, isHeading: true, cell: ({ id, name }) => <a href={`${base}/regies/${id}`}>{name}</a> },
                { title: t.number, onCard: 'line', cell: ({ clientNumber }) => clientNumber },
                { title: t.mode, onCard: 'line', cell: ({ mode }) => t[`mode_${mode}`] },
                { title: t.state, onCard: 'top', cell: (regie) => OpenChip(regie, t) },
              ],
            })}
            <p class="row">{add}</p>
          </>
        )}
        <p>
          <a href={base}>{t.back}</a>
        </p>
      </div>
    </>
  )
}

const OpenChip = ({ isOpen }: Regie, t: Texts): VNode =>
  isOpen
    ? StateChip({ tone: 'ok', icon: 'circle-check', label: t.isOpen })
    : StateChip({ tone: 'calm', icon: 'circle-pause', label: t.isClosed })

export interface TypedRegie {
  readonly name: string
  readonly clientNumber: string
  readonly mode: string
  readonly isOpen: boolean
}

export interface RegiePageProps {
  readonly locale: Locale
  readonly base: string
  /** Undefined: a new one. */
  readonly regie: Regie | undefined
  readonly typed: TypedRegie
  readonly fault: RegieFault | undefined
  readonly changes: readonly { readonly at: Date; readonly by: string | undefined; readonly detail: TypedRegie }[]
  readonly isSaved: boolean
}

const fieldOf: Readonly<Record<RegieFault, string>> = {
  name: 'nom',
  client_number: 'numero',
  number_taken: 'numero',
  mode: 'mode',
}

/** One of them: what it is, whether the line to the provider works, who changed what. */
export function RegiePage(props: RegiePageProps): VNode {
  const { locale, base, regie, fault, isSaved } = props
  const t = paymentDeskTexts(locale)
  return (
    <>
      {isSaved && Toast({ children: t.saved })}
      {PageHead({ title: regie === undefined ? t.addTitle : t.edit(regie.name) })}
      <div class="stack far">
        {fault !== undefined &&
          ErrorSummary({ title: t.oneError, errors: [{ fieldId: fieldOf[fault], message: t[`fault_${fault}`] }] })}
        {RegieForm(props, t)}
        {regie !== undefined && Line(regie, props, t)}
        {regie !== undefined && History(props, t)}
        <p>
          <a href={`${base}/regies`}>{t.backRegies}</a>
        </p>
      </div>
    </>
  )
}

function RegieForm({ base, regie, typed, fault }: RegiePageProps, t: Texts): VNode {
  const errorAt = (field: string): string | undefined =>
    fault !== undefined && fieldOf[fault] === field ? t[`fault_${fault}`] : undefined
  return Form({
    action: `${base}/regies/${regie?.id ?? 'nouvelle'}`,
    children: (
      <>
        {TextInput({
          id: 'nom',
          name: 'nom',
          label: t.name,
          hint: t.nameHint,
          value: typed.name,
          error: errorAt('nom'),
          maxLength: 100,
          isRequired: true,
        })}
        {TextInput({
          id: 'numero',
          name: 'numero',
          label: t.number,
          hint: t.numberHint,
          value: typed.clientNumber,
          error: errorAt('numero'),
          inputMode: 'numeric',
          autoComplete: 'off',
          width: 'medium',
          isRequired: true,
        })}
        {Radios({
          id: 'mode',
          name: 'mode',
          legend: t.mode,
          hint: t.modeHint,
          value: typed.mode,
          error: errorAt('mode'),
          choices: modes.map((mode) => ({ value: mode, label: t[`mode_${mode}`], hint: t[`mode_${mode}_hint`] })),
        })}
        {Checkbox({ id: 'ouverte', name: 'ouverte', label: t.open, isChecked: typed.isOpen })}
        {Actions({ children: Button({ children: t.save }) })}
      </>
    ),
  })
}

function Line(regie: Regie, { locale, base }: RegiePageProps, t: Texts): VNode {
  const { checkedAt, checkedName, checkedFault } = regie
  const day = checkedAt === null ? '' : formats(locale).fullDateTime(checkedAt)
  const said = () => {
    if (checkedAt === null) return Notice({ children: t.neverChecked })
    if (checkedName !== null) return Notice({ tone: 'ok', children: t.checked(checkedName, day) })
    if (checkedFault === 'unavailable') return Notice({ tone: 'warn', children: t.checkedSilent(day) })
    return Notice({ tone: 'bad', children: t.checkedFault(checkedFault ?? '', day) })
  }
  return Panel({
    title: t.line,
    id: 'liaison',
    children: (
      <div class="stack">
        <p>{t.checkLead}</p>
        {said()}
        {Form({
          action: `${base}/regies/${regie.id}/essai`,
          children: Actions({
            children: (
              <Button kind="secondary" icon="plug">
                {t.check}
              </Button>
            ),
          }),
        })}
      </div>
    ),
  })
}

function History({ locale, changes }: RegiePageProps, t: Texts): VNode {
  const format = formats(locale)
  return Panel({
    title: t.history,
    children: DescriptionList({
      items: changes.map(({ at, by, detail }) => {
        const state = detail.isOpen ? t.isOpen : t.isClosed
        const mode = modes.find((each) => each === detail.mode) ?? 'test'
        const what = `${detail.name}, ${detail.clientNumber}, ${t[`mode_${mode}`]}, ${state}`
        return { label: format.fullDateTime(at), value: t.by(what, by ?? t.platform) }
      }),
    }),
  })
}
