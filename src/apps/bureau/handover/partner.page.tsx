import type { VNode } from 'preact'
import {
  type Handover,
  isCompared,
  type Matter,
  type Partner,
  type PartnerFile,
  type ServiceThere,
} from '#counter/handover'
import {
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  Checkbox,
  DataTable,
  DescriptionList,
  Details,
  Form,
  PageHead,
  Panel,
  Radios,
  Select,
  type SelectOption,
  TextInput,
  Toast,
} from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import { type Fault, FaultSummary, partnerChip, PartnerFields, type TypedPartner } from './partners.page.tsx'
import { Open311 } from './open311.page.tsx'
import { handoverTexts, type HandoverTexts } from './texts.ts'

interface PartnerPageProps {
  readonly locale: Locale
  /** `/bureau/corbas` */
  readonly desk: string
  readonly file: PartnerFile
  /** Our procedures, by slug. */
  readonly procedures: readonly SelectOption[]
  /** Of a server of Open311: what it takes; undefined when it does not say. */
  readonly services: readonly ServiceThere[] | undefined
  readonly typed: TypedPartner
  readonly fault: Fault | undefined
  readonly done: string | undefined
}

/** One partner: what is exchanged with it, what is given and taken, its requests, whether both lists agree. */
export function PartnerPage(props: PartnerPageProps): VNode {
  const { locale, desk, file, done, fault } = props
  const { partner } = file
  const t = handoverTexts(locale)
  const base = `${desk}/partenaires`
  const here = `${base}/${partner.id}`
  return (
    <>
      {done !== undefined && Toast({ children: done })}
      {Breadcrumbs({ label: t.wayBack, isBack: true, links: [{ href: base, label: t.back }] })}
      {PageHead({ title: partner.name })}
      <div class="stack far">
        {fault && FaultSummary({ t, fault })}
        {partner.mode === 'open311'
          ? Open311({ locale, here, file, doesAnswer: props.services !== undefined })
          : Exchange({ t, here, desk, file })}
        {Matters(props, here)}
        {Requests({ locale, desk, handovers: file.handovers })}
        {isCompared(partner) && Compare({ locale, here, partner })}
        {Panel({
          title: t.settings,
          children: Form({
            action: here,
            children: (
              <>
                {PartnerFields({ t, typed: props.typed, fault, isNew: false })}
                {Actions({ children: Button({ kind: 'secondary', children: t.save }) })}
              </>
            ),
          }),
        })}
        {Form({
          action: `${here}/${partner.isActive ? 'arret' : 'marche'}`,
          children: (
            <>
              {partner.isActive && <p>{t.stop_body}</p>}
              {Actions({
                children: Button({
                  kind: 'quiet',
                  icon: partner.isActive ? 'circle-pause' : 'circle-check',
                  children: partner.isActive ? t.stop : t.start,
                }),
              })}
            </>
          ),
        })}
      </div>
    </>
  )
}

interface ExchangeProps {
  readonly t: HandoverTexts
  readonly here: string
  readonly desk: string
  readonly file: PartnerFile
}

function Exchange({ t, here, desk, file: { partner, ourAddress } }: ExchangeProps): VNode {
  return Panel({
    title: t.exchange,
    children: (
      <div class="stack">
        <p>{t.exchange_body}</p>
        {DescriptionList({
          items: [
            { label: t.state, value: partnerChip(partner, t) },
            { label: t.our_address, value: <code>{ourAddress}</code> },
            { label: t.address, value: partner.address === null ? t.no_address : <code>{partner.address}</code> },
          ],
        })}
        <div class="row">
          {ButtonLink({ href: `${here}/secret`, kind: 'secondary', icon: 'key-round', children: t.see_keys })}
          {partner.subscriptionId !== null &&
            ButtonLink({
              href: `${desk}/envois/${partner.subscriptionId}`,
              kind: 'quiet',
              icon: 'send',
              children: t.deliveries,
            })}
        </div>
      </div>
    ),
  })
}

function Matters({ locale, file, procedures, services = [] }: PartnerPageProps, here: string): VNode {
  const t = handoverTexts(locale)
  const titles = new Map(procedures.map(({ value, label }) => [value, label]))
  const titleOf = ({ ours }: Matter) => titles.get(ours) ?? ours
  return (
    <section class="stack" aria-labelledby="demarches">
      <h2 id="demarches">{t.matters}</h2>
      {file.matters.length === 0 ? (
        <p>{t.matters_none}</p>
      ) : (
        DataTable<Matter>({
          caption: t.matters,
          rows: file.matters,
          columns: [
            { title: t.matter, isHeading: true, cell: titleOf },
            {
              title: t.direction,
              onCard: 'top',
              cell: ({ direction, isAutomatic }) =>
                `${direction === 'give' ? t.direction_give : t.direction_take}${isAutomatic ? `, ${t.automatic_short}` : ''}`,
            },
            { title: t.theirs, onCard: 'line', cell: ({ theirs }) => <code>{theirs}</code> },
            {
              title: t.remove,
              isTitleHidden: true,
              onCard: 'bottom',
              cell: (matter) =>
                Form({
                  action: `${here}/demarches/retirer`,
                  hidden: { sens: matter.direction, demarche: matter.ours },
                  label: t.matter_remove(titleOf(matter)),
                  class: 'row',
                  children: Button({
                    kind: 'quiet',
                    size: 'small',
                    children: (
                      <>
                        {t.remove} <span class="vh">{titleOf(matter)}</span>
                      </>
                    ),
                  }),
                }),
            },
          ],
        })
      )}
      {Details({
        summary: t.matter_add,
        children: MatterForm({ t, here, procedures, services, isServer: file.partner.mode === 'open311' }),
      })}
    </section>
  )
}

interface MatterFormProps {
  readonly t: HandoverTexts
  readonly here: string
  readonly procedures: readonly SelectOption[]
  readonly services: readonly ServiceThere[]
  readonly isServer: boolean
}

function MatterForm({ t, here, procedures, services, isServer }: MatterFormProps): VNode {
  return Form({
    action: `${here}/demarches`,
    children: (
      <>
        {Select({ id: 'demarche', name: 'demarche', label: t.matter, options: procedures })}
        {!isServer &&
          Radios({
            id: 'sens',
            name: 'sens',
            legend: t.direction,
            value: 'give',
            choices: [
              { value: 'give', label: t.direction_give },
              { value: 'take', label: t.direction_take },
            ],
          })}
        {services.length > 0
          ? Select({
              id: 'chez-lui',
              name: 'chez-lui',
              label: t.service,
              options: services.map(({ code, name, group }) => ({
                value: code,
                label: group === '' ? name : `${group} : ${name}`,
              })),
            })
          : TextInput({
              id: 'chez-lui',
              name: 'chez-lui',
              label: t.theirs,
              hint: t.theirs_hint,
              isExact: true,
              maxLength: 120,
            })}
        {Checkbox({ id: 'depot', name: 'depot', value: 'oui', label: t.automatic })}
        {Actions({ children: Button({ kind: 'secondary', icon: 'plus', children: t.matter_add }) })}
      </>
    ),
  })
}

function Requests({
  locale,
  desk,
  handovers,
}: {
  readonly locale: Locale
  readonly desk: string
  readonly handovers: readonly Handover[]
}): VNode {
  const t = handoverTexts(locale)
  const format = formats(locale)
  return (
    <section class="stack" aria-labelledby="passations">
      <h2 id="passations">{t.requests}</h2>
      {handovers.length === 0 ? (
        <p>{t.requests_none}</p>
      ) : (
        DataTable<Handover>({
          caption: t.requests,
          rows: handovers,
          columns: [
            {
              title: t.request,
              isHeading: true,
              cell: ({ dossierId, role, reference }) => {
                const words = `${role === 'giver' ? t.role_giver : t.role_taker}${reference === null ? '' : ` (${reference})`}`
                return dossierId === null ? words : <a href={`${desk}/demandes/${dossierId}`}>{words}</a>
              },
            },
            { title: t.state, onCard: 'top', cell: ({ state }) => t[`state_${state}`] },
            {
              title: t.changed,
              onCard: 'line',
              cell: ({ changedAt }) => <time dateTime={changedAt.toISOString()}>{format.dateTime(changedAt)}</time>,
            },
          ],
        })
      )}
    </section>
  )
}

function Compare({
  locale,
  here,
  partner: { comparedAt, compared },
}: {
  readonly locale: Locale
  readonly here: string
  readonly partner: Partner
}): VNode {
  const t = handoverTexts(locale)
  const when = comparedAt === null ? '' : formats(locale).dateTime(comparedAt)
  return Form({
    action: `${here}/comparer`,
    children: (
      <>
        <p>
          {t.compare_body}
          {compared !== null && (
            <>
              <br />
              {compared.fault === undefined
                ? t.compared(when, compared.seen, compared.sentAgain + compared.fetched)
                : t.compared_fault(when)}
            </>
          )}
        </p>
        {Actions({ children: Button({ kind: 'secondary', icon: 'refresh-cw', children: t.compare }) })}
      </>
    ),
  })
}

/** The secret of one partner, for who just proved who she is. */
export function KeysPage({
  locale,
  here,
  partner,
  keys,
  done,
}: {
  readonly locale: Locale
  readonly here: string
  readonly partner: Partner
  readonly keys: { readonly secret: string; readonly bearer: string }
  readonly done: string | undefined
}): VNode {
  const t = handoverTexts(locale)
  return (
    <>
      {done !== undefined && Toast({ children: done })}
      {Breadcrumbs({ label: t.wayBack, isBack: true, links: [{ href: here, label: partner.name }] })}
      {PageHead({ title: t.keys_title(partner.name), lead: t.keys_lead })}
      <div class="stack far">
        {DescriptionList({
          items: [
            { label: t.the_secret, value: <code>{keys.secret}</code> },
            { label: t.the_bearer, value: <code>{keys.bearer}</code> },
          ],
        })}
        {Form({
          action: `${here}/secret`,
          children: (
            <>
              <p>{t.renew_body}</p>
              {Actions({ children: Button({ kind: 'secondary', icon: 'refresh-cw', children: t.renew }) })}
            </>
          ),
        })}
      </div>
    </>
  )
}
