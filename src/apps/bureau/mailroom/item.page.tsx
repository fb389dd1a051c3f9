import type { VNode } from 'preact'
import type { MailItem } from '#counter/mailroom'
import { type Locale, localize } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  Checkbox,
  DescriptionList,
  Details,
  ErrorSummary,
  FileRow,
  Form,
  Notice,
  PageHead,
  Panel,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import type { Service } from '#territory/collectivities'
import { mailroomTexts } from './texts.ts'

type Texts = ReturnType<typeof mailroomTexts>

export interface ItemPageProps {
  readonly locale: Locale
  readonly base: string
  readonly requests: string
  /** Where a request begins from this letter. */
  readonly makeHref: string
  readonly item: MailItem
  readonly services: readonly Service[]
  readonly isDone: boolean
  /** What was refused: beside which control, in words. */
  readonly refused:
    | { readonly fieldId: 'demande' | 'raison'; readonly message: string; readonly typed: string }
    | undefined
}

/** One letter: what it is, its scans, and what becomes of it. */
export function ItemPage(props: ItemPageProps): VNode {
  const { locale, base, item, refused } = props
  const t = mailroomTexts(locale)
  const format = formats(locale)
  return (
    <div class="stack narrow">
      {props.isDone && Toast({ children: t.joined })}
      {Breadcrumbs({ label: t.crumbs, links: [{ href: base, label: t.title }], isBack: true })}
      {PageHead({ title: item.reference, lead: item.subject })}
      {refused && ErrorSummary({ title: t.errors_one, errors: [refused] })}
      {item.cancelledAt !== null &&
        Notice({
          tone: 'warn',
          children: (
            <p>{t.cancelled_by(item.cancelledByName ?? '', format.date(item.cancelledAt), item.cancelledWhy ?? '')}</p>
          ),
        })}
      {Facts(props, t)}
      {item.scans.map(({ id, name, size, mediaType }) =>
        FileRow({
          name,
          href: `${base}/${item.id}/fichiers/${id}`,
          note: format.fileSize(size),
          icon: mediaType.startsWith('image/') ? 'image' : 'file-text',
        }),
      )}
      {item.dossierId === null && item.cancelledAt === null && Becomes(props, t)}
      {item.cancelledAt === null && Cancel(props, t)}
    </div>
  )
}

function Facts({ locale, item, services, requests }: ItemPageProps, t: Texts): VNode {
  const format = formats(locale)
  const service = services.find(({ id }) => id === item.serviceId)
  const when = format.dateTime(item.registeredAt)
  const registered = item.registeredByName === '' ? t.registered_alone(when) : t.registered(item.registeredByName, when)
  return (
    <>
      {DescriptionList({
        items: [
          { label: item.direction === 'in' ? t.from : t.to, value: item.correspondent },
          { label: item.direction === 'in' ? t.came : t.left, value: format.fullDate(item.onDay) },
          ...(item.writtenOn === null ? [] : [{ label: t.written, value: format.fullDate(item.writtenOn) }]),
          { label: t.service, value: service ? localize(service.name, locale) : t.no_service },
          ...(item.dossierId === null
            ? []
            : [{ label: t.request, value: <a href={`${requests}/${item.dossierId}`}>{item.dossierNumber}</a> }]),
        ],
      })}
      <p class="meta">{registered}</p>
    </>
  )
}

function Becomes({ base, item, makeHref, refused }: ItemPageProps, t: Texts): VNode {
  const error = refused?.fieldId === 'demande' ? refused : undefined
  return (
    <>
      {item.direction === 'in' && (
        <div>
          <p>
            <ButtonLink icon="file-plus" href={makeHref}>
              {t.make_case}
            </ButtonLink>
          </p>
          <p class="meta">{t.make_case_note}</p>
        </div>
      )}
      {Panel({
        title: t.join,
        children: Form({
          action: `${base}/${item.id}/joindre`,
          children: (
            <>
              {TextInput({
                id: 'demande',
                name: 'demande',
                label: t.join_number,
                hint: t.join_hint,
                value: error?.typed,
                error: error?.message,
                isExact: true,
                width: 'medium',
                autoComplete: 'off',
              })}
              {item.direction === 'in' &&
                Checkbox({
                  id: 'personne',
                  name: 'personne',
                  value: '1',
                  label: t.by_applicant,
                  hint: t.by_applicant_hint,
                  isChecked: true,
                })}
              {Actions({ children: <Button kind="quiet">{t.join_action}</Button> })}
            </>
          ),
        }),
      })}
    </>
  )
}

function Cancel({ base, item, refused }: ItemPageProps, t: Texts): VNode {
  const error = refused?.fieldId === 'raison' ? refused.message : undefined
  return Details({
    summary: t.cancel,
    isOpen: error !== undefined,
    children: Form({
      action: `${base}/${item.id}/annuler`,
      children: (
        <>
          {TextInput({ id: 'raison', name: 'raison', label: t.cancel_why, hint: t.cancel_note, error, maxLength: 300 })}
          {Actions({ children: <Button kind="danger">{t.cancel_action}</Button> })}
        </>
      ),
    }),
  })
}
